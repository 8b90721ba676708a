"""Writes raw segments of as many matches as wanted, without requests: copies of a demo world.

A copy of a match has its own id and its own day. The copies are in the order of time. Everything
else is what `ingest run` landed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import polars as pl

from ingest.api.credentials import Tokens
from ingest.demo.server import DemoServer
from ingest.demo.world import World
from ingest.raw import segment_format
from ingest.raw.feeds import Feed, Status
from ingest.raw.layout import segment_path
from ingest.raw.listing import segments
from ingest.raw.row import Row
from ingest.run.options import RunOptions
from ingest.run.progress import Progress
from ingest.run.start import RunRequest, run
from ingest.settings import Settings

PLAYERS = 8
TEMPLATES = 100
MATCHES_IN_SEGMENT = 25
MATCHES_IN_DAY = 5_000
RUN_ID = "00000000bench"
_FIRST_LANDING = datetime(2026, 1, 1, tzinfo=UTC)
_OF_MATCHES = (
    Feed.PLAYER_MATCHES,
    Feed.MATCH_SKILL,
    Feed.FILM_MANIFESTS,
    Feed.MATCH_FILM,
    Feed.MATCH_STATS,
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?=T\d\d:\d\d)")


@dataclass(frozen=True, slots=True)
class _Text:
    """A text in pieces: a piece that is a date is shifted, None stands for the id of the match."""

    pieces: tuple[str | date | None, ...]

    def of_copy(self, match_id: str, days: dict[date, str]) -> str:
        return "".join(
            match_id if piece is None else piece if isinstance(piece, str) else days[piece]
            for piece in self.pieces
        )


@dataclass(frozen=True, slots=True)
class _TemplateRow:
    """A row of a feed of matches."""

    feed: Feed
    row: Row
    key: _Text
    payload: _Text | None


@dataclass(frozen=True, slots=True)
class Templates:
    """The rows of each match of a demo world, in the order of time, and its other segments."""

    matches: tuple[tuple[_TemplateRow, ...], ...]
    dates: frozenset[date]
    others: tuple[tuple[Feed, tuple[Row, ...]], ...]

    @property
    def span(self) -> timedelta:
        """From one copy of the world to the next."""
        return max(self.dates) - min(self.dates) + timedelta(days=1)


def templates(matches: int = TEMPLATES) -> Templates:
    """Land a demo world once and cut its rows into pieces."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_land(Path(folder), World(seed=1, players=PLAYERS, matches=matches)))
        return _cut(Path(folder) / "raw")


async def _land(folder: Path, world: World) -> None:
    async with DemoServer(world) as server:
        settings = Settings.model_validate({"data_dir": folder, "api_url": server.url})
        names = [player.xuid for player in world.players]
        request = RunRequest(settings, RunOptions(), names, Tokens("bench", "bench"))
        await run(request, Progress(quiet=True), None)


def _cut(raw_dir: Path) -> Templates:
    rows: dict[str, list[_TemplateRow]] = defaultdict(list)
    dates: set[date] = set()
    for feed in _OF_MATCHES:
        for row in _rows(raw_dir, feed):
            match_id = row.key.rpartition(":")[2]
            payload = _pieces(row.payload, match_id) if row.payload else None
            dates |= {one for one in (payload.pieces if payload else ()) if isinstance(one, date)}
            key = _pieces(row.key, match_id)
            rows[match_id].append(_TemplateRow(feed, row, key, payload))
    others = [(feed, tuple(_rows(raw_dir, feed))) for feed in Feed if feed not in _OF_MATCHES]
    others = [(feed, _named_once(rows) if feed is Feed.ASSETS else rows) for feed, rows in others]
    return Templates(
        # a new match is later than those before it, as it is for `ingest run`
        tuple(sorted((tuple(found) for found in rows.values()), key=_start)),
        frozenset(dates),
        tuple((feed, found) for feed, found in others if found),
    )


def _start(rows: tuple[_TemplateRow, ...]) -> tuple[str, str]:
    """When a match began. Its id decides between two that began together."""
    [stats] = [one.row for one in rows if one.feed is Feed.MATCH_STATS]
    return json.loads(stats.payload or "")["MatchInfo"]["StartTime"], stats.key


def _rows(raw_dir: Path, feed: Feed) -> Iterator[Row]:
    paths = segments(raw_dir, feed)
    if not paths:
        return
    found = pl.read_parquet(paths, hive_partitioning=False)
    for one in found.sort("sequence").iter_rows(named=True):
        fields = {name: one[name] for name in Row.__dataclass_fields__ if name in one}
        yield Row(**{**fields, "feed": feed, "status": Status(one["status"])})


def _named_once(assets: tuple[Row, ...]) -> tuple[Row, ...]:
    """All versions of an asset with one name.

    The copies play the old versions again after the new ones. With names of their own, 20
    new matches would rename what nearly half of all matches show.
    """
    documents = [json.loads(row.payload or "{}") for row in assets]
    names = {
        _asset(row): document["PublicName"]
        for row, document in zip(assets, documents, strict=True)
        if "PublicName" in document
    }
    return tuple(
        replace(row, payload=json.dumps({**document, "PublicName": names[_asset(row)]}))
        if "PublicName" in document
        else row
        for row, document in zip(assets, documents, strict=True)
    )


def _asset(row: Row) -> str:
    """The kind and the id, without the version."""
    return row.key.rpartition(":")[0]


def _pieces(text: str, match_id: str) -> _Text:
    pieces: list[str | date | None] = []
    for between in text.split(match_id):
        position = 0
        for found in _DAY.finditer(between):
            pieces += [between[position : found.start()], date.fromisoformat(found.group())]
            position = found.end()
        pieces += [between[position:], None]
    return _Text(tuple(pieces[:-1]))


def write_matches(raw_dir: Path, source: Templates, first: int, last: int) -> None:
    """Write the matches from number `first` up to, and without, number `last`."""
    if first == 0:
        for feed, rows_of_feed in source.others:
            _write(raw_dir, feed, list(rows_of_feed), first)
    for begin in range(first, last, MATCHES_IN_SEGMENT):
        by_feed: dict[Feed, list[Row]] = defaultdict(list)
        for number in range(begin, min(begin + MATCHES_IN_SEGMENT, last)):
            for feed, row in _copy(source, number):
                by_feed[feed].append(row)
        for feed, rows in by_feed.items():
            _write(raw_dir, feed, rows, begin + 1)


def _copy(source: Templates, number: int) -> Iterator[tuple[Feed, Row]]:
    """The rows of one match."""
    round_number, place = divmod(number, len(source.matches))
    days = {one: (one + round_number * source.span).isoformat() for one in source.dates}
    # ids are spread, as those of the API are
    spread = (number * 0x9E3779B97F4A7C15F39CC0605CEDC835) % (1 << 128)
    match_id = str(UUID(int=spread, version=4))
    for template in source.matches[place]:
        payload = template.payload.of_copy(match_id, days) if template.payload else None
        key = template.key.of_copy(match_id, days)
        yield template.feed, replace(template.row, key=key, payload=payload)


def _write(raw_dir: Path, feed: Feed, rows: list[Row], number: int) -> None:
    landed_at = _FIRST_LANDING + timedelta(days=number // MATCHES_IN_DAY, seconds=number % 86_400)
    # room for all rows of a match, so that numbers never meet
    sequence = number * 100
    stamp = segment_format.Stamp(landed_at, RUN_ID, sequence)
    path = segment_path(raw_dir, feed, landed_at, sequence, RUN_ID)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(segment_format.encode(rows, stamp))


def main() -> None:
    """Write a world for a look at it."""
    parser = argparse.ArgumentParser("python -m bench.raw_world", description=__doc__)
    parser.add_argument("raw_dir", type=Path)
    parser.add_argument("matches", type=int)
    parser.add_argument("--first", type=int, default=0)
    arguments = parser.parse_args()
    write_matches(arguments.raw_dir, templates(), arguments.first, arguments.matches)


if __name__ == "__main__":
    main()
