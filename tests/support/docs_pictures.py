"""Takes the pictures of the documentation that stand in docs/img (`make pictures`)."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from tests.support.browser import browser_page
from tests.support.docs_pages import PHONE, WIDE, open_entities, open_lineage, open_table

TABLE = "model.halo.player_match_stats"


async def main(site: Path, target: Path) -> None:
    async with browser_page() as page:
        for name, size in (("", WIDE), ("-phone", PHONE)):
            await page.resize(*size)
            await open_table(page, site, TABLE)
            await asyncio.sleep(1)  # the page sets its menu after its text
            (target / f"docs-columns{name}.png").write_bytes(await page.screenshot())
            await open_entities(page, site)
            (target / f"docs-entities{name}.png").write_bytes(await page.screenshot())
        await page.resize(*WIDE)
        await open_lineage(page, site, TABLE, "performance_score")
        await asyncio.sleep(1)  # the graph moves to its place
        (target / "docs-lineage.png").write_bytes(await page.screenshot())


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]).resolve(), Path(sys.argv[2])))
