"""`ingest run`."""

from __future__ import annotations

import asyncio
import os
from typing import Annotated

import typer

from ingest.api.credentials import Tokens
from ingest.api.endpoints import MatchType
from ingest.cli.options import AsJson, Demo, Feeds, Verbose, wanted_feeds
from ingest.errors import UsageError
from ingest.players import checked_name
from ingest.raw import Feed
from ingest.run.options import RunOptions
from ingest.run.progress import Progress
from ingest.run.start import RunRequest, dry_run
from ingest.run.start import run as run_request
from ingest.run.summary import Summary
from ingest.settings import load_settings
from ingest.shard import shard_of
from ingest.sign_in.account import find_account
from ingest.terminal import print_json, print_line

HELP = """Fetch what is new and land it.

Examples: `ingest run` (everybody in ingest.toml, only what is missing) ·
`ingest run --player "Some Gamertag" --max-matches 50` · `ingest run --feed match_film` ·
`ingest run --demo` (no account needed) · `ingest run --shard 1/4` (one of four ingesters).
"""


def run(
    player: Annotated[
        list[str] | None, typer.Option(help="Gamertag or xuid; may be given several times.")
    ] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Walk the whole history again; what is final is not.")
    ] = False,
    max_matches: Annotated[
        int | None, typer.Option(min=1, help="Only the newest N matches of each player.")
    ] = None,
    match_type: Annotated[
        MatchType, typer.Option(help="Which matches of the history.")
    ] = "matchmaking",
    feed: Feeds = None,
    dry: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be requested, and write nothing.")
    ] = False,
    shard: Annotated[
        str, typer.Option(metavar="i/n", help="Only the part i of n; other ingesters do the rest.")
    ] = "1/1",
    demo: Demo = False,
    as_json: AsJson = False,
    verbose: Verbose = False,
) -> int:
    """Parse, run, print."""
    if full and max_matches is not None:
        raise UsageError("--full walks the whole history", "--max-matches stops early: choose one")
    if dry and (as_json or verbose):
        raise UsageError("--dry-run prints its own summary", "leave out --json and --verbose")
    part = shard_of(shard)
    if part.is_part and (dry or max_matches is not None):
        _refuse_shard(dry=dry)
    names = [checked_name(name) for name in player or []]
    settings = load_settings(os.environ, demo=demo)
    account = Tokens("", "") if demo else find_account(os.environ)
    feeds = wanted_feeds(feed)
    options = RunOptions(
        match_type=match_type,
        full=full,
        max_matches=max_matches,
        feeds=feeds,
        keep_films=settings.keep_films,
        shard=part,
        wait_for_shards=settings.shard_wait,
    )
    if not options.walks_history:
        given = {
            "--full": full,
            "--max-matches": max_matches is not None,
            "--match-type": match_type != "matchmaking",
            "--player": bool(names) and Feed.PLAYER_SNAPSHOTS not in feeds,
        }
        idle = [flag for flag, is_given in given.items() if is_given]
        if idle:
            raise UsageError(f"{' and '.join(idle)} would have no effect on the requested feeds")
    request = RunRequest(settings, options, names, account, demo)
    if dry:
        found = asyncio.run(dry_run(request))
        for line in found.lines():
            print_line(line)
        return found.exit_code
    summary = asyncio.run(run_request(request, Progress(verbose=verbose)))
    return report(summary, as_json=as_json)


def _refuse_shard(*, dry: bool) -> None:
    """Both need what other shards find: the first writes nothing, the second cannot know it."""
    if dry:
        raise UsageError(
            "--dry-run writes nothing, so shards could not find what the others find",
            "leave out --shard to estimate the whole run",
        )
    raise UsageError(
        "--max-matches counts the newest matches of a history, which only one of the shards reads",
        "leave out --max-matches or --shard",
    )


def report(summary: Summary, *, as_json: bool) -> int:
    """Print what a run did, and say how it ended."""
    if as_json:
        print_json(summary.as_json())
    else:
        for line in summary.lines():
            print_line(line)
    return summary.exit_code
