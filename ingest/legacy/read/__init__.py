"""Finds and reads the files of the old application."""
