"""Names of time zones, as the engine of the warehouse knows them."""

from __future__ import annotations

from difflib import get_close_matches

DEFAULT_TIMEZONE = "UTC"


def checked_timezone(name: str) -> str:
    """The name, if there is such a zone; a ValueError that suggests another one if not."""
    if name == DEFAULT_TIMEZONE:
        return name
    known = _known_timezones()
    if name in known:
        return name
    by_lower = {one.lower(): one for one in known}
    near = get_close_matches(name.lower().replace(" ", "_"), by_lower, n=1)
    advice = f"did you mean {by_lower[near[0]]}?" if near else "a name looks like Europe/Paris"
    raise ValueError(f"{name!r} is not a time zone: {advice}")


def _known_timezones() -> set[str]:
    # Only a user who sets a zone pays for the import. Abbreviations such as CST mean several zones.
    import duckdb

    with duckdb.connect() as connection:
        found = connection.execute("select name from pg_timezone_names()").fetchall()
    return {name for (name,) in found if "/" in name or name == DEFAULT_TIMEZONE}
