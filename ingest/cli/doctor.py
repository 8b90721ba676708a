"""`ingest doctor`."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from ingest.doctor.checkup import checkup
from ingest.doctor.finding import Finding, exit_code
from ingest.terminal import tell, tell_json

HELP = """Look at account, clock, disk, versions, what has landed and the warehouse; change nothing.

A line a check: ok, warn or fail, what was seen, and the step that mends it. Works during a run.
Ends with 0 when nothing fails, else with the exit code of what has to be mended first:
2 settings and versions, 6 storage, 4 account, 7 API.

Examples: `ingest doctor` · `ingest doctor --offline` · `ingest doctor --json`
"""


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    offline: Annotated[
        bool, typer.Option("--offline", help="Leave out what asks the network: account and clock.")
    ] = False,
) -> int:
    """Look, say, judge."""
    found = []
    for finding in checkup(os.environ, offline=offline):
        found.append(finding)
        if not as_json:
            tell(_line(finding))
    code = exit_code(found)
    if as_json:
        tell_json({"exit": code, "checks": [finding.as_json() for finding in found]})
    return code


def _line(finding: Finding) -> str:
    mend = f"  -> {finding.mend}" if finding.mend else ""
    return f"{finding.state:<4}  {finding.name:<12}  {finding.seen}{mend}"
