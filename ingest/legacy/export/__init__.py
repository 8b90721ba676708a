"""Writes the warehouse as the files the old application reads."""
