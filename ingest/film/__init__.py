"""Turns the highlight chunk of a film into events; the only thing decoded in Python."""
