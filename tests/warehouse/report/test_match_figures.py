"""What the page of a match and the index say, beside SQL."""

from __future__ import annotations

from pathlib import Path

import duckdb

from tests.support import report_pages as seen
from tests.support.browser import Page


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


async def test_moments_are_those_of_core(
    page: Page, report: Path, warehouse: duckdb.DuckDBPyConnection, filmed: str
) -> None:
    await seen.open_page(page, report / "matches" / f"{filmed}.html")
    rows = await seen.table(page, "moments")
    wanted = warehouse.execute(
        """
        select time_ms // 60000, (time_ms // 1000) % 60, value
        from core.match_moments where match_id = ? order by time_ms, moment_index
        """,
        [filmed],
    ).fetchall()
    assert [(row["Time"], row["Number"]) for row in rows] == [
        (f"{minutes}:{seconds:02}", seen.MISSING if value is None else str(value))
        for minutes, seconds, value in wanted
    ]


async def test_the_chance_of_winning_is_that_of_the_lead(
    page: Page, report: Path, warehouse: duckdb.DuckDBPyConnection, filmed: str
) -> None:
    await seen.open_page(page, report / "matches" / f"{filmed}.html")
    rows = await seen.table(page, "win-probability")
    wanted = warehouse.execute(
        """
        select leads.minute, timeline.kill_lead,
            100 * (case when timeline.kill_lead > 0 then leads.wins else leads.losses end)
            / leads.matches,
            leads.matches
        from core.match_timeline as timeline
        inner join core.match_registry as registry using (match_id)
        inner join marts.lead_outcomes as leads
            on registry.mode_category = leads.mode_category
            and leads.lead = abs(timeline.kill_lead)
            and timeline.slice_index = 2 * leads.minute - 1
        where timeline.match_id = ? and 60 * leads.minute <= registry.duration_seconds
        and timeline.team_id = (
            select min(team_id) from core.match_teams where match_id = timeline.match_id
        )
        order by leads.minute
        """,
        [filmed],
    ).fetchall()
    assert len(rows) == len(wanted) > 0
    for row, (minute, lead, rate, matches) in zip(rows, wanted, strict=True):
        assert (int(row["Minute"]), int(row["Lead of Eagle"])) == (minute, lead)
        assert abs(float(row["Eagle wins"].rstrip("%")) - rate) <= 0.51
        assert int(row["Matches alike"]) == matches


def test_the_drawn_lead_ends_where_the_timeline_ends(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    different = warehouse.execute(
        """
        with drawn as (
            select match_id, arg_max(lead_of_first_team, place) as lead
            from report.match_kills group by match_id
        ),

        timeline as (
            select slices.match_id, arg_max(kill_lead, slice_index) as lead
            from core.match_timeline as slices
            inner join (
                select match_id, min(team_id) as team_id from core.match_timeline group by match_id
            ) as first using (match_id, team_id)
            where kill_lead is not null
            group by slices.match_id
        )

        select count(*), count_if(drawn.lead <> timeline.lead)
        from timeline inner join drawn using (match_id)
        inner join core.match_registry using (match_id)
        where is_team_match
        """
    ).fetchall()
    ((compared, wrong),) = different
    assert compared > 50
    assert wrong == 0


async def test_the_lobby_and_the_result_are_those_of_core(
    page: Page, report: Path, warehouse: duckdb.DuckDBPyConnection, filmed: str
) -> None:
    await seen.open_page(page, report / "matches" / f"{filmed}.html")
    result = await page.evaluate("document.getElementById('result').textContent")
    teams = warehouse.execute(
        "select score, outcome from core.match_teams where match_id = ? order by team_id", [filmed]
    ).fetchall()
    names = [
        f"{name}{' won' if won == 2 else ''}"
        for name, (_, won) in zip(("Eagle", "Cobra"), teams, strict=True)
    ]
    assert result == f"{names[0]}{teams[0][0]:,}:{teams[1][0]:,}{names[1]}"
    shown = await seen.figures(page, "lobby")
    mmr = warehouse.execute(
        "select team_id, avg(team_mmr) from core.match_skill where match_id = ?"
        " and team_mmr is not null group by team_id order by team_id",
        [filmed],
    ).fetchall()
    for team, value in mmr:
        figure = shown[f"MMR of {('Eagle', 'Cobra')[team]}"].replace(",", "")
        assert abs(float(figure) - value) <= 0.51
