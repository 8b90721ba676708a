"""The `ingest` command: parses, prints, and maps errors to exit codes."""
