"""The same payloads loaded by dlt, in an environment of its own and without its telemetry."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.measure import Cost, cost_of

_MATCHES = 1_000
_FOLDER = Path(__file__).parent / "dlt"
PYTHON = Path(__file__).parents[1] / ".venv" / "dlt" / "bin" / "python"


@dataclass(frozen=True, slots=True)
class Peer:
    """What dlt needed."""

    matches: int
    cost: Cost


def measure_peer(raw_dir: Path) -> Peer:
    """Stats payloads only."""
    with tempfile.TemporaryDirectory() as folder:
        command = [str(PYTHON), str(_FOLDER / "load.py"), str(raw_dir), folder, str(_MATCHES)]
        return Peer(_MATCHES, cost_of(command, {"RUNTIME__DLTHUB_TELEMETRY": "false"}))
