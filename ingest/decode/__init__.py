"""Reads films that are kept again, without a request: `ingest decode`."""
