"""Options that commands share."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

import typer

from ingest.cli import complete
from ingest.raw import Feed
from ingest.run.options import WANTABLE_FEEDS


class WantableFeed(StrEnum):
    """WANTABLE_FEEDS as the help shows them: what `--feed` takes."""

    PLAYER_MATCHES = "player_matches"
    MATCH_STATS = "match_stats"
    MATCH_SKILL = "match_skill"
    FILM_MANIFESTS = "film_manifests"
    MATCH_FILM = "match_film"
    FILM_CHUNKS = "film_chunks"
    ASSETS = "assets"
    ASSET_NAMES = "asset_names"
    PROFILES = "profiles"
    DOCUMENTS = "documents"
    PLAYER_SNAPSHOTS = "player_snapshots"


Feeds = Annotated[
    list[WantableFeed] | None,
    typer.Option(
        help="Only these feeds; may be given several times.", autocompletion=complete.feeds
    ),
]
Demo = Annotated[bool, typer.Option("--demo", help="Use the built-in demo API and data/demo.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object at the end.")]
Verbose = Annotated[bool, typer.Option("--verbose", help="A line for each match.")]


def wanted_feeds(feeds: Sequence[WantableFeed] | None) -> frozenset[Feed]:
    """The feeds asked for, or all there are."""
    return frozenset(Feed(feed) for feed in feeds or WANTABLE_FEEDS)
