"""Admission: only JSON that Python, DuckDB and Spark read alike becomes a payload."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89abAB]|\\u[dD][c-fC-F]")


class Refused(Exception):
    """The bytes are not landed as JSON; the message says why."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """A document as it came, and what it says."""

    text: str
    value: Any


def admit(body: bytes) -> Admitted:
    """Check the bytes of one JSON document."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(f"not UTF-8 at byte {error.start}") from None
    if text.startswith("\ufeff"):
        raise Refused("starts with a byte order mark")
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise Refused(f"not JSON: {error.msg} at character {error.pos}") from None
    except ValueError:
        raise Refused("a number has too many digits") from None
    except RecursionError:
        raise Refused("nested too deep") from None
    if _SURROGATE_ESCAPE.search(text):
        _refuse_lone_surrogates(value)
    return Admitted(text, value)


def elements(document: Admitted, field: str | None = None) -> Iterator[Admitted]:
    """Each element of the top-level array, or of the array in a top-level field, verbatim."""
    text = document.text
    at = _start_of_array(text, field)
    while True:
        at = _skip(text, at + 1)
        if text[at] == "]":
            return
        start = at
        value, at = _DECODER.raw_decode(text, start)
        yield Admitted(text[start:at], value)
        at = _skip(text, at)
        if text[at] == "]":
            return


def _start_of_array(text: str, field: str | None) -> int:
    at = _skip(text, 0)
    if field is None:
        return at
    while True:
        name, at = _DECODER.raw_decode(text, _skip(text, at + 1))
        at = _skip(text, _skip(text, at) + 1)
        if name == field:
            return at
        at = _skip(text, _DECODER.raw_decode(text, at)[1])


def _skip(text: str, at: int) -> int:
    """Position of the next character that is not white space."""
    while text[at] in " \t\r\n":
        at += 1
    return at


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise Refused("a key appears twice in one object")
    return members


def _no_constant(name: str) -> NoReturn:
    raise Refused(f"{name} is not JSON")


def _refuse_lone_surrogates(value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise Refused("half of a surrogate pair") from None
    except RecursionError:
        raise Refused("nested too deep") from None


_DECODER = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_no_constant)
