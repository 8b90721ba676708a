"""`python -m ingest` is the `ingest` command."""

from ingest.cli.app import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
