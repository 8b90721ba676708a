"""The pages of the report in a real browser: they open from disk and can be used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb

from tests.support import report_pages as seen
from tests.support.browser import Page

MATCHES = 5


async def test_every_page_opens_and_draws_every_chart(page: Page, files: list[Path]) -> None:
    assert len(files) == 1 + 4 + MATCHES
    for width in (1400, 390):
        await page.resize(width, 900)
        for file in files:
            await seen.open_page(page, file)
            charts = await seen.charts(page)
            assert charts["drawn"] == charts["shown"], (file, charts)
            assert await seen.is_whole(page), (file, width)
            if file.parent.name == "players":
                assert charts["shown"] > 10


async def test_every_link_leads_to_a_page(page: Page, files: list[Path]) -> None:
    known = {str(file) for file in files}
    for file in files:
        if file.parent.name == "matches":
            continue
        await seen.open_page(page, file)
        links = json.loads(
            await page.evaluate(
                "JSON.stringify([...document.querySelectorAll('a[href]')].map(one => one.href))"
            )
        )
        assert len(links) > 5
        for link in links:
            path, _, place = link.removeprefix("file://").partition("#")
            assert path in known or path.endswith("assets/licences.txt"), link
            if place:
                assert await page.evaluate(f"document.getElementById('{place}') !== null"), link


async def test_pointing_at_a_kill_says_who_whom_and_when(
    page: Page, report: Path, filmed: str
) -> None:
    await seen.open_page(page, report / "matches" / f"{filmed}.html")
    await page.evaluate("document.getElementById('timeline').scrollIntoView({behavior: 'instant'})")
    place = json.loads(
        await page.evaluate(
            """
            (() => {
                const mark = document.querySelectorAll('#timeline .mark-rect path')[3]
                const box = mark.getBoundingClientRect()
                return JSON.stringify([box.x + box.width / 2, box.y + box.height / 2])
            })()
            """
        )
    )
    for step in (1, 0):
        await page.send(
            "Input.dispatchMouseEvent", type="mouseMoved", x=place[0], y=place[1] + step
        )
    text = await page.wait_for("document.querySelector('#vg-tooltip-element.visible')?.textContent")
    assert all(word in text for word in ("Time", "Player", "What", "Whom")), text


async def test_language_and_theme_switch_and_stay(player_page: Page, report: Path) -> None:
    page = player_page
    english = await seen.figures(page, "overview")
    await seen.click(page, "switch-language")
    french = await seen.figures(page, "overview")
    assert french["Précision"] == english["Accuracy"].replace(".", ",").replace("%", "\u00a0%")
    assert await page.evaluate("document.documentElement.lang") == "fr"
    assert "Forme" in await page.evaluate("document.querySelector('h2').textContent")
    light = await page.evaluate("getComputedStyle(document.body).backgroundColor")
    axis = "getComputedStyle(document.querySelector('#form .role-axis-label text')).fill"
    light_axis = await page.evaluate(axis)
    await seen.click(page, "switch-theme")
    assert await page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    assert await page.evaluate(axis) != light_axis
    await seen.open_page(page, report / "index.html")
    assert await page.evaluate("document.documentElement.lang") == "fr"
    assert await page.evaluate("document.documentElement.dataset.theme") == "dark"


async def test_the_keyboard_reaches_everything(player_page: Page) -> None:
    """Tab goes through every control that can be seen, and Enter on a head of a table sorts it."""
    page = player_page
    wanted = await page.evaluate(
        """
        (() => {
            const controls = document.querySelectorAll(
                'a[href], button, select, input, summary, [tabindex="0"]')
            const visible = [...controls].filter(one => one.checkVisibility())
            visible.forEach((one, place) => { one.dataset.place = place })
            return visible.length
        })()
        """
    )
    reached = set()
    for _ in range(wanted + 60):
        for kind in ("keyDown", "keyUp"):
            await page.send(
                "Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab", windowsVirtualKeyCode=9
            )
        reached.add(await page.evaluate("document.activeElement.dataset.place ?? null"))
    reached.discard(None)
    assert len(reached) == wanted > 60
    sort = "#matches thead th:nth-child(6) button"
    await page.evaluate(f"document.querySelector('{sort}').focus()")
    for kind in ("keyDown", "keyUp"):
        await page.send(
            "Input.dispatchKeyEvent",
            type=kind,
            key="Enter",
            code="Enter",
            text="\r",
            windowsVirtualKeyCode=13,
        )
    kills = [int(row["Kills"]) for row in await seen.table(page, "matches")]
    assert kills == sorted(kills, reverse=True)


async def test_a_screen_reader_has_a_table_for_every_chart(player_page: Page) -> None:
    without = await player_page.evaluate(
        """
        [...document.querySelectorAll('.chart')].filter(chart => !chart.hidden)
            .map(chart => chart.closest('.card'))
            .filter(card => !card.querySelector('details.values, table, dl'))
            .map(card => card.id).join()
        """
    )
    assert without == ""
    assert await player_page.evaluate(
        "[...document.querySelectorAll('.chart svg')]"
        ".every(svg => svg.getAttribute('aria-hidden') === 'true')"
    )
    unnamed = await player_page.evaluate(
        """
        [...document.querySelectorAll('select, input')]
            .filter(one => !one.labels.length || !one.labels[0].textContent.trim()).length
        """
    )
    assert unnamed == 0


async def test_times_are_those_of_the_player(
    player_page: Page, player: dict[str, Any], warehouse: duckdb.DuckDBPyConnection
) -> None:
    """Also in tables and beside the pointer, although this browser is in New Zealand."""
    newest = warehouse.execute(
        """
        select strftime(started_at_local, '%-d %b %Y, %H:%M'), map_latest_name
        from marts.player_match_stats where xuid = ? and not is_firefight
        order by started_at desc limit 3
        """,
        [player["xuid"]],
    ).fetchall()
    rows = await seen.table(player_page, "matches")
    assert [(row["Date"], row["Map"]) for row in rows[:3]] == newest
    hours = warehouse.execute(
        """
        select local_weekday, local_hour, count(*) from marts.player_match_stats
        where xuid = ? and not is_firefight group by all order by all
        """,
        [player["xuid"]],
    ).fetchall()
    cells = await seen.table(player_page, "when")
    names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    assert [(row["Day"], int(row["Hour"]), int(row["Matches"])) for row in cells] == [
        (names[day - 1], hour, count) for day, hour, count in hours
    ]
