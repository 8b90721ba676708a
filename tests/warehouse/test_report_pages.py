"""The pages of the report in a real browser: they open from disk, and say what SQL says."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingest.report.make import make_report
from ingest.report.options import ReportOptions
from tests.support import report_pages as seen
from tests.support.browser import CHROMIUM, Page, browser_page

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="Chromium is not installed (on Debian: apt-get install chromium)"
)
MATCHES = 5


@pytest.fixture(scope="session")
def report(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages") / "report"
    with duckdb.connect(str(data_dir / "warehouse.duckdb"), read_only=True) as connection:
        make_report(connection, ReportOptions(folder, matches=MATCHES))
    return folder


@pytest.fixture
async def page(report: Path) -> AsyncIterator[Page]:
    """A tab in which nothing may go wrong, and which may ask for files of the report only."""
    async with browser_page() as tab:
        await tab.resize(1400, 900)
        # a page must show the clocks of its player, wherever it is read
        await tab.send("Emulation.setTimezoneOverride", timezoneId="Pacific/Auckland")
        yield tab
        assert tab.errors == []
        ours = (report.as_uri(), "about:", "data:image/svg+xml")
        assert [url for url in tab.requests if not url.startswith(ours)] == []


@pytest.fixture
def player(warehouse: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """The player of the demo with friends."""
    cursor = warehouse.execute(
        """
        select players.* from core.tracked_players as players
        inner join core.friends as friends on players.xuid = friends.xuid
        limit 1
        """
    )
    assert cursor.description is not None
    row = cursor.fetchone()
    assert row is not None
    return dict(zip([column[0] for column in cursor.description], row, strict=True))


@pytest.fixture
async def player_page(page: Page, report: Path, player: dict[str, Any]) -> Page:
    await seen.open_page(page, report / "players" / f"{player['slug']}.html")
    return page


TOTALS = """
    select
        count(*) as matches,
        count_if(outcome = 2) / count(*) as win_rate,
        sum(kills) / greatest(sum(deaths), 1) as kd_ratio,
        avg(kda) as kda,
        100 * sum(shots_hit) / sum(shots_fired) as accuracy,
        avg(performance_score) as performance_score,
        sum(time_played_seconds) / 3600 as hours
    from marts.player_match_stats
    where xuid = ? and {condition}
"""


Written = dict[str, tuple[float | None, int]]
"""The value of each figure of the first card, and with how many decimals it is written."""


def expected(warehouse: duckdb.DuckDBPyConnection, xuid: str, condition: str) -> Written:
    row = warehouse.execute(TOTALS.format(condition=condition), [xuid]).fetchone()
    assert row is not None
    matches, win_rate, kd_ratio, kda, accuracy, score, hours = row
    return {
        "Matches": (matches, 0),
        "Win rate": (100 * win_rate, 1),
        "K/D": (kd_ratio, 2),
        "KDA": (kda, 2),
        "Accuracy": (accuracy, 1),
        "Performance": (score, 1),
        "Hours": (hours, 1),
    }


def agrees(shown: dict[str, str], wanted: Written) -> bool:
    """A half may be rounded either way: the page has kda and scores with four decimals."""
    for name, (value, decimals) in wanted.items():
        text = shown[name].replace(",", "").rstrip("%")
        if value is None:
            assert text == seen.MISSING, name
        else:
            assert len(text.partition(".")[2]) == decimals, name
            assert abs(float(text) - value) <= 0.5 * 10**-decimals + 1e-4, (name, text, value)
    return True


@pytest.fixture
def files(report: Path) -> list[Path]:
    """All pages."""
    return sorted(report.rglob("*.html"))


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


async def test_the_first_figures_are_those_of_the_marts(
    player_page: Page, player: dict[str, Any], warehouse: duckdb.DuckDBPyConnection
) -> None:
    shown = await seen.figures(player_page, "overview")
    assert agrees(shown, expected(warehouse, player["xuid"], "not is_firefight"))


FILTERS = (
    ("filter-mode", "Slayer", "mode_category = 'Slayer' and not is_firefight"),
    ("filter-ranked", "ranked", "is_ranked and not is_firefight"),
    ("filter-ranked", "social", "not is_ranked and not is_firefight"),
    ("filter-kind", "firefight", "is_firefight"),
    (
        "filter-period",
        "30",
        """
        not is_firefight and started_at_local > (
            select max(started_at_local) from marts.player_match_stats
            where xuid = '{xuid}' and not is_firefight
        ) - interval 30 days
        """,
    ),
    ("filter-from", "{day}", "not is_firefight and local_date >= '{day}'"),
    ("filter-to", "{day}", "not is_firefight and local_date <= '{day}'"),
)
"""A control of the page, a value of it, and what it means in SQL."""


async def test_a_filter_gives_what_sql_gives(
    player_page: Page, player: dict[str, Any], warehouse: duckdb.DuckDBPyConnection
) -> None:
    ((day,),) = warehouse.execute(
        "select quantile_disc(local_date, 0.5) from marts.player_match_stats where xuid = ?",
        [player["xuid"]],
    ).fetchall()
    unfiltered = await seen.figures(player_page, "overview")
    for control, value, sql in FILTERS:
        await seen.choose(player_page, control, value.format(day=day))
        shown = await seen.figures(player_page, "overview")
        condition = sql.format(xuid=player["xuid"], day=day)
        assert agrees(shown, expected(warehouse, player["xuid"], condition)), (control, value)
        if control != "filter-period":  # all matches of this demo are of one month
            assert shown["Matches"] != unfiltered["Matches"]
        await seen.click(player_page, "filter-reset")
        assert await seen.figures(player_page, "overview") == unfiltered


async def test_filters_act_together(
    player_page: Page, player: dict[str, Any], warehouse: duckdb.DuckDBPyConnection
) -> None:
    ((playlist,),) = warehouse.execute(
        """
        select mode(playlist_id) from marts.player_match_stats
        where xuid = ? and mode_category = 'Slayer' and not is_firefight
        """,
        [player["xuid"]],
    ).fetchall()
    await seen.choose(player_page, "filter-mode", "Slayer")
    await seen.choose(player_page, "filter-playlist", playlist)
    condition = f"mode_category = 'Slayer' and playlist_id = '{playlist}' and not is_firefight"
    shown = await seen.figures(player_page, "overview")
    assert agrees(shown, expected(warehouse, player["xuid"], condition))


async def test_maps_are_those_of_the_mart(
    player_page: Page, player: dict[str, Any], warehouse: duckdb.DuckDBPyConnection
) -> None:
    rows = await seen.table(player_page, "maps")
    wanted = warehouse.execute(
        """
        select map_name, matches, win_rate, kd_ratio, average_kda
        from marts.player_map_stats where xuid = ? and map_name is not null
        """,
        [player["xuid"]],
    ).fetchall()
    shown = {row["Map"]: row for row in rows}
    assert set(shown) == {name for name, *_ in wanted}
    for name, matches, win_rate, kd_ratio, kda in wanted:
        figures: Written = {
            "Matches": (matches, 0),
            "Win rate": (100 * win_rate, 0),
            "K/D": (kd_ratio, 2),
            "KDA": (kda, 2),
        }
        assert agrees(shown[name], figures)


async def test_intervals_are_those_of_wilson(player_page: Page) -> None:
    """Up to 50 matches the page shows the interval itself, computed here by another formula."""
    rows = await seen.table(player_page, "modes")
    assert rows
    for row in rows:
        matches = int(row["Matches"])
        if matches > 50:
            continue
        wins = round(int(row["Win rate"].rstrip("%")) / 100 * matches)
        low, high = wilson(wins, matches)
        assert abs(int(row["At least"].rstrip("%")) - 100 * low) <= 0.51
        assert abs(int(row["At most"].rstrip("%")) - 100 * high) <= 0.51


def wilson(wins: int, matches: int) -> tuple[float, float]:
    """The rates p at which the observed share is 1.96 standard errors away: roots of a square."""
    z = 1.959964**2 / matches
    rate = wins / matches
    middle, square = (2 * rate + z) / (2 * (1 + z)), rate * rate / (1 + z)
    distance: float = (middle * middle - square) ** 0.5
    return middle - distance, middle + distance


async def test_opponents_medals_and_streaks_are_those_of_the_marts(
    player_page: Page, player: dict[str, Any], warehouse: duckdb.DuckDBPyConnection
) -> None:
    nemeses = await seen.table(player_page, "nemeses")
    wanted = warehouse.execute(
        """
        select opponent_gamertag, kills, deaths from marts.duels where xuid = ?
        order by deaths desc, kills, opponent_xuid limit 20
        """,
        [player["xuid"]],
    ).fetchall()
    assert [(row["Player"], int(row["I killed"]), int(row["Killed me"])) for row in nemeses] == [
        (name or seen.MISSING, kills, deaths) for name, kills, deaths in wanted
    ]
    medals = await seen.table(player_page, "medals")
    missing = await seen.table(player_page, "medals-missing")
    earned = warehouse.execute(
        "select name_en, medal_count from marts.player_medals where xuid = ? and medal_count > 0",
        [player["xuid"]],
    ).fetchall()
    assert {(row["Medal"], int(row["Earned"].replace(",", ""))) for row in medals} == set(earned)
    ((known,),) = warehouse.execute("select count(*) from core.medals").fetchall()
    assert len(medals) + len(missing) == known
    streaks = await seen.table(player_page, "streaks")
    longest = warehouse.execute(
        "select max(matches) from marts.player_streaks where xuid = ? and streak_type = 'win'",
        [player["xuid"]],
    ).fetchall()[0][0]
    wins = [int(row["Matches"]) for row in streaks if row["Streak"] == "Wins in a row"]
    assert max(wins) == longest


async def test_trades_and_first_blood_are_those_of_sql(
    player_page: Page, player: dict[str, Any], warehouse: duckdb.DuckDBPyConnection
) -> None:
    shown = await seen.figures(player_page, "fights")
    ((avenged,),) = warehouse.execute(
        """
        select count_if(trades.is_avenged) / count(*)
        from core.trades as trades
        inner join marts.player_match_stats as matches
            on trades.match_id = matches.match_id and trades.victim_xuid = matches.xuid
        where matches.xuid = ? and not matches.is_firefight and trades.is_avenged is not null
        """,
        [player["xuid"]],
    ).fetchall()
    assert shown["My deaths avenged"] == f"{avenged:.1%}"


async def test_the_index_shows_the_group(
    page: Page, report: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    await seen.open_page(page, report / "index.html")
    players = await seen.table(page, "players")
    wanted = warehouse.execute(
        "select gamertag, matches, win_rate, kd_ratio, accuracy from marts.player_global_stats"
    ).fetchall()
    assert {
        (row["Player"], row["Matches"], row["Win rate"], row["K/D"], row["Accuracy"])
        for row in players
    } == {
        (name, f"{matches:,}", f"{rate:.1%}", f"{kd:.2f}", f"{accuracy:.1f}%")
        for name, matches, rate, kd, accuracy in wanted
    }
    pairs = await seen.table(page, "together")
    shared = warehouse.execute(
        "select gamertag, other_gamertag, shared_matches from marts.match_sharing"
    ).fetchall()
    assert {(row["Player"], row["With"], int(row["Shared matches"])) for row in pairs} == set(
        shared
    )
    ((best,),) = warehouse.execute(
        "select max(kills) from marts.player_match_stats where not is_firefight"
    ).fetchall()
    records = await seen.table(page, "group-records")
    assert [row["Value"] for row in records if row["Measure"] == "Kills"] == [str(best)]
    health = await page.evaluate("document.getElementById('health').textContent")
    ((known,),) = warehouse.execute("select count(*) from core.match_registry").fetchall()
    assert health.startswith(f"{known:,} matches · newest ")


@pytest.fixture
def filmed(report: Path, warehouse: duckdb.DuckDBPyConnection) -> str:
    """A match with a page and a film, in which two teams played."""
    ids = [file.stem for file in (report / "matches").iterdir()]
    rows = warehouse.execute(
        """
        select match_id from core.match_registry
        where list_contains(?, match_id) and events_loaded and is_team_match and not is_firefight
        order by match_id
        """,
        [ids],
    ).fetchall()
    return str(rows[0][0])


async def test_a_match_page_has_the_scoreboard_and_every_event(
    page: Page, report: Path, warehouse: duckdb.DuckDBPyConnection, filmed: str
) -> None:
    await seen.open_page(page, report / "matches" / f"{filmed}.html")
    board = await seen.table(page, "scoreboard")
    wanted = warehouse.execute(
        "select gamertag, kills, deaths, assists, kda from core.match_participants"
        " where match_id = ? and gamertag is not null",
        [filmed],
    ).fetchall()
    shown = {
        (row["Player"].split(" (")[0], row["Kills"], row["Deaths"], row["Assists"], row["KDA"])
        for row in board
    }
    assert {(n, str(k), str(d), str(a), f"{kda:.2f}") for n, k, d, a, kda in wanted} <= shown
    events = await seen.table(page, "timeline")
    ((pairs, honours),) = warehouse.execute(
        """
        select
            (select count(*) from core.killer_victim_pairs where match_id = $match),
            (
                select count(*) from core.highlight_events
                where match_id = $match and event_type in ('medal', 'mode')
            )
        """,
        {"match": filmed},
    ).fetchall()
    assert len(events) == pairs + honours
    matrix = await seen.table(page, "kill-matrix")
    kills = warehouse.execute(
        """
        select killer_gamertag, victim_gamertag, count(*)
        from core.killer_victim_pairs
        where match_id = ? and kill_index is not null and victim_xuid is not null
        group by all
        """,
        [filmed],
    ).fetchall()
    assert {(row["Killer"], row["Victim"], int(row["Kills"])) for row in matrix} == set(kills)


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
    axis = "document.querySelector('#form .role-axis-label text').getAttribute('fill')"
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
