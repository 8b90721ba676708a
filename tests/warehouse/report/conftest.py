"""One report of the demo, and a tab of a browser that may show nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingest.report.make import make_report
from ingest.report.options import ReportOptions
from tests.support import report_pages as seen
from tests.support.browser import CHROMIUM, Page, browser_page

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
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (on Debian: apt-get install chromium)")
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


@pytest.fixture
def files(report: Path) -> list[Path]:
    """All pages."""
    return sorted(report.rglob("*.html"))


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
