"""Bodies no document should be: each kind in as many variants as there are seeds.

A kind takes the true stats of a match, as compact JSON, and a random generator; what is written
below each list is what must become of it, decided by reading the body, not by our code.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from random import Random

Kind = Callable[[Random, bytes], bytes]

ANOTHER_MATCH = "00000000-0000-4000-8000-{:012d}"


def member(body: bytes, text: str) -> bytes:
    """The document with one more field, which no API ever sent."""
    return body[:-1] + b',"Corpus":' + text.encode("utf-8", "surrogatepass") + b"}"


def _inside(rng: Random, body: bytes, what: bytes) -> bytes:
    """The document with these bytes put into one of its strings."""
    start = rng.choice([at for at in range(len(body)) if body.startswith(b'":"', at)]) + 3
    return body[:start] + what + body[start:]


def _pick(*texts: str) -> Kind:
    """One of these as the value of a new field."""
    return lambda rng, body: member(body, rng.choice(texts))


def _instead(*bodies: bytes) -> Kind:
    return lambda rng, _: rng.choice(bodies)


def _behind(*texts: bytes) -> Kind:
    return lambda rng, body: body + rng.choice(texts)


def _within(*texts: bytes) -> Kind:
    return lambda rng, body: _inside(rng, body, rng.choice(texts))


def cut(rng: Random, body: bytes) -> bytes:
    return body[: rng.randrange(1, len(body))]


def repeated_at_the_top(rng: Random, body: bytes) -> bytes:
    name = rng.choice(["MatchId", "MatchInfo", "Players"])
    return body[:-1] + f',"{name}":{json.dumps(json.loads(body)[name])}}}'.encode()


def repeated_in_other_letters(rng: Random, body: bytes) -> bytes:
    name = rng.choice(["MatchId", "Teams", "Players"])
    at = rng.randrange(len(name))
    spelled = f"{name[:at]}\\u{ord(name[at]):04x}{name[at + 1 :]}"
    return body[:-1] + f',"{spelled}":null}}'.encode()


def nested_200_000_deep(rng: Random, body: bytes) -> bytes:
    opening, closing = rng.choice([("[", "]"), ('{"a":', "}"), ("[", ""), ('[{"b":', "}]")])
    return member(body, opening * 200_000 + "1" + closing * 200_000)


def a_level_too_deep(rng: Random, body: bytes) -> bytes:
    levels = rng.randrange(100, 140)  # and the document itself is one more
    opening, closing = rng.choice([("[", "]"), ('{"a":', "}")])
    return member(body, opening * levels + "1" + closing * levels)


def of_a_browser(_: Random, body: bytes) -> bytes:
    """A page that shows the JSON."""
    return b"<!DOCTYPE html><html><body><pre>" + body + b"</pre></body></html>"


def of_another_match(rng: Random, body: bytes) -> bytes:
    mine = json.loads(body)["MatchId"].encode()
    return body.replace(mine, ANOTHER_MATCH.format(rng.randrange(10**12)).encode())


def with_a_strange_id(rng: Random, body: bytes) -> bytes:
    strange: object = rng.choice([None, 5, "", "x", ["a"], {}, "../../../etc/passwd", True])
    return json.dumps({**json.loads(body), "MatchId": strange}).encode()


def random_bytes(rng: Random, _: bytes) -> bytes:
    return b"\x80" + rng.randbytes(rng.randrange(1, 3000))


# None of these is one JSON document about this match that every reader understands alike.
QUARANTINED: dict[str, Kind] = {
    "empty": _instead(b""),
    "white space only": lambda rng, _: b" \t\r\n" * rng.randrange(1, 2000),
    "random bytes": random_bytes,
    "cut short": cut,
    "bytes behind": _behind(b"x", b"}", b",", b"]", b"\x00", b"\x00" * 512, b"\xff", b" null"),
    "two documents": lambda rng, body: body + rng.choice([b"", b"\n", b" "]) + body,
    "byte order mark": lambda _, body: b"\xef\xbb\xbf" + body,
    "UTF-16 or UTF-32": lambda rng, body: body.decode().encode(
        rng.choice(["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"])
    ),
    "Latin-1": _within("é".encode("latin-1"), "Ünï".encode("latin-1")),
    "overlong UTF-8": _within(b"\xc0\xaf", b"\xc0\x80", b"\xe0\x80\xaf", b"\xf8\x88\x80\x80\x80"),
    "cut UTF-8": _within(b"\xc3", b"\xe2\x82", b"\xf0\x9f\x98"),
    "surrogate as UTF-8": _within(b"\xed\xa0\x80", b"\xed\xbf\xbf", b"\xed\xa0\xbd\xed\xb8\x80"),
    "half a surrogate pair": _within(rb"\ud83d", rb"\uDE00", rb"\ud83d\ud83d", rb"\ude00\ud83d"),
    "NaN or Infinity": _pick("NaN", "Infinity", "-Infinity", "[1,NaN]", '{"a":Infinity}'),
    "key twice": repeated_at_the_top,
    "key twice, nested": _pick('{"a":1,"a":1}', '[{"b":[{"c":1,"d":2,"c":3}]}]'),
    "key twice, escaped": repeated_in_other_letters,
    "200,000 levels": nested_200_000_deep,
    "a level too many": a_level_too_deep,
    "5,000 digits": lambda rng, body: member(body, str(rng.randrange(1, 10)) * 5_000),
    "1,001 digits": _pick("7" * 1_001, "0." + "7" * 999, "-" + "7" * 1_000, "7" * 997 + "e-12"),
    "key of 50,001": lambda _, body: member(body, f'{{"{"k" * 50_001}":1}}'),
    "NUL in a string": _within(b"\x00"),
    "control character": _within(b"\n", b"\r", b"\t", b"\x01", b"\x1b[31m", b"\x1f"),
    "unknown escape": _within(rb"\x41", rb"\u12", rb"\'", rb"\N{SNOWMAN}"),
    "HTML": _instead(
        b"<html><body>Service unavailable</body></html>", b"<!doctype html><title>Sign in</title>"
    ),
    "HTML around it": of_a_browser,
    "XML": _instead(b'<?xml version="1.0"?><Error><Code>AuthenticationFailed</Code></Error>'),
    "gzip": lambda _, body: gzip.compress(body),
    "a scalar": _instead(b"0", b"-1.5", b'"text"', b"true", b"false"),
    "an array": lambda rng, body: rng.choice([b"[]", b"[{}]", b"[" + body + b"]"]),
    "null": _instead(b"null", b" null "),
    "an empty object": _instead(b"{}", b" {} "),
    "another match": of_another_match,
    "no match id": with_a_strange_id,
    "JSON in a string": lambda _, body: json.dumps(body.decode()).encode(),
    "of Python": lambda _, body: repr(json.loads(body)).encode(),
    "comma too many": lambda _, body: body[:-1] + b",}",
    "comments": lambda rng, body: rng.choice([b"// stats\n", b"/* stats */", b"# x\n"]) + body,
    "keys without quotes": lambda _, body: body.replace(b'"MatchId"', b"MatchId", 1),
    "guarded against inclusion": lambda rng, body: rng.choice([b")]}',\n", b"while(1);"]) + body,
    "odd numbers": _pick("01", "1.", ".5", "+1", "0x1f", "1e", "--1", "1_000", "1,5e"),
    "odd words": _pick("True", "None", "undefined", "nil", "TRUE", "nulll"),
}

# Served as a browser would see them; the others say nothing of their kind.
CONTENT_TYPES = {"HTML": "text/html; charset=utf-8", "HTML around it": "application/json"}
