"""Our own decoder against spnkr's and the log, and what is said about films in doubt."""

from __future__ import annotations

import json
import subprocess
import sys
import zlib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from spnkr.film import highlight_events
from spnkr.film.medals import MEDALS

from ingest.demo.film import film_chunk, film_events
from ingest.demo.stats import match_stats
from ingest.demo.world import Match, World
from ingest.film.decode import DecodedFilm, decode_film
from ingest.film.events import UnreadableFilm, read_events
from ingest.film.roster import Roster
from tests.support.commands import ROOT

SAMPLES = ROOT.parent / "shared" / "samples" / "film"
FILMS = sorted(SAMPLES.glob("*.gzip"))
WORLD = World(matches=60)
MODES = {"kill": 0, "death": 1, "mode": 2}


def filmed(*, refused: bool) -> list[Match]:
    available = [match for match in WORLD.matches if match.film_available]
    return [match for match in available if match.film_refused_by_spnkr is refused]


@cache
def chunk_of(match: Match) -> bytes:
    return film_chunk(WORLD.log(match))


@cache
def small_chunks() -> list[tuple[bytes, int]]:
    """The smallest chunks of each film version, for the tests that decode hundreds of times."""
    chunks = [(chunk_of(m), m.film_version) for m in filmed(refused=False)]
    versions = sorted({version for _, version in chunks})
    return [min((one for one in chunks if one[1] == v), key=lambda one: len(one[0]))
            for v in versions]  # fmt: skip


def as_tuples(events: Any) -> list[tuple[object, ...]]:
    return [tuple(event) for event in events]


@pytest.mark.skipif(not FILMS, reason=f"the sample films are not in {SAMPLES}")
@pytest.mark.parametrize("path", FILMS, ids=lambda path: path.name[:11])
def test_real_films_read_as_spnkr_reads_them(path: Path) -> None:
    chunk, version = path.read_bytes(), int(path.name.split("_")[0])
    theirs = as_tuples(highlight_events.read(chunk, version))
    assert len(theirs) > 50
    assert as_tuples(read_events(zlib.decompress(chunk), version)) == theirs


def test_demo_films_read_as_spnkr_reads_them() -> None:
    matches = filmed(refused=False)
    assert {match.film_version for match in matches[::3]} == {38, 39, 40, 41}
    for match in matches[::3]:
        chunk = chunk_of(match)
        theirs = as_tuples(highlight_events.read(chunk, match.film_version))
        assert as_tuples(read_events(zlib.decompress(chunk), match.film_version)) == theirs


def of_the_log(match: Match) -> list[dict[str, object]]:
    """What the demo put into the film, in the words of a decoder."""
    return [
        {
            "xuid": event.player.xuid,
            "gamertag": event.player.gamertag,
            "type_hint": event.hint,
            "is_medal": event.kind == "medal",
            "event_type": event.kind,
            "time_ms": event.ms,
            "medal_value": MODES.get(event.kind, event.value),
            "medal_name": MEDALS[event.value] if event.kind == "medal" else None,
        }
        for event in film_events(WORLD.log(match))
    ]


def test_films_spnkr_refuses_yield_exactly_the_events_of_the_log() -> None:
    matches = filmed(refused=True)
    assert len(matches) >= 3
    for match in matches:
        film = decode_film(chunk_of(match), match.film_version, roster_of(match))
        assert json.loads(film.events_json) == of_the_log(match)
        assert film.event_count == len(of_the_log(match))
        assert (film.decoder, film.doubts) == ("ingest", ())


def roster_of(match: Match) -> Roster:
    """Kills and deaths as the stats of the match have them."""
    counts: dict[str, Counter[str]] = {"Kills": Counter(), "Deaths": Counter()}
    for player in match_stats(WORLD.log(match))["Players"]:
        if player["PlayerType"] == 1:
            xuid = player["PlayerId"].removeprefix("xuid(").removesuffix(")")
            for name, count in counts.items():
                lines = [one["Stats"]["CoreStats"][name] for one in player["PlayerTeamStats"]]
                count[xuid] += sum(lines)
    return Roster(dict(counts["Kills"]), dict(counts["Deaths"]), match.mode.pve)


def test_a_film_that_agrees_with_the_stats_raises_no_doubt() -> None:
    for match in filmed(refused=False)[::8]:
        chunk = chunk_of(match)
        film = decode_film(chunk, match.film_version, roster_of(match))
        assert json.loads(film.events_json) == of_the_log(match)
        assert (film.decoder, film.doubts) == ("ingest", ())
        assert decode_film(zlib.decompress(chunk), match.film_version, roster_of(match)) == film


def doubtful(kind: str, off_by: int, *, firefight: bool = False) -> tuple[str, tuple[str, ...]]:
    """Doubts about a film when the stats count one player differently; and who that is."""
    match = next(m for m in filmed(refused=False) if not m.mode.pve)
    roster = roster_of(match)
    xuid = max(roster.kills, key=lambda one: min(roster.kills[one], roster.deaths[one]))
    counts = {"kill": dict(roster.kills), "death": dict(roster.deaths)}
    counts[kind][xuid] += off_by
    changed = Roster(counts["kill"], counts["death"], firefight)
    return xuid, decode_film(chunk_of(match), match.film_version, changed).doubts


@pytest.mark.fault("F5")
@pytest.mark.parametrize("kind", ["kill", "death"])
@pytest.mark.parametrize("off_by", [-3, 3, 10])
def test_counts_off_by_three_or_more_are_doubted(kind: str, off_by: int) -> None:
    xuid, doubts = doubtful(kind, off_by)
    assert len(doubts) == 1
    assert xuid in doubts[0]
    assert kind in doubts[0]


@pytest.mark.parametrize("kind", ["kill", "death"])
@pytest.mark.parametrize("off_by", [-2, -1, 1, 2])
def test_counts_off_by_up_to_two_are_not(kind: str, off_by: int) -> None:
    assert doubtful(kind, off_by)[1] == ()


@pytest.mark.parametrize("kind", ["kill", "death"])
def test_firefight_films_may_count_as_they_like(kind: str) -> None:
    assert doubtful(kind, 100, firefight=True)[1] == ()


@pytest.mark.parametrize("firefight", [False, True])
def test_events_of_somebody_who_was_not_in_the_match_are_doubted(firefight: bool) -> None:
    match = filmed(refused=False)[0]
    roster = roster_of(match)
    xuid = next(iter(roster.kills))
    kills = {one: count for one, count in roster.kills.items() if one != xuid}
    deaths = {one: count for one, count in roster.deaths.items() if one != xuid}
    chunk = chunk_of(match)
    doubts = decode_film(chunk, match.film_version, Roster(kills, deaths, firefight)).doubts
    assert [xuid in doubt for doubt in doubts] == [True]


def test_without_a_roster_every_film_is_doubted() -> None:
    chunk, version = small_chunks()[0]
    assert len(decode_film(chunk, version, None).doubts) == 1


@pytest.mark.fault("F3")
@pytest.mark.parametrize("left", [0, 1, 2, 100, -1, -4])
def test_a_chunk_that_is_cut_short_is_unreadable(left: int) -> None:
    chunk, version = small_chunks()[0]
    with pytest.raises(UnreadableFilm, match=r"cut short|neither a zlib stream"):
        decode_film(chunk[:left], version, None)


BOMB = r"""
import re, sys, zlib
from pathlib import Path
from ingest.film.decode import MAX_INFLATED_BYTES, UnreadableFilm, decode_film

squeeze = zlib.compressobj(9)
megabyte = bytes(2**20)
megabytes = int(sys.argv[1]) or MAX_INFLATED_BYTES // 2**20
bomb = b"".join(squeeze.compress(megabyte) for _ in range(megabytes)) + squeeze.flush()
try:
    print(len(bomb), decode_film(bomb, 41, None).event_count)
except UnreadableFilm as error:
    print(len(bomb), error)
# not ru_maxrss: a process inherits that of the one that started it
peak = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
print(int(peak[1]) // 1024)
"""


@pytest.mark.fault("F6")
@pytest.mark.parametrize(
    ("megabytes", "told"),
    [(512, "inflates to more than"), (0, "0")],
    ids=["bomb", "largest"],
)
def test_a_bomb_takes_no_more_than_256_megabytes(megabytes: int, told: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", BOMB, str(megabytes)], capture_output=True, text=True, check=True
    )
    outcome, peak = done.stdout.splitlines()
    size, _, said = outcome.partition(" ")
    assert int(size) < 550_000
    assert said.startswith(told)
    assert int(peak) < 256


@st.composite
def damaged_chunks(draw: st.DrawFn) -> tuple[bytes, int]:
    """A compressed chunk with some bytes changed, and perhaps its end missing."""
    chunk, version = draw(st.sampled_from(small_chunks()))
    data = bytearray(chunk)
    places = st.integers(0, len(data) - 1)
    for at, byte in draw(st.dictionaries(places, st.integers(0, 255), max_size=8)).items():
        data[at] = byte
    return bytes(data[: draw(st.none() | places)]), version


def check_outcome(chunk: bytes, version: int) -> None:
    """Either readable, or unreadable: nothing else may come of a film."""
    try:
        film = decode_film(chunk, version, None)
    except UnreadableFilm:
        return
    assert isinstance(film, DecodedFilm)
    assert len(json.loads(film.events_json)) == film.event_count
    assert film.doubts


@given(damaged_chunks())
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_chunk_is_read_or_refused(damaged: tuple[bytes, int]) -> None:
    check_outcome(*damaged)


@given(st.data())
@settings(max_examples=100)
def test_an_inflated_chunk_cut_anywhere_is_read_or_refused(data: st.DataObject) -> None:
    chunk, version = data.draw(st.sampled_from(small_chunks()))
    inflated = zlib.decompress(chunk)
    check_outcome(inflated[: data.draw(st.integers(0, len(inflated)))], version)


@given(st.binary(max_size=400), st.booleans(), st.sampled_from([30, 38, 39, 41, 99]))
@example(b"\x2d\xc0", True, 41)
@example((2_500_000_000_000_000).to_bytes(8, "little") + b"\x2d\xc0", True, 41)
@example((2_500_000_000_000_000).to_bytes(8, "little") + b"\x2d\xc0\x00\x00\x2e\xe0", True, 41)
@settings(max_examples=300)
def test_any_bytes_are_read_or_refused(data: bytes, compressed: bool, version: int) -> None:
    check_outcome(zlib.compress(data) if compressed else data, version)


def chunk_of_one_event(gamertag: bytes) -> bytes:
    """An inflated chunk with a kill in its first second, and nothing else."""
    head = (2_500_000_000_000_000).to_bytes(8, "little") + b"\x2d\xc0" + b"\xff" * 40
    tail = b"\xff" * 15 + bytes([50]) + (1_000).to_bytes(4, "big") + bytes(8) + b"\x00\x00\x2e\xe0"
    return b"\xff" * 20 + head + gamertag.ljust(32, b"\0") + tail + b"\xff" * 20


def test_a_gamertag_that_is_no_text_makes_a_film_unreadable() -> None:
    film = decode_film(chunk_of_one_event("Ünï".encode("utf-16-le")), 41, None)
    assert json.loads(film.events_json)[0]["gamertag"] == "Ünï"
    half_a_pair = b"\x3d\xd8" + "x".encode("utf-16-le")
    with pytest.raises(UnreadableFilm):
        decode_film(chunk_of_one_event(half_a_pair), 41, None)


def test_no_events_are_found_in_a_chunk_without_any() -> None:
    film = decode_film(zlib.compress(b"no events in here"), 41, None)
    assert (film.events_json, film.event_count) == ("[]", 0)


def test_one_flipped_bit_in_a_zlib_stream_is_damage_not_an_empty_film() -> None:
    chunk, version = small_chunks()[0]
    for at in range(2, len(chunk), max(len(chunk) // 20, 1)):
        damaged = bytearray(chunk)
        damaged[at] ^= 1
        with pytest.raises(UnreadableFilm):
            decode_film(bytes(damaged), version, None)


def test_a_web_page_is_not_an_empty_film() -> None:
    with pytest.raises(UnreadableFilm, match="neither"):
        decode_film(b"<html>sorry</html>", 41, None)
