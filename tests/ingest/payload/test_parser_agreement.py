"""What is admitted says the same to Python and to DuckDB, whatever arrives."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ingest.payload.admit import Refused, admit
from tests.ingest.payload.test_admit import MALFORMED, written
from tests.support.leaves import read_by_duckdb

# what JSON is made of, so that random texts come near to being some
PIECES = st.sampled_from(
    [
        *'{}[]",:\\ \t\r\n',
        *("true", "false", "null", "NaN", "Infinity", "-", "0", "1", "1.5", "-0", "-0.0", "01"),
        *("1e400", "-1E+400", "1e-400", "9007199254740993", "18446744073709551616", "0.1e1"),
        *('"a"', '"a":', '"b":1', '"\\u0000"', '"\\u0061":', '"\\ud83d"', '"\\ud83d\\ude00"'),
        *("\x00", "\x7f", "\x85", "\ufeff", "\ufffe", "\u2028", "é", "\U0001f600", "//", "/**/"),
    ]
)
TEXTS = st.lists(PIECES, max_size=25).map("".join)


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """A JSON document in which a few bytes are overwritten, cut out or put in."""
    body = bytearray(draw(written())[0].encode())
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(body)))
        body[at : at + draw(st.integers(0, 3))] = draw(st.binary(max_size=3))
    return bytes(body)


BODIES = st.binary(max_size=60) | TEXTS.map(str.encode) | spoilt()


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


def check(connection: duckdb.DuckDBPyConnection, body: bytes) -> None:
    """Refused, or read by DuckDB as by Python: keys, their order, types and digits."""
    try:
        document = admit(body)
    except Refused:
        return
    assert document.text.encode() == body
    assert repr(read_by_duckdb(connection, document.text)) == repr(document.value)


# the connection is only read from, so it may serve every example
FROM_ONE_CONNECTION: dict[str, Any] = {
    "suppress_health_check": [HealthCheck.function_scoped_fixture],
}


@pytest.mark.fault("N13")
@settings(max_examples=250, **FROM_ONE_CONNECTION)
@given(BODIES)
@example(b'{"a":[1,{"":null}],"c d":"x\\u0000y","e":{},"f":[],"n":1e400}')
@example(b"[" + b"9" * 1000 + b',0.1e-9999,"\\/"]')
def test_what_is_admitted_is_read_alike(connection: duckdb.DuckDBPyConnection, body: bytes) -> None:
    check(connection, body)


@pytest.mark.fault("N13")
@pytest.mark.slow
@settings(max_examples=2_000, **FROM_ONE_CONNECTION)
@given(BODIES)
def test_two_thousand_bodies_are_refused_or_read_alike(
    connection: duckdb.DuckDBPyConnection, body: bytes
) -> None:
    check(connection, body)


@pytest.mark.fault("N13")
@pytest.mark.parametrize(
    "kind", ["duplicate key at depth", "lone high surrogate", "surrogates the wrong way round"]
)
def test_without_admission_they_do_not_agree(
    connection: duckdb.DuckDBPyConnection, kind: str
) -> None:
    text = MALFORMED[kind].decode()
    with pytest.raises((duckdb.Error, ValueError, AssertionError)):
        assert repr(read_by_duckdb(connection, text)) == repr(json.loads(text))
