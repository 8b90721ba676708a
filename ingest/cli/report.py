"""`ingest report`."""

from __future__ import annotations

import os
import webbrowser
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from ingest.errors import UsageError
from ingest.log import LOG
from ingest.report.make import Made, make_report
from ingest.report.options import DEFAULT_MATCHES, LANGUAGES, ReportOptions
from ingest.terminal import print_line
from ingest.warehouse.connect import interruptible, reading
from ingest.warehouse.location import warehouse_file

HELP = """Make pages to look at, from the published warehouse.

The pages open from disk and need no server and no network. A page per tracked player, a page for
each of the newest matches, and an index. The warehouse is only read.

Examples: `ingest report --open` ·
`ingest report --player "Demo Falcon" --single-file` ·
`ingest report --language fr --since 2026-01-01 --matches all --out pages`
"""


def report(
    player: Annotated[
        list[str] | None,
        typer.Option("--player", metavar="P", help="Gamertag or xuid; may be given several times."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where to, by default report beside the warehouse."),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Only matches since this day, such as 2026-01-31."),
    ] = None,
    language: Annotated[
        str, typer.Option(metavar="en|fr", help="The language at first; every page can change it.")
    ] = "en",
    single_file: Annotated[
        bool,
        typer.Option("--single-file", help="One file for one player, to send to a friend."),
    ] = False,
    open_it: Annotated[
        bool, typer.Option("--open", help="Open the report in the browser.")
    ] = False,
    matches: Annotated[
        str | None,
        typer.Option(
            metavar="N|all", help=f"How many matches get a page, by default {DEFAULT_MATCHES}."
        ),
    ] = None,
) -> int:
    """Check what is asked for, make it, say where it is."""
    if single_file and matches is not None:
        raise UsageError("--matches has no effect with --single-file", "leave one of them out")
    if single_file and (player is None or len(player) != 1):
        raise UsageError("--single-file makes the page of one player", "name it with one --player")
    warehouse = warehouse_file(os.environ)
    options = ReportOptions(
        target=(
            out or (warehouse.parent if single_file else warehouse.with_name("report"))
        ).resolve(),
        players=tuple(player or ()),
        since=_day(since),
        language=_known_language(language),
        is_single_file=single_file,
        matches=_number(matches),
    )
    with reading(warehouse) as connection:
        made = interruptible(connection, lambda: make_report(connection, options))
    _print(made)
    if open_it and not webbrowser.open(made.first_page.as_uri()):
        LOG.warning("no browser could be opened here: open the file yourself")
    return 0


def _print(made: Made) -> None:
    if made.first_page.name == "index.html":
        print_line(
            f"players: {made.players:,}, matches: {made.matches:,}, "
            f"files written: {made.written:,}, unchanged: {made.unchanged:,}"
        )
    print_line(f"open {made.first_page}")


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise UsageError(f"--since {text!r} is not a day", "write it as 2026-01-31") from None


def _known_language(text: str) -> str:
    if text not in LANGUAGES:
        raise UsageError(f"--language {text!r} is not known", f"choose {' or '.join(LANGUAGES)}")
    return text


def _number(text: str | None) -> int | None:
    if text is None:
        return DEFAULT_MATCHES
    if text == "all":
        return None
    if not text.isdecimal() or len(text) > 9:
        raise UsageError(f"--matches {text!r} is not a number", "give a number, or all")
    return int(text)
