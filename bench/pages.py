"""How long a browser takes to the first chart of a player's page, beside an empty page.

`python -m bench.pages REPORT` looks at the largest page of a report, three times.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
from pathlib import Path

from tests.support.browser import Page, browser_page
from tests.support.report_pages import DRAWN

TIMES = 3
FIRST_CHART = "performance.getEntriesByName('chart drawn')[0].startTime"
LOADED = "performance.getEntriesByType('navigation')[0].loadEventEnd"


async def _milliseconds(page: Page, file: Path, wait: str, mark: str) -> float:
    found = []
    for _ in range(TIMES):
        await page.open("about:blank")
        await page.open(file.as_uri())
        await page.wait_for(wait)
        found.append(float(await page.evaluate(mark)))
    return statistics.median(found)


async def _measure(largest: Path, empty: Path) -> tuple[float, float]:
    async with browser_page() as page:
        await page.resize(1400, 900)
        nothing = await _milliseconds(page, empty, f"{LOADED} > 0", LOADED)
        return nothing, await _milliseconds(page, largest, DRAWN, FIRST_CHART)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser("python -m bench.pages", description=__doc__)
    parser.add_argument("report", type=Path)
    folder: Path = parser.parse_args().report
    largest = max((folder / "players").iterdir(), key=lambda file: file.stat().st_size)
    with tempfile.TemporaryDirectory() as temporary:
        empty = Path(temporary) / "empty.html"
        empty.write_text("<!doctype html><title>empty</title><p>empty")
        nothing, first_chart = asyncio.run(_measure(largest.resolve(), empty))
    print(f"{largest.name}: {largest.stat().st_size / 1e6:.2f} MB")
    print(f"first chart after {first_chart:.0f} ms, an empty page after {nothing:.0f} ms")
    print(f"ratio {first_chart / nothing:.1f}")


if __name__ == "__main__":
    main()
