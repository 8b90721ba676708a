"""The pages of `make docs` in a browser: opened and waited for."""

from __future__ import annotations

from pathlib import Path

from tests.support.browser import Page

WIDE, PHONE = (1400, 900), (390, 844)
DRAWN = "document.querySelectorAll('.react-flow__node').length"
"""How many tables the column lineage shows."""


async def open_table(page: Page, site: Path, model: str) -> None:
    """The columns of a model, as far up as they go."""
    await page.open(f"{(site / 'docs.html').as_uri()}#!/model/{model}")
    await page.wait_for("document.querySelector('column-details .column-row') !== null")
    await page.evaluate("document.querySelector('column-details').scrollIntoView()")


async def open_entities(page: Page, site: Path) -> None:
    await page.open((site / "entities.html").as_uri())
    await page.wait_for("document.querySelectorAll('#diagram path').length")


async def open_lineage(page: Page, site: Path, model: str, column: str = "") -> None:
    """What a model, or one column of it, is made of."""
    query = f"?model={model}&parents=1" + (f"&column={column}" if column else "")
    await page.open(f"{(site / 'lineage.html').as_uri()}{query}")
    await page.wait_for(DRAWN)
