"""What pydantic says of a value, in words that a user of the command knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # `ingest --help` needs no pydantic
    from pydantic_core import ErrorDetails

_BY_TYPE = {
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "dict_type": "must be a table",
    "float_parsing": "must be a number",
    "float_type": "must be a number",
    "list_type": "must be a list",
    "model_type": "must be a table",
    "string_type": "must be a text in quotes",
}
_BY_TEXT = (
    (r"Value error, ", ""),
    (r"Input should be a valid integer.*", "must be a whole number"),
    (r"Input should be greater than or equal to (.+)", r"must be at least \1"),
)
_CHOICE = re.compile(r"'(?P<given>[^']*)' is not one of (?P<choices>'.*')\.?$")


def plain_option_error(message: str) -> str:
    """An error of the command line."""
    for pattern, replacement in _BY_TEXT:
        message = re.sub(pattern, replacement, message)
    found = _CHOICE.search(message)
    if found is None:
        return message
    suggestion = nearest(found["given"], re.findall(r"'([^']*)'", found["choices"]))
    return message.rstrip(".") + suggestion if suggestion else message


def plain_setting_error(error: ErrorDetails, fields: Mapping[str, Iterable[str]]) -> str:
    """An error of a settings file; `fields` has the names that each table knows."""
    place = [part for part in error["loc"] if part != "[key]"]
    kind = error["type"]
    if kind == "extra_forbidden":
        *table, name = place
        known = [*fields.get(str(table[0]) if table else "", [])]
        return f"{_where(table)}{str(name)!r} is not a setting{nearest(str(name), known)}"
    if kind in ("enum", "literal_error"):
        choices = re.findall(r"'([^']*)'", str(error.get("ctx", {}).get("expected", "")))
        given = str(error["input"])
        listed = ", ".join(choices)
        return f"{_where(place[:1])}{given!r} is not one of {listed}{nearest(given, choices)}"
    said = _BY_TYPE.get(kind) or error["msg"].removeprefix("Value error, ")
    return f"{_where(place)}{said}"


def nearest(given: str, known: Iterable[str]) -> str:
    """A question behind the message when something known is spelled nearly so."""
    near = get_close_matches(given, [*known], n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


def _where(place: list[Any]) -> str:
    """`players`, entry 1: the parts of a file are counted from 1."""
    parts = [f"entry {part + 1}" if isinstance(part, int) else str(part) for part in place]
    return f"{', '.join(parts)}: " if parts else ""
