"""What may become a payload, and that it stays the text that came."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.payload.admit import (
    DEEPEST,
    LONGEST_KEY,
    LONGEST_NUMBER,
    LONGEST_TEXT,
    Admitted,
    Refused,
    admit,
    elements,
)

# Text without surrogates: half a pair is not Unicode, and no encoder could send it as UTF-8.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT
FINITE = SCALARS.filter(lambda value: value not in (float("inf"), float("-inf")))
VALUES: st.SearchStrategy[Any] = st.recursive(
    FINITE,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=15,
)
SPACE = st.text(" \t\r\n", max_size=3)


@st.composite
def written(draw: st.DrawFn, values: st.SearchStrategy[Any] = VALUES) -> tuple[str, Any]:
    """A value and one of the many ways to write it."""
    value = draw(values)
    text = json.dumps(
        value,
        ensure_ascii=draw(st.booleans()),
        indent=draw(st.sampled_from([None, 0, 2, "\t"])),
        separators=draw(st.sampled_from([(",", ":"), (", ", ": "), (" ,\r\n", "\t:  ")])),
    )
    return text, value


@st.composite
def written_array(draw: st.DrawFn) -> tuple[str, list[tuple[str, Any]]]:
    """An array put together by hand, and the pieces it was made of."""
    pieces = draw(st.lists(written(), max_size=6))
    padded = [draw(SPACE) + text + draw(SPACE) for text, _ in pieces]
    return f"[{','.join(padded) or draw(SPACE)}]", pieces


@given(written(), SPACE, SPACE)
def test_any_json_is_admitted_as_it_came(
    document: tuple[str, Any], before: str, after: str
) -> None:
    text, value = before + document[0] + after, document[1]
    assert admit(text.encode()) == Admitted(text, value)


MALFORMED = {
    "empty body": b"",
    "white space only": b" \r\n\t",
    "a number of 5,000 digits": b"1" * 5000,
    "an escaped pair 994 levels deep": b"[" * 994 + rb'"\ud83d\ude00"' + b"]" * 994,
    "not UTF-8": b'{"a":"\xff\xfe"}',
    "cut inside a UTF-8 sequence": '{"a":"é"}'.encode()[:-3],
    "overlong UTF-8": b'"\xc0\xaf"',
    "surrogate written as UTF-8": b'"\xed\xa0\x80"',
    "UTF-16": '{"a":1}'.encode("utf-16"),
    "byte order mark": b'\xef\xbb\xbf{"a":1}',
    "NaN": b'{"a":NaN}',
    "Infinity": b"[Infinity]",
    "minus Infinity": b'{"a":{"b":[-Infinity]}}',
    "duplicate key": b'{"a":1,"a":1}',
    "duplicate key at depth": b'{"a":[{"b":{"c":1,"d":2,"c":3}}]}',
    "duplicate key spelled with an escape": rb'{"a":1,"\u0061":2}',
    "bytes after the end": b'{"a":1}x',
    "NUL after the end": b'{"a":1}\x00',
    "two documents": b'{"a":1}\n{"a":2}',
    "lone high surrogate": rb'{"a":"\ud83d"}',
    "lone low surrogate": rb'{"a":"\ude00"}',
    "lone surrogate in upper case": rb'["\uD83D!"]',
    "surrogates the wrong way round": rb'["\ude00\ud83d"]',
    "lone surrogate in a key": rb'{"x\udfff":1}',
    "lone surrogate after a pair": rb'["\ud83d\ude00\ud83d"]',
    "arrays nested 100,000 deep": b"[" * 100_000 + b"]" * 100_000,
    "objects nested 100,000 deep": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "never closed 100,000 deep": b"[" * 100_000,
    "truncated object": b'{"a":1,"b":',
    "truncated string": b'{"a":"b',
    "truncated escape": rb'"\u00',
    "unknown escape": rb'"\x41"',
    "raw control character": b'"a\nb"',
    "trailing comma in an array": b"[1,]",
    "trailing comma in an object": b'{"a":1,}',
    "single quotes": b"{'a':1}",
    "unquoted key": b"{a:1}",
    "comment": b"[1] // one",
    "leading zero": b"01",
    "hexadecimal": b"0x1f",
    "bare point": b"1.",
    "HTML": b"<html><body>Service unavailable</body></html>",
    "white space JSON does not know": b"\xc2\xa0[1]",
}


@pytest.mark.fault("N13")
@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
def test_malformed_bodies_are_refused(body: bytes) -> None:
    with pytest.raises(Refused):
        admit(body)


def nested(levels: int) -> list[str]:
    """Ways to stack containers that many levels high."""
    half = levels // 2
    return [
        "[" * levels + "]" * levels,
        '{"a":' * levels + "1" + "}" * levels,
        '[{"a":' * half + ("[]" if levels % 2 else "1") + "}]" * half,
    ]


def long_numbers(characters: int, before: int) -> list[str]:
    """Numbers of so many characters, so far from the start."""
    digits = "7" * characters
    numbers = [digits, f"-{digits[1:]}", f"0.{digits[2:]}", f"{digits[3:]}E-9"]
    return [f'["{"x" * before}",{number}]' for number in numbers]


# each limit of Spark's reader: what just fits, and what just does not
LIMITS = {
    "levels": lambda over: nested(DEEPEST + over),
    "digits": lambda over: [
        text for before in range(0, 101, 20) for text in long_numbers(LONGEST_NUMBER + over, before)
    ],
    "key": lambda over: [f'{{"a":[{{"{"k" * (LONGEST_KEY + over)}":1}}]}}'],
    "text": lambda over: [f'"{"x" * (LONGEST_TEXT - 2 + over)}"'],
}


@pytest.mark.fault("N13")
@pytest.mark.parametrize("limit", LIMITS)
def test_what_just_fits_is_admitted_and_a_little_more_is_not(limit: str) -> None:
    for text in LIMITS[limit](0):
        assert admit(text.encode()).text == text
    for text in LIMITS[limit](1):
        with pytest.raises(Refused):
            admit(text.encode())


@pytest.mark.fault("N13")
def test_a_long_number_in_a_string_is_no_number() -> None:
    text = f'["{"7" * 5 * LONGEST_NUMBER}"]'
    assert admit(text.encode()).value == ["7" * 5 * LONGEST_NUMBER]


@pytest.mark.fault("N13")
@given(written(st.lists(FINITE, min_size=1) | st.dictionaries(TEXT, FINITE, min_size=1)), st.data())
def test_a_body_cut_anywhere_is_refused(document: tuple[str, Any], data: st.DataObject) -> None:
    body = document[0].encode()
    cut = data.draw(st.integers(0, len(body) - 1))
    with pytest.raises(Refused):
        admit(body[:cut])


@pytest.mark.fault("N13")
@pytest.mark.parametrize("escape", [rb'"\ud83d\ude00"', rb'"\uD83D\uDE00"'])
def test_an_escaped_surrogate_pair_is_one_character(escape: bytes) -> None:
    document = admit(escape)
    assert document.value == "\U0001f600"
    assert document.text == escape.decode()


def test_an_escaped_backslash_before_ud83d_is_no_surrogate() -> None:
    assert admit(rb'["\\ud83d"]').value == [r"\ud83d"]


@given(written_array(), SPACE, SPACE)
def test_elements_of_an_array_are_its_pieces(
    array: tuple[str, list[tuple[str, Any]]], before: str, after: str
) -> None:
    text, pieces = array
    found = list(elements(admit((before + text + after).encode())))
    assert [(one.text, one.value) for one in found] == pieces
    at = 0
    for one in found:
        at = text.index(one.text, at) + len(one.text)
        assert json.loads(one.text) == one.value


@given(
    written_array(),
    st.dictionaries(TEXT, written(), max_size=3),
    st.dictionaries(TEXT, written(), max_size=3),
    st.sampled_from(["Results", "", "Ergebnisse \u00fc", 'a"b\\']),
    SPACE,
    st.booleans(),
)
def test_elements_of_a_field_are_its_pieces(
    array: tuple[str, list[tuple[str, Any]]],
    before: dict[str, tuple[str, Any]],
    after: dict[str, tuple[str, Any]],
    name: str,
    space: str,
    ascii_keys: bool,
) -> None:
    def member(key: str, text: str) -> str:
        written_key = json.dumps(key, ensure_ascii=ascii_keys)
        return f"{space}{written_key}{space}:{space}{text}{space}"

    text, pieces = array
    others = {key: value for key, (value, _) in before.items() if key != name}
    later = {key: v for key, (v, _) in after.items() if key != name and key not in others}
    members = [member(*one) for one in others.items()]
    members += [member(name, text), *(member(*one) for one in later.items())]
    document = admit(f"{space}{{{','.join(members)}}}{space}".encode())
    assert document.value[name] == [value for _, value in pieces]
    assert [(one.text, one.value) for one in elements(document, name)] == pieces


def test_a_field_of_that_name_at_depth_is_not_the_field() -> None:
    body = b'{"a":{"Results":[1,2]},"b":[{"Results":[3]}],"Results":[{"Results":[4]} , 5.0]}'
    texts = [one.text for one in elements(admit(body), "Results")]
    assert texts == ['{"Results":[4]}', "5.0"]


@pytest.mark.fault("D4")
def test_numbers_keep_the_digits_they_came_with() -> None:
    body = b"[1.0, 1E2, 0.10, 9007199254740993, 1.00000000000000000001, -0]"
    texts = [one.text for one in elements(admit(body))]
    assert texts == ["1.0", "1E2", "0.10", "9007199254740993", "1.00000000000000000001", "-0"]
