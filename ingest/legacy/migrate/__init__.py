"""Lands the rows of legacy files in the raw layer."""
