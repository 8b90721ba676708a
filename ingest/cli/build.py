"""`ingest build`."""

from __future__ import annotations

import os
import time
from typing import Annotated

import typer

from ingest.build.build import build as build_warehouse
from ingest.errors import IngestError
from ingest.log import LOG
from ingest.terminal import tell, tell_json

HELP = """Build the warehouse beside the published one, and publish it when everything is green.

Takes what `dbt build` takes.
Whoever has the warehouse open (read-only) goes on reading what was published before.

Examples: `ingest build` (only what it has not read) · `ingest build --full-refresh` ·
`ingest build --select +marts.player_sessions --quiet`
"""
# everything that is not an option of ours is dbt's
CONTEXT = {"allow_extra_args": True, "ignore_unknown_options": True}


def build(
    context: typer.Context,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object at the end; dbt goes to stderr.")
    ] = False,
) -> int:
    """Build, say what was published."""
    started = time.monotonic()

    def report(code: int, snapshot_id: str | None) -> None:
        if as_json:
            seconds = round(time.monotonic() - started, 3)
            published = snapshot_id is not None
            told = {"exit": code, "snapshot_id": snapshot_id, "seconds": seconds}
            tell_json({**told, "published": published})

    try:
        snapshot_id = build_warehouse(os.environ, context.args, quiet=as_json)
    except IngestError as error:
        report(error.exit_code, None)
        raise
    except SystemExit as stop:
        LOG.error("ingest: build stopped; nothing half built was published")
        report(int(stop.code or 0), None)
        raise
    report(0, snapshot_id)
    if not as_json:
        tell(f"published, built from snapshot {snapshot_id}")
    return 0
