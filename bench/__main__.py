"""`make bench`: what landing, building, reading and asking cost on this machine.

It prints ratios of one run, writes bench/results.json, docs/performance.md and its plots.
`make bench-quick` measures small sizes and writes only bench/results.json.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from dataclasses import asdict
from pathlib import Path

from bench.builds import Size, measure_size
from bench.landing import measure_landing
from bench.peer import measure_peer
from bench.raw_world import templates
from bench.report import Results, ratios, write_page
from bench.sharing import PLAYERS, SHARES, measure_sharing

_ROOT = Path(__file__).parents[1]
_SIZES = (1_000, 10_000, 100_000)
_QUICK = (200, 1_000)


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser("python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="Small sizes, without dlt.")
    parser.add_argument("--folder", type=Path, help="Keep the data there.")
    arguments = parser.parse_args()
    quick: bool = arguments.quick
    folder = arguments.folder or Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        results = _measure(folder, quick=quick)
    finally:
        if not arguments.folder:
            shutil.rmtree(folder, ignore_errors=True)
    (_ROOT / "bench" / "results.json").write_text(json.dumps(asdict(results), indent=1) + "\n")
    for line in ratios(results):
        print(line)
    if not quick:
        write_page(results, _ROOT / "docs")


def _measure(folder: Path, *, quick: bool) -> Results:
    source = templates()
    sizes: list[Size] = []
    for matches in _QUICK if quick else _SIZES:
        data_dir = folder / str(matches)
        sizes.append(measure_size(data_dir, source, matches, with_tests=not quick))
        if matches != 1_000:
            shutil.rmtree(data_dir)
    landing = measure_landing(2_000 if quick else 10_000)
    sharing = measure_sharing((2, 4) if quick else PLAYERS, (0.6,) if quick else SHARES)
    peer = None if quick else measure_peer(folder / "1000" / "raw")
    return Results(sizes, landing, sharing, peer)


if __name__ == "__main__":
    main()
