"""Takes the pictures of the report that stand in the README and in docs/img (`make pictures`)."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from tests.support import report_pages as seen
from tests.support.browser import Page, browser_page

WIDE, PHONE = (1400, 1000), (390, 844)


@dataclass(frozen=True, slots=True)
class Picture:
    """A page of the report, how it is looked at, and the card at the top of the picture."""

    name: str
    page: str
    size: tuple[int, int]
    theme: str = "light"
    language: str = "en"
    card: str | None = None


PICTURES = (
    Picture("report-index", "index.html", WIDE),
    Picture("report-player", "{player}", WIDE),
    Picture("report-player-dark-fr", "{player}", WIDE, "dark", "fr", "maps"),
    Picture("report-player-phone", "{player}", PHONE),
    Picture("report-opponents", "{player}", WIDE, card="nemeses"),
    Picture("report-match", "{match}", WIDE),
    Picture("report-match-dark", "{match}", WIDE, "dark", card="kill-matrix"),
    Picture("report-match-phone", "{match}", PHONE, "dark", "fr", "timeline"),
)
MOST_LIVELY = """
    select registry.match_id
    from core.match_registry as registry
    inner join core.match_moments as moments on registry.match_id = moments.match_id
    where
        registry.is_team_match
        and not registry.is_firefight
        and list_contains(?, registry.match_id)
    group by registry.match_id
    order by count_if(moments.moment = 'lead_change') desc, registry.match_id
    limit 1
"""


async def take(page: Page, report: Path, picture: Picture, target: Path) -> None:
    await page.resize(*picture.size)
    theme = {"name": "prefers-color-scheme", "value": picture.theme}
    await page.send("Emulation.setEmulatedMedia", features=[theme])
    await seen.open_page(page, report / picture.page)
    if await page.evaluate("document.documentElement.lang") != picture.language:
        await seen.click(page, "switch-language")
    place = f"document.getElementById('{picture.card}')" if picture.card else "document.body"
    await page.evaluate(
        f"{place}.scrollIntoView({{behavior: 'instant'}}); document.activeElement.blur()"
    )
    await seen.settled(page)
    (target / f"{picture.name}.png").write_bytes(await page.screenshot())


async def main(data_dir: Path, target: Path) -> None:
    report = (data_dir / "report").resolve()
    matches = [file.stem for file in (report / "matches").iterdir()]
    with duckdb.connect(str(data_dir / "warehouse.duckdb"), read_only=True) as warehouse:
        ((match,),) = warehouse.execute(MOST_LIVELY, [matches]).fetchall()
    pages = {
        "{player}": str(min((report / "players").iterdir()).relative_to(report)),
        "{match}": f"matches/{match}.html",
    }
    async with browser_page() as page:
        for picture in PICTURES:
            address = pages.get(picture.page, picture.page)
            await take(page, report, replace(picture, page=address), target)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2])))
