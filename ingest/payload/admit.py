"""Admission: only JSON that Python, DuckDB and Spark read alike becomes a payload."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

# Beyond these one of the engines does not read on. DuckDB's json_structure fails, and the build
# with it, at 128 levels, and a snapshot of ours puts a document one level deeper; Spark's reader
# (Jackson's StreamReadConstraints) makes null of the whole document.
DEEPEST = 100
LONGEST_NUMBER = 1_000
LONGEST_KEY = 50_000
LONGEST_TEXT = 20_000_000

_CONTAINERS = frozenset({dict, list})
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89abAB]|\\u[dD][c-fC-F]")
_STRIDE = 100
_PART_OF_A_LONG_NUMBER = re.compile(rf"[-+0-9.eE]{{{LONGEST_NUMBER // _STRIDE}}}")


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
    if len(text) > LONGEST_TEXT:
        raise Refused(f"longer than {LONGEST_TEXT} characters")
    value = _decode(text)
    _refuse_depth(value)
    if _SURROGATE_ESCAPE.search(text):
        _refuse_lone_surrogates(value)
    return Admitted(text, value)


def _decode(text: str) -> Any:
    # measuring every key and number takes half as long again, so it is done where one could be
    # too long: a number that is covers ten characters in a row of every hundredth
    is_suspect = len(text) > LONGEST_KEY or _PART_OF_A_LONG_NUMBER.search(text[::_STRIDE])
    try:
        return (_MEASURING_DECODER if is_suspect else _DECODER).decode(text)
    except json.JSONDecodeError as error:
        raise Refused(f"not JSON: {error.msg} at character {error.pos}") from None
    except RecursionError:
        raise Refused("nested too deep") from None


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


def _unique_and_short(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if any(len(name) > LONGEST_KEY for name, _ in pairs):
        raise Refused(f"a key is longer than {LONGEST_KEY} characters")
    return _unique(pairs)


def _no_constant(name: str) -> NoReturn:
    raise Refused(f"{name} is not JSON")


def _refuse_depth(value: Any) -> None:
    """Level by level: a recursion would need the stack this is about."""
    level = [value] if type(value) in _CONTAINERS else []
    for _ in range(DEEPEST):
        if not level:
            return
        level = [
            member
            for container in level
            for member in (container.values() if type(container) is dict else container)
            if type(member) in _CONTAINERS
        ]
    if level:
        raise Refused(f"nested too deep: more than {DEEPEST} levels")


def _refuse_lone_surrogates(value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise Refused("half of a surrogate pair") from None


def _short_int(digits: str) -> int:
    _refuse_length(digits)
    return int(digits)


def _short_float(digits: str) -> float:
    _refuse_length(digits)
    return float(digits)


def _refuse_length(digits: str) -> None:
    if len(digits) > LONGEST_NUMBER:
        raise Refused("a number has too many digits")


_DECODER = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_no_constant)
_MEASURING_DECODER = json.JSONDecoder(
    object_pairs_hook=_unique_and_short,
    parse_constant=_no_constant,
    parse_int=_short_int,
    parse_float=_short_float,
)
