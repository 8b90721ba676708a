"""`ingest build`."""

from __future__ import annotations

import os
import time
from typing import Annotated

import typer

from ingest.errors import IngestError
from ingest.log import LOG
from ingest.terminal import print_json, print_line
from ingest.warehouse.build.changes import Changes
from ingest.warehouse.build.run_build import build as build_warehouse

HELP = """Build the warehouse beside the published one, and publish it when every test passes.

Takes what `dbt build` takes, and shows how far it is; --verbose shows every line of dbt.
A program that has the warehouse open (read-only) continues to read the earlier file.

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
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Show every line of dbt instead of the progress.")
    ] = False,
) -> int:
    """Build, say what was published."""
    started = time.monotonic()

    def report(code: int, changes: Changes | None) -> None:
        if as_json:
            seconds = round(time.monotonic() - started, 3)
            result = {"exit": code, "snapshot_id": None, "seconds": seconds}
            found = changes.as_json() if changes else {}
            print_json({**result, **found, "published": changes is not None})

    try:
        changes = build_warehouse(os.environ, context.args, verbose=verbose, as_json=as_json)
    except IngestError as error:
        report(error.exit_code, None)
        raise
    except SystemExit as stop:
        LOG.error("ingest: build stopped; nothing half built was published")
        report(int(stop.code or 0), None)
        raise
    report(0, changes)
    if not as_json:
        for line in changes.lines():
            print_line(line)
    return 0
