"""`ingest status`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

import typer

from ingest.disk.writers import writer_of
from ingest.doctor.check_warehouse import schema_drift
from ingest.legacy.pending import remaining
from ingest.raw import FEEDS, Feed, Status
from ingest.raw.ledger import Ledger, load_ledger
from ingest.raw.our_documents import tracked_players
from ingest.settings import load_settings
from ingest.status.completeness import Completeness, completeness
from ingest.status.films import films
from ingest.status.miscounts import miscounts
from ingest.terminal import print_json, print_line

HELP = """Show what is landed, by feed and status, and what will be asked for again.

Works during a run as well.

Examples: `ingest status` · `ingest status --json`
"""

FEED_WORDS = {
    Feed.ASSET_NAMES: "maps, playlists and modes as the API names them in French",
    Feed.FILM_MANIFESTS: "where the chunks of a film can be fetched",
    Feed.FILM_CHUNKS: 'chunks of films besides the highlights (`keep_films = "all"`)',
    Feed.PLAYER_SNAPSHOTS: "match counts, service record and career rank of a player, once a day",
    Feed.PLAYER_MATCHES: "entries in the histories of players",
    Feed.HISTORY_WALKS: "how far the history of each player was read",
}
STATUSES = {
    Status.EMPTY: "requested; the API has none",
    Status.NOT_YET: "not published yet; requested again later",
    Status.GONE: "the API no longer has it; not requested again",
    Status.FORBIDDEN: "private; requested again after 30 days",
    Status.QUARANTINED: "an answer that could not be used; `ingest retry` asks again",
    Status.UNSUPPORTED_VERSION: "a film that the decoder does not know, kept whole",
    Status.FAILED: "no answer; `ingest run` asks again",
}


def status(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> int:
    """Read the ledger and print it."""
    root = load_settings(os.environ).raw_dir
    ledger = load_ledger(root)
    feeds = _counts(ledger)
    players = tracked_players(root)
    migrated = remaining(root, ledger)
    waiting = {feed: _waiting(ledger, feed) for feed in FEEDS}
    done = completeness(root, ledger)
    kept = films(ledger)
    running = writer_of(root)
    warnings = [str(one) for one in miscounts(root)]
    drift = schema_drift(os.environ)
    if as_json:
        tracked = [{"xuid": one.xuid, "gamertag": one.gamertag} for one in players]
        legacy = {
            "matches": migrated.matches,
            "legacy_only": migrated.legacy_only,
            "gone": migrated.gone,
        }
        found = {
            "raw": str(root),
            "running": running,
            "players": tracked,
            "matches": done.as_json(),
            "feeds": feeds,
            "due": {feed.value: one.due for feed, one in waiting.items() if one.due},
            "next_try_at": {
                feed.value: one.next_try_at.isoformat()
                for feed, one in waiting.items()
                if one.next_try_at
            },
            "films": kept.as_json(),
            "migrated": legacy,
            "warnings": warnings,
            "schema_drift": [
                {"feed": one.feed, "keys": one.keys, "told": str(one)} for one in drift
            ],
        }
        print_json(found)
        return 0
    if running:
        print_line(f"a run is landing more right now ({running})")
    print_line(f"{root}: tracked players: {', '.join(str(one) for one in players) or 'none'}")
    for feed, counts in feeds.items():
        tally = ", ".join(f"{count:,} {name}" for name, count in counts.items())
        print_line(f"{feed:<17}{tally or 'nothing'}{waiting[Feed(feed)]}")
    for line in _matches(done, {one.xuid: str(one) for one in players}):
        print_line(line)
    if done.known:
        print_line(f"films: {kept}")
    if migrated.matches:
        print_line(
            f"migrated matches: {migrated.matches:,}, of which {migrated.legacy_only:,} are known "
            f"from the old application only ({migrated.gone:,} no longer served by the API)"
        )
    for warning in warnings:
        print_line(f"warning: {warning}")
    for one in drift:
        print_line(str(one))
    for line in _explained(feeds):
        print_line(line)
    return 0


def _matches(done: Completeness, names: dict[str, str]) -> Iterator[str]:
    """How far the matches are, and what would bring them further."""
    if not done.known:
        return
    parts = [f"{done.complete:,} of {done.known:,} known matches are complete"]
    parts += [f"{done.missing:,} are missing (`ingest run` asks for them)"] if done.missing else []
    parts += [f"{done.waiting:,} are requested again later"] if done.waiting else []
    if done.unusable:
        parts.append(f"{done.unusable:,} have an answer that could not be used (`ingest retry`)")
    yield ", ".join(parts)
    if done.unfinished_histories:
        players = ", ".join(names.get(xuid, xuid) for xuid in done.unfinished_histories)
        yield f"not read to the end, so more matches may be missing: history of {players}"


def _explained(feeds: dict[str, dict[str, int]]) -> Iterator[str]:
    """The words above that do not explain themselves."""
    used = {status for counts in feeds.values() for status in counts}
    words = {name: text for name, text in STATUSES.items() if name.value in used}
    lines = [*FEED_WORDS.items(), *words.items()] if used else []
    yield from (["", "words:"] if lines else [])
    yield from (f"  {name.value:<20}{text}" for name, text in lines)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What of a feed is asked for again, and when."""

    due: int
    next_try_at: datetime | None

    def __str__(self) -> str:
        later = self.next_try_at
        parts = [f"{self.due:,} to ask again now"] if self.due else []
        parts += [f"next try {later:%Y-%m-%d %H:%M} UTC"] if later else []
        return f" ({', '.join(parts)})" if parts else ""


def _waiting(ledger: Ledger, feed: Feed) -> Waiting:
    now = datetime.now(UTC)
    times = ledger.next_tries(feed)
    later = [time for time in times if time > now]
    return Waiting(len(ledger.due(feed, now)), min(later, default=None))


def _counts(ledger: Ledger) -> dict[str, dict[str, int]]:
    counts = {}
    for feed in FEEDS:
        tally = {status.value: count for status, count in ledger.statuses(feed).items()}
        counts[feed.value] = dict(sorted(tally.items()))
    return counts
