"""What `ingest status` counts: complete matches, and histories that miss some."""
