"""`ingest status`."""

from __future__ import annotations

import json
import os
from collections import Counter
from typing import Annotated

import typer

from ingest.raw import FEEDS, Index
from ingest.raw.index import load_index
from ingest.run.migrated import remaining
from ingest.run.tracking import tracked_players
from ingest.settings import load_settings

HELP = "Show what is landed, by feed and status. Works during a run as well."


def status(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> int:
    """Read the index and print it."""
    root = load_settings(os.environ).raw_dir
    index = load_index(root)
    feeds = _counts(index)
    players = tracked_players(root)
    migrated = remaining(root, index)
    if as_json:
        tracked = [{"xuid": one.xuid, "gamertag": one.gamertag} for one in players]
        legacy = {
            "matches": migrated.matches,
            "legacy_only": migrated.legacy_only,
            "gone": migrated.gone,
        }
        found = {"raw": str(root), "players": tracked, "feeds": feeds, "migrated": legacy}
        typer.echo(json.dumps(found))
        return 0
    typer.echo(f"{root}: tracked players: {', '.join(str(one) for one in players) or 'none'}")
    for feed, counts in feeds.items():
        tally = ", ".join(f"{count:,} {name}" for name, count in counts.items())
        typer.echo(f"{feed:<17}{tally or 'nothing'}")
    if migrated.matches:
        typer.echo(
            f"migrated matches: {migrated.matches:,}, of which {migrated.legacy_only:,} are known "
            f"from the old application only ({migrated.gone:,} no longer served by the API)"
        )
    return 0


def _counts(index: Index) -> dict[str, dict[str, int]]:
    counts = {}
    for feed in FEEDS:
        tally = Counter(status.value for status in index.settled[feed].values())
        tally.update(waiting.status.value for waiting in index.open[feed].values())
        counts[feed.value] = dict(sorted(tally.items()))
    return counts
