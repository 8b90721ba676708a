"""`ingest sync`."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping

from ingest.api.credentials import Tokens
from ingest.cli.options import Demo
from ingest.disk.files import storage_errors
from ingest.disk.lock import exclusive
from ingest.errors import EXIT_DONE, EXIT_UNFINISHED, ApiUnavailable, IngestError
from ingest.log import LOG
from ingest.report.make import is_of_this_version, make_report
from ingest.report.options import ReportOptions
from ingest.run.options import RunOptions
from ingest.run.progress import Progress
from ingest.run.start import RunRequest
from ingest.run.start import run as run_request
from ingest.settings import Settings, load_settings
from ingest.sign_in.account import find_account
from ingest.terminal import print_line
from ingest.warehouse.build.run_build import build
from ingest.warehouse.connect import interruptible, reading
from ingest.warehouse.location import warehouse_file

HELP = """Fetch what is missing, build the warehouse, and make the report: all a timer has to start.

What landed is built even if some documents failed or the API stopped answering. The exit code is
the first one that is not 0. Without news, the warehouse and the report stay as they are.

Examples: `ingest sync` (what a timer starts) · `ingest sync --demo`
"""
LOCK = ".ingest-sync-lock"
STILL_BUILT = (EXIT_DONE, EXIT_UNFINISHED, ApiUnavailable.exit_code)
"""After these codes of a run there can be something to build."""


def command(demo: Demo = False) -> int:
    """Three steps, and what each says."""
    settings = load_settings(os.environ, demo=demo)
    with storage_errors(settings.data_dir):
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    lock = settings.data_dir / LOCK
    with exclusive(lock, f"another `ingest sync` is working in {settings.data_dir}"):
        code = _run(settings, demo=demo)
        if code in STILL_BUILT:
            # the demo has a data directory of its own, which builds do not know
            environ = {**os.environ, "HALO_DATA_DIR": str(settings.data_dir)}
            try:
                _build_and_report(environ)
            except IngestError as error:
                if code == EXIT_DONE:
                    raise
                LOG.error(f"ingest: {error}")
    return code


def _run(settings: Settings, *, demo: bool) -> int:
    account = Tokens("", "") if demo else find_account(os.environ)
    options = RunOptions(keep_films=settings.keep_films)
    request = RunRequest(settings, options, [], account, demo)
    try:
        summary = asyncio.run(run_request(request, Progress()))
    except ApiUnavailable as error:
        LOG.error(f"ingest: {error}; what landed before is built")
        return error.exit_code
    for line in summary.lines():
        print_line(line)
    return summary.exit_code


def _build_and_report(environ: Mapping[str, str]) -> None:
    changes = build(environ, [], verbose=False, as_json=False)
    for line in changes.lines():
        print_line(line)
    warehouse = warehouse_file(environ)
    target = warehouse.with_name("report").resolve()
    if not changes.is_published and is_of_this_version(target):
        print_line(f"{target / 'index.html'} shows it already")
        return
    with reading(warehouse) as connection:
        made = interruptible(connection, lambda: make_report(connection, ReportOptions(target)))
    print_line(f"open {made.first_page}")
