"""Options that commands share."""

from __future__ import annotations

from typing import Annotated

import typer

from ingest.cli import complete
from ingest.errors import UsageError
from ingest.raw import Feed
from ingest.run.options import WANTABLE_FEEDS

Feeds = Annotated[
    list[Feed] | None,
    typer.Option(
        help="Only these feeds; may be given several times.", autocompletion=complete.feeds
    ),
]
Demo = Annotated[bool, typer.Option("--demo", help="Use the built-in demo API and data/demo.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object at the end.")]
Verbose = Annotated[bool, typer.Option("--verbose", help="A line for each match.")]


def checked_feeds(feeds: list[Feed] | None) -> frozenset[Feed]:
    """The feeds asked for, or all there are."""
    found = frozenset(feeds or WANTABLE_FEEDS)
    if not found <= set(WANTABLE_FEEDS):
        raise UsageError(f"--feed takes {', '.join(WANTABLE_FEEDS)}")
    return found
