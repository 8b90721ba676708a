"""`ingest retry`."""

from __future__ import annotations

import asyncio
import os
from typing import Annotated

import typer

from ingest.api.credentials import Tokens
from ingest.cli.options import AsJson, Demo, Feeds, Verbose, wanted_feeds
from ingest.cli.run import report
from ingest.errors import UsageError
from ingest.raw import Status
from ingest.raw.ledger import load_ledger
from ingest.run.options import RunOptions
from ingest.run.progress import Progress
from ingest.run.retry_command import BY_DEFAULT, RETRIABLE, retried_keys
from ingest.run.start import RunRequest
from ingest.run.start import run as run_request
from ingest.run.summary import NOTHING_DONE
from ingest.settings import load_settings
from ingest.sign_in.account import find_account

HELP = """Ask again for what came to nothing, without looking through the histories.

By default what `failed` and what is `quarantined`; with --status also what is `not_yet` or
`forbidden`, before its time.
What is final (`ok`, `empty`, `gone`, `unsupported_version`) is never asked for again.

Examples: `ingest retry` · `ingest retry --status quarantined --feed match_stats` ·
`ingest retry --status forbidden` (private histories, after their owners opened them).
"""


def retry(
    status: Annotated[
        list[Status] | None, typer.Option(help="Only these; may be given several times.")
    ] = None,
    feed: Feeds = None,
    demo: Demo = False,
    as_json: AsJson = False,
    verbose: Verbose = False,
) -> int:
    """Parse, say what will be asked for, run, print."""
    retried = frozenset(status or BY_DEFAULT)
    if not retried <= set(RETRIABLE):
        raise UsageError(f"--status takes {', '.join(RETRIABLE)}: everything else is final")
    feeds = wanted_feeds(feed)
    settings = load_settings(os.environ, demo=demo)
    options = RunOptions(feeds=feeds, keep_films=settings.keep_films, retried=retried)
    keys = retried_keys(load_ledger(settings.raw_dir), options)
    progress = Progress(verbose=verbose)
    if not keys.total():
        progress.say(f"nothing to retry: nothing is {' or '.join(sorted(retried))}")
        return report(NOTHING_DONE, as_json=as_json)
    counts = ", ".join(f"{count:,} {name.value}" for name, count in keys.items() if count)
    progress.say(f"asking again for {counts}")
    account = Tokens("", "") if demo else find_account(os.environ)
    summary = asyncio.run(run_request(RunRequest(settings, options, [], account, demo), progress))
    return report(summary, as_json=as_json)
