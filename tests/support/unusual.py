"""Bodies that look odd and are sound JSON about their match all the same: they must land."""

from __future__ import annotations

import json
import re
from random import Random

from tests.support.malformed import Kind, member

SQL = "'; drop table core.match_registry; --"
HOSTILE_TEXTS = (
    SQL,
    "\"); attach 'other.duckdb'; select (\"",
    "%s %d %n {0} {{ env_var('HOME') }} {% raw %} ${HOME} $(id) `id`",
    "<script>alert(1)</script>",
    "\x00\x07\x1b[2J\u202e\u2066\ufeff\ufffe\U0001f600\u2028",
    "=cmd|' /C calc'!A1",
)


def _pick(*texts: str) -> Kind:
    """One of these as the value of a new field."""
    return lambda rng, body: member(body, rng.choice(texts))


def _in_core_stats(name: str, *numbers: str) -> Kind:
    """A number of a player, written so."""

    def change(rng: Random, body: bytes) -> bytes:
        pattern = rf'"{name}":[-0-9.e]+'.encode()
        return re.sub(pattern, f'"{name}":{rng.choice(numbers)}'.encode(), body, count=1)

    return change


def _hostile_name(rng: Random, body: bytes) -> bytes:
    document = json.loads(body)
    document["MatchInfo"]["LevelId"] = rng.choice(HOSTILE_TEXTS)
    return json.dumps(document, ensure_ascii=rng.random() < 0.5).encode()


def _hostile_key(rng: Random, body: bytes) -> bytes:
    names = rng.sample(HOSTILE_TEXTS, 3)
    return member(body, json.dumps({"": 1, **{name: {name: [1]} for name in names}}))


def _escaped(_: Random, body: bytes) -> bytes:
    """Every letter of every string as an escape."""

    def spelled(found: re.Match[str]) -> str:
        units = json.loads(found[0]).encode("utf-16-be").hex()
        return '"' + re.sub("....", r"\\u\g<0>", units) + '"'

    return re.sub(r'"(?:[^"\\]|\\.)*"', spelled, body.decode()).encode()


def _spread(rng: Random, body: bytes) -> bytes:
    """White space of all kinds between the tokens."""

    def spaced(found: re.Match[str]) -> str:
        around = rng.choice(["\r\n", "\n", "\r", "\t", "  ", " \r\n\t "])
        return found[0] if found[0][0] == '"' else f"{around}{found[0]}{around}"

    return re.sub(r'"(?:[^"\\]|\\.)*"|[][{}:,]', spaced, body.decode()).encode()


def _other_way_round(_: Random, body: bytes) -> bytes:
    return json.dumps(dict(reversed(json.loads(body).items()))).encode()


def _no_list(rng: Random, body: bytes) -> bytes:
    document = json.loads(body)
    return json.dumps({**document, rng.choice(["Players", "Teams"]): None}).encode()


def _null_in_players(rng: Random, body: bytes) -> bytes:
    document = json.loads(body)
    player = rng.choice(document["Players"])
    for entry in player["PlayerTeamStats"]:
        entry["Stats"]["CoreStats"].update(Medals=None, PersonalScores=None)
    return json.dumps(document).encode()


def _many_keys(rng: Random, body: bytes) -> bytes:
    first = rng.randrange(1000) * 1000
    return member(body, json.dumps({f"k{first + number}x": number for number in range(2_000)}))


LANDED: dict[str, Kind] = {
    "40 digits": _in_core_stats("Score", "1234567890123456789012345678901234567890"),
    "1,000 digits": _pick("7" * 1_000, "0." + "7" * 998, "-" + "7" * 999),
    "beyond doubles": _in_core_stats("DamageDealt", "1e400", "-1e400", "1e99999", "1e-400"),
    "beyond bigints": _pick("9223372036854775808", "-9223372036854775809", "18446744073709551616"),
    "minus zero": _in_core_stats("Deaths", "-0", "-0.0", "0e5"),
    "exponents": _in_core_stats("DamageTaken", "1E+2", "1.5e3", "100e-2"),
    "digits after digits": _pick(
        "0.1000000000000000055511151231257827", "[1.00000000000000000001]"
    ),
    "NUL, escaped": _pick(r'"a\u0000b"', r'{"a\u0000b":"\u0000"}'),
    "letters that are none": _pick(r'"\uffff\ufdd0"', '"\x7f\x85\u2028"', '"\ufeff"', r'"\/"'),
    "huge string": lambda rng, body: member(body, f'"{"x" * rng.randrange(10**5, 10**6)}"'),
    "key of 50,000": lambda _, body: member(body, f'{{"{"k" * 50_000}":1}}'),
    "100 levels": lambda _, body: member(body, "[" * 99 + "1" + "]" * 99),
    "100 levels of objects": lambda _, body: member(body, '{"a":' * 99 + "1" + "}" * 99),
    "lists of everything": _pick('[1,"a",null,[],{},[[{"a":[1,{"b":2}]}]]]', "[[],{},[{}],[[]]]"),
    "hostile values": _hostile_name,
    "hostile keys": _hostile_key,
    "every letter escaped": _escaped,
    "all kinds of white space": _spread,
    "other order": _other_way_round,
    "keys apart in case": _pick('{"Kills":1,"kills":2,"KILLS":3}', '{"a":{"B":1,"b":[2]}}'),
    "very many keys": _many_keys,
    "null for a list": _no_list,
    "null for a player's lists": _null_in_players,
}
WITHOUT_ROSTER = "null for a list"
