"""What the cards of a player's page say, beside SQL on the marts."""

from __future__ import annotations

from typing import Any

import duckdb

from tests.support import report_pages as seen
from tests.support.browser import Page
from tests.support.report_values import Written, agrees


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
    """Up to 100 matches the page shows the interval itself, computed here by another formula."""
    rows = await seen.table(player_page, "modes")
    assert rows
    for row in rows:
        matches = int(row["Matches"])
        wins = round(number(row["Win rate"]) / 100 * matches)
        low, high = wilson(wins, matches)
        assert abs(number(row["95 % low"]) - 100 * low) <= 0.51
        assert abs(number(row["95 % high"]) - 100 * high) <= 0.51


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


def number(text: str) -> float:
    """What stands in a cell, as a number."""
    return float(text.replace(",", "").rstrip("%").replace("\u2212", "-"))


async def test_form_by_month_is_that_of_the_matches(
    player_page: Page, player: dict[str, Any], warehouse: duckdb.DuckDBPyConnection
) -> None:
    await seen.choose(player_page, "form-view", "month")
    for measure, sql in (
        ("kd", "sum(kills) / greatest(sum(deaths), 1)"),
        ("win", "100 * count_if(outcome = 2) / count(*)"),
        ("accuracy", "100 * sum(shots_hit) / sum(shots_fired)"),
    ):
        await seen.choose(player_page, "form-measure", measure)
        rows = await seen.table(player_page, "form")
        wanted = warehouse.execute(
            f"""
            select strftime(date_trunc('month', started_at_local), '%b %Y'), count(*), {sql}
            from marts.player_match_stats where xuid = ? and not is_firefight
            group by date_trunc('month', started_at_local)
            order by date_trunc('month', started_at_local)
            """,
            [player["xuid"]],
        ).fetchall()
        assert [(row["Date"], int(row["Matches"])) for row in rows] == [
            (month, matches) for month, matches, _ in wanted
        ]
        for row, (*_, value) in zip(rows, wanted, strict=True):
            assert abs(number([*row.values()][2]) - value) <= 0.51, (measure, row, value)


async def test_a_moving_value_covers_twenty_matches(
    player_page: Page, player: dict[str, Any], warehouse: duckdb.DuckDBPyConnection
) -> None:
    rows = await seen.table(player_page, "form")
    ((kd,),) = warehouse.execute(
        """
        select sum(kills) / greatest(sum(deaths), 1) from (
            select kills, deaths from marts.player_match_stats
            where xuid = ? and not is_firefight order by started_at desc limit 20
        )
        """,
        [player["xuid"]],
    ).fetchall()
    assert rows[-1]["Matches"] == "20"
    assert abs(number(rows[-1]["K/D"]) - kd) <= 0.0051


async def test_expectation_is_that_of_the_mart(
    player_page: Page, player: dict[str, Any], warehouse: duckdb.DuckDBPyConnection
) -> None:
    rows = await seen.table(player_page, "expectation")
    wanted = warehouse.execute(
        """
        select strftime(period_started_at_local, '%b %Y'), matches, kills, expected_kills,
            kills_above_expected_per_match
        from marts.player_expectation where xuid = ? and period = 'month'
        order by period_started_at_local
        """,
        [player["xuid"]],
    ).fetchall()
    assert len(rows) == len(wanted) > 0
    for row, (month, matches, kills, expected_kills, per_match) in zip(rows, wanted, strict=True):
        assert row["Month"] == month
        assert (int(row["Matches"]), int(number(row["Kills"]))) == (matches, kills)
        assert abs(number(row["Expected kills"]) - expected_kills) <= 0.06
        assert abs(number(row["Kills ± per match"]) - per_match) <= 0.0051


async def test_csr_is_the_last_of_each_day(
    player_page: Page, player: dict[str, Any], warehouse: duckdb.DuckDBPyConnection
) -> None:
    rows = await seen.table(player_page, "csr")
    wanted = warehouse.execute(
        """
        select strftime(max(started_at_local), '%-d %b %Y'), playlist_latest_name,
            arg_max(post_match_csr, started_at)
        from marts.player_match_stats
        where xuid = ? and not is_firefight and post_match_csr > 0
        group by local_date, playlist_latest_name
        """,
        [player["xuid"]],
    ).fetchall()
    assert {(row["Date"], row["Playlist"], number(row["CSR"])) for row in rows} == set(wanted)
    assert wanted


async def test_friends_are_compared_with_matches_without_them(
    player_page: Page, player: dict[str, Any], warehouse: duckdb.DuckDBPyConnection
) -> None:
    rows = await seen.table(player_page, "friends")
    wanted = warehouse.execute(
        """
        with matches as (
            select *, string_split(coalesce(friends_xuids, ''), ',') as friends
            from marts.player_match_stats where xuid = $xuid and not is_firefight
        )

        select names.gamertag, count_if(list_contains(friends, names.xuid)),
            100 * avg(case when list_contains(friends, names.xuid) then cast(is_win as int) end),
            100 * avg(case when not list_contains(friends, names.xuid) then cast(is_win as int) end)
        from matches
        cross join report.people as names
        group by names.gamertag, names.xuid
        having count_if(list_contains(friends, names.xuid)) > 0
        """,
        {"xuid": player["xuid"]},
    ).fetchall()
    shown = {row["Player"]: row for row in rows}
    assert set(shown) == {name for name, *_ in wanted}
    for name, together, with_rate, without_rate in wanted:
        assert int(shown[name]["Together"]) == together
        assert abs(number(shown[name]["With"]) - with_rate) <= 0.51
        assert abs(number(shown[name]["Without"]) - without_rate) <= 0.51


async def test_sessions_are_those_of_the_mart(
    player_page: Page, player: dict[str, Any], warehouse: duckdb.DuckDBPyConnection
) -> None:
    """The newest 40 sessions of the mart, without their matches of firefight."""
    rows = await seen.table(player_page, "sessions")
    wanted = warehouse.execute(
        """
        select strftime(min(matches.started_at_local), '%-d %b %Y, %H:%M'),
            count(*), count_if(matches.outcome = 2)
        from marts.player_sessions as sessions
        inner join marts.player_match_stats as matches using (xuid, session_id)
        where xuid = ? and not matches.is_firefight
        group by session_id order by min(matches.started_at) desc limit 40
        """,
        [player["xuid"]],
    ).fetchall()
    assert [(row["Start"], int(row["Matches"]), int(row["Wins"])) for row in rows] == wanted


async def test_the_career_is_that_of_the_mart(
    player_page: Page, player: dict[str, Any], warehouse: duckdb.DuckDBPyConnection
) -> None:
    shown = await seen.figures(player_page, "career")
    ((rank, xp, missing),) = warehouse.execute(
        """
        select rank_name, xp_total, xp_for_next_rank - current_xp from marts.player_career
        where xuid = ? order by recorded_at desc limit 1
        """,
        [player["xuid"]],
    ).fetchall()
    assert shown["Rank"] == rank
    assert shown["XP in all"] == f"{xp:,}"
    assert shown["XP to the next rank"] == f"{missing:,}"


async def test_records_are_the_highest_matches(
    player_page: Page, player: dict[str, Any], warehouse: duckdb.DuckDBPyConnection
) -> None:
    for measure, title, order in (("kills", "Kills", "desc"), ("kda", "KDA", "asc")):
        await seen.choose(player_page, "records-measure", measure)
        await seen.choose(player_page, "records-end", "best" if order == "desc" else "worst")
        rows = await seen.table(player_page, "records")
        wanted = warehouse.execute(
            f"""
            select {measure} from marts.player_match_stats
            where xuid = ? and not is_firefight order by {measure} {order} limit 10
            """,
            [player["xuid"]],
        ).fetchall()
        for row, (value,) in zip(rows, wanted, strict=True):
            assert abs(number(row[title]) - value) <= 0.0051
