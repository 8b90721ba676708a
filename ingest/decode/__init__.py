"""Reads kept films again, without a request: `ingest decode`."""
