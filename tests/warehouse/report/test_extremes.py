"""Pages of the report at the edges: hostile names, players with few matches, one file."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import duckdb
import pytest

from ingest.report.make import make_report
from ingest.report.options import ReportOptions
from tests.support import report_pages as seen
from tests.support.browser import CHROMIUM, Page, browser_page

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="Chromium is not installed (on Debian: apt-get install chromium)"
)
NAMES = [
    "</script><script>window.hacked=1</script>",
    '"><img src=x onerror="window.hacked=1">',
    "\u202egnisrever \u200f\u05d0\u05d1\u05d2 \u2067",
    "\U0001f98a\U0001f3f3\ufe0f\u200d\U0001f308 e\u0301 \U0001f469\u200d\U0001f680",
    "W" * 60,
]
"""For players, in the order of their xuids, and for maps."""
NAME_COLUMNS = ("gamertag", "map_name", "map_latest_name", "map_name_fr")
WITHOUT_MATCHES, BEGINNER = "2535400000000001", "2535400000000002"


def give_names(warehouse: duckdb.DuckDBPyConnection, kind: str, names: dict[str, str]) -> None:
    """Wherever one of these names stands in the warehouse, another one stands now."""
    columns = warehouse.execute(
        """
        select columns.table_schema, columns.table_name, columns.column_name
        from information_schema.columns as columns
        inner join information_schema.tables as tables
            using (table_schema, table_name)
        where tables.table_type = 'BASE TABLE' and columns.data_type = 'VARCHAR'
        and regexp_matches(columns.column_name, ?)
        """,
        [kind],
    ).fetchall()
    assert len(columns) > 5
    warehouse.execute("create temp table new_names (old varchar, new varchar)")
    warehouse.executemany("insert into new_names values (?, ?)", [*names.items()])
    for schema, table, column in columns:
        warehouse.execute(
            f'update {schema}."{table}" as named set {column} = new_names.new'
            f" from new_names where named.{column} = new_names.old"
        )
    warehouse.execute("drop table new_names")


def texts(warehouse: duckdb.DuckDBPyConnection, query: str) -> list[str]:
    return [text for (text,) in warehouse.execute(query).fetchall()]


@pytest.fixture(scope="session")
def odd_warehouse(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's, with hostile names, a player without a match and one with three."""
    file = tmp_path_factory.mktemp("odd") / "warehouse.duckdb"
    shutil.copy(data_dir / "warehouse.duckdb", file)
    with duckdb.connect(str(file)) as warehouse:
        players = texts(warehouse, "select gamertag from core.tracked_players order by xuid")
        give_names(warehouse, "gamertag", dict(zip(players, NAMES, strict=False)))
        maps = texts(warehouse, "select distinct map_name from core.match_registry order by 1")
        give_names(warehouse, "^map_.*name", dict(zip(maps, NAMES, strict=False)))
        first = texts(warehouse, "select min(xuid) from core.tracked_players")[0]
        for xuid, gamertag, slug in (
            (WITHOUT_MATCHES, "No Match", "no_match"),
            (BEGINNER, NAMES[-1], "new"),
        ):
            warehouse.execute(
                "insert into core.tracked_players (xuid, gamertag, slug, schema_name, timezone)"
                " values (?, ?, ?, ?, 'UTC')",
                [xuid, gamertag, slug, f"player_{slug}"],
            )
        warehouse.execute(
            """
            insert into marts.player_match_stats
            select * replace (? as xuid) from marts.player_match_stats
            where xuid = ? and not is_firefight order by started_at limit 3
            """,
            [BEGINNER, first],
        )
        warehouse.execute(
            "insert into marts.player_global_stats select * replace (? as xuid, 3 as matches)"
            " from marts.player_global_stats where xuid = ?",
            [BEGINNER, first],
        )
    return file


@pytest.fixture(scope="session")
def report(odd_warehouse: Path) -> Path:
    folder = odd_warehouse.with_name("report")
    with duckdb.connect(str(odd_warehouse), read_only=True) as connection:
        make_report(connection, ReportOptions(folder, matches=3))
        one = ReportOptions(
            folder.with_name("one"), players=(BEGINNER,), language="fr", is_single_file=True
        )
        make_report(connection, one)
    return folder


@pytest.fixture
def files(report: Path) -> list[Path]:
    return sorted(report.rglob("*.html"))


@pytest.fixture
async def page(report: Path) -> AsyncIterator[Page]:
    async with browser_page() as tab:
        await tab.resize(1400, 900)
        yield tab
        assert tab.errors == []
        ours = (report.parent.as_uri(), "about:", "data:image/svg+xml")
        assert [url for url in tab.requests if not url.startswith(ours)] == []


async def test_hostile_names_are_text(page: Page, files: list[Path]) -> None:
    found = set()
    for width in (1400, 390):
        await page.resize(width, 900)
        for file in files:
            await seen.open_page(page, file)
            charts = await seen.charts(page)
            assert charts["drawn"] == charts["shown"], (file, charts)
            assert await seen.is_whole(page), (file, width)
            assert await page.evaluate("window.hacked === undefined")
            assert await page.evaluate("document.images.length") == 0
            text = await page.evaluate("document.body.textContent")
            found |= {name for name in NAMES if name in text}
    assert found == set(NAMES)


async def test_a_name_keeps_its_direction_to_itself(page: Page, report: Path) -> None:
    """A name from right to left stands in an element of its own, so its neighbours stay."""
    await seen.open_page(page, report / "index.html")
    loose = await page.evaluate(
        """
        [...document.querySelectorAll('td.name')]
            .filter(cell => cell.textContent.includes('\\u202e'))
            .filter(cell => !cell.querySelector('bdi')).length
        """
    )
    assert loose == 0


async def test_a_player_without_a_match_has_a_page(page: Page, report: Path) -> None:
    await seen.open_page(page, report / "players" / "no_match.html")
    text = await page.evaluate("document.body.innerText")
    assert "There is no match yet." in text
    shown = await seen.figures(page, "overview")
    assert shown["Matches"] == "0"
    assert shown["K/D"] == seen.MISSING
    assert not any(word in text for word in ("NaN", "undefined", "Infinity", "null"))
    charts = await seen.charts(page)
    assert charts["shown"] == 0


async def test_a_player_with_three_matches_has_a_page(page: Page, report: Path) -> None:
    await seen.open_page(page, report / "players" / "new.html")
    text = await page.evaluate("document.body.innerText")
    assert (await seen.figures(page, "overview"))["Matches"] == "3"
    assert not any(word in text for word in ("NaN", "undefined", "Infinity"))
    assert len(await seen.table(page, "matches")) == 3


async def test_one_file_needs_nothing_else(page: Page, report: Path, tmp_path: Path) -> None:
    alone = shutil.copy(report.with_name("one") / "report-new.html", tmp_path / "alone.html")
    page.requests.clear()
    await seen.open_page(page, Path(alone))
    charts = await seen.charts(page)
    assert charts["drawn"] == charts["shown"] > 5
    assert await page.evaluate("document.documentElement.lang") == "fr"
    assert await page.evaluate(
        "[...document.querySelectorAll('a')].every(one => one.getAttribute('href')[0] === '#')"
    )
    files = [url for url in page.requests if url.startswith("file:")]
    assert files == [Path(alone).as_uri()]
    page.requests.clear()
