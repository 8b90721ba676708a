"""What a reader sees of a page of the report: its figures and its tables, as texts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.support.browser import Page

MISSING = "\u2013"
"""What a page writes where there is no value."""
DRAWN = "document.documentElement && document.documentElement.dataset.drawn === 'all'"


async def open_page(page: Page, file: Path) -> None:
    """Open it and wait until every chart is drawn."""
    await page.open("about:blank")
    await page.open(file.as_uri())
    await page.wait_for(DRAWN)


async def settled(page: Page) -> None:
    """After something was chosen."""
    await page.wait_for(DRAWN)


async def choose(page: Page, control: str, value: str) -> None:
    """Choose a value as the user does: the browser says that it changed."""
    found = await page.evaluate(
        f"""
        (() => {{
            const control = document.getElementById({json.dumps(control)})
            control.value = {json.dumps(value)}
            control.dispatchEvent(new Event('change'))
            return control.value
        }})()
        """
    )
    assert found == value, f"{control} has no {value!r}"
    await settled(page)


async def click(page: Page, element: str) -> None:
    await page.evaluate(f"document.getElementById({json.dumps(element)}).click()")
    await settled(page)


async def figures(page: Page, block: str) -> dict[str, str]:
    """The large figures of a card, by what they are called."""
    return dict(
        json.loads(
            await page.evaluate(
                f"""
                JSON.stringify([...document.querySelectorAll('#{block} .tile')].map(tile => [
                    tile.querySelector('dt').textContent,
                    tile.querySelector('.value').textContent,
                ]))
                """
            )
        )
    )


async def table(page: Page, block: str) -> list[dict[str, str]]:
    """All rows of the table of a card; a folded one is opened and shown whole."""
    await page.evaluate(
        f"""
        for (const folded of document.querySelectorAll('#{block} details')) folded.open = true
        """
    )
    await page.wait_for(f"document.querySelector('#{block} table') !== null")
    await page.evaluate(f"document.querySelector('#{block} .more').click()")
    rows: list[dict[str, str]] = json.loads(
        await page.evaluate(
            f"""
            (() => {{
                const table = document.querySelector('#{block} table')
                const heads = [...table.tHead.rows[0].cells].map(cell => cell.textContent)
                return JSON.stringify([...table.tBodies[0].rows].map(row => Object.fromEntries(
                    [...row.cells].map((cell, place) => [heads[place], cell.textContent]))))
            }})()
            """
        )
    )
    return rows


async def charts(page: Page) -> dict[str, Any]:
    """How many charts the page has, and how many of them hold a drawing with marks."""
    found: dict[str, Any] = json.loads(
        await page.evaluate(
            """
            (() => {
                const shown = [...document.querySelectorAll('.chart')].filter(one => !one.hidden)
                const isDrawn = one => one.querySelector('svg path, svg line, svg text')
                return JSON.stringify({
                    shown: shown.length,
                    drawn: shown.filter(isDrawn).length,
                    empty: shown.filter(one => !isDrawn(one)).map(one => one.closest('.card').id),
                })
            })()
            """
        )
    )
    return found


async def is_whole(page: Page) -> bool:
    """Whether nothing of the page lies beyond its right edge."""
    width = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return int(width) <= 0
