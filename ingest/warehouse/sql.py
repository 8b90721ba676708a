"""Names and texts in SQL, and what DuckDB says when something goes wrong."""

from __future__ import annotations


def quoted_name(*parts: str) -> str:
    """A name of one or more parts as an identifier."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in parts)


def quoted_text(text: str) -> str:
    """A text as a literal."""
    return "'" + text.replace("'", "''") + "'"


def first_line(error: Exception) -> str:
    """What DuckDB says, without the hints below it."""
    return str(error).partition("\n")[0]


def is_locked(error: Exception) -> bool:
    """Whether another process has the file open, and one of the two would write."""
    return "lock on file" in str(error) or "used by another process" in str(error)
