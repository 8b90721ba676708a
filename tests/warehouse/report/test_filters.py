"""The first figures of a player's page, with and without filters, beside SQL."""

from __future__ import annotations

from typing import Any

import duckdb

from tests.support import report_pages as seen
from tests.support.browser import Page
from tests.support.report_values import agrees, expected


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
