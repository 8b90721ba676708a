"""`ingest doctor`."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from ingest.doctor.checkup import checkup
from ingest.doctor.finding import Finding, exit_code
from ingest.terminal import print_json, print_line

HELP = """Check account, clock, disk, versions, landed data and the warehouse. Nothing is changed.

Each check prints one line: ok, warn or fail, what was seen, and the step that corrects it.
The command works during a run. It ends with 0 if nothing fails. Otherwise it ends with the exit
code of what must be corrected first: 2 settings and versions, 6 storage, 4 account, 7 API.

Examples: `ingest doctor` · `ingest doctor --offline` · `ingest doctor --json`
"""


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    offline: Annotated[
        bool, typer.Option("--offline", help="Leave out what asks the network: account and clock.")
    ] = False,
) -> int:
    """Run the checks and print their findings."""
    found = []
    for finding in checkup(os.environ, offline=offline):
        found.append(finding)
        if not as_json:
            print_line(_line(finding))
    code = exit_code(found)
    if as_json:
        print_json({"exit": code, "checks": [finding.as_json() for finding in found]})
    return code


def _line(finding: Finding) -> str:
    remedy = f"  -> {finding.remedy}" if finding.remedy else ""
    return f"{finding.state:<4}  {finding.name:<12}  {finding.seen}{remedy}"
