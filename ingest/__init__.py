"""Lands Halo Infinite match data, once, as verbatim JSON for dbt to build on."""

__version__ = "0.1.0"
