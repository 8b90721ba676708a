"""The real payloads and films, from HTTP to the marts, against a plain reading of the files."""

from __future__ import annotations

import asyncio
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from spnkr.film import highlight_events

from tests.support.commands import dbt_build
from tests.support.core_stats import STATS, core_stats_of, number
from tests.support.film_readings import FilmReading
from tests.support.film_tables import QUERIES, of_readings
from tests.support.raw import query
from tests.support.replay import SAMPLES, Replay, land_replay

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not SAMPLES.is_dir(), reason="the recorded payloads (../shared/samples) are not here"
    ),
]
GOLDEN = "63391382-6b88-43f9-9ff4-6313404c419c"


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("replay")
    asyncio.run(land_replay(folder))
    dbt_build(folder)
    return folder


@pytest.fixture
def warehouse(data_dir: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(data_dir / "warehouse.duckdb"), read_only=True) as connection:
        yield connection


def test_every_match_of_the_history_is_registered(warehouse: duckdb.DuckDBPyConnection) -> None:
    replay = Replay()
    registered = warehouse.sql("select match_id, participants_loaded from core.match_registry")
    assert dict(registered.fetchall()) == {
        entry["MatchId"]: entry["MatchId"] in replay.stats for entry in replay.history
    }


def test_participants_say_what_the_json_says(warehouse: duckdb.DuckDBPyConnection) -> None:
    columns = ", ".join(STATS)
    rows = warehouse.sql(f"select match_id, player_id, {columns} from core.match_participants")
    found = {(row[0], row[1]): row[2:] for row in rows.fetchall()}
    expected = {
        (match_id, player["PlayerId"]): core_stats_of(player)
        for match_id, document in Replay().stats.items()
        for player in document["Players"]
    }
    assert found == expected


def test_the_films_hold_the_events_spnkr_reads(warehouse: duckdb.DuckDBPyConnection) -> None:
    for match_id, path in Replay().films.items():
        version = int(path.name.split("_")[0])
        read = list(highlight_events.read(path.read_bytes(), version))
        rows = warehouse.execute(
            """
            select xuid, gamertag, event_type, time_ms, type_hint, medal_value, medal_name
            from core.highlight_events where match_id = ? order by event_index
            """,
            [match_id],
        ).fetchall()
        assert rows == [
            (
                str(event.xuid),
                event.gamertag,
                event.event_type,
                event.time_ms,
                event.type_hint,
                event.medal_value,
                event.medal_name,
            )
            for event in read
        ]


def test_the_golden_match_agrees_between_film_and_stats(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    events = warehouse.execute(
        "select event_type, count(*) from core.highlight_events where match_id = ? group by all",
        [GOLDEN],
    ).fetchall()
    assert dict(events) == {"kill": 203, "death": 203, "medal": 85, "mode": 149}
    compared = warehouse.execute(
        """
        select count(*), bool_and(film_kills = stats_kills), bool_and(film_deaths = stats_deaths),
            bool_and(film_medals = stats_medals), sum(film_medals)
        from audit.film_reconciliation where match_id = ?
        """,
        [GOLDEN],
    ).fetchall()
    assert compared == [(8, True, True, True, 85)]
    disagreeing = warehouse.execute(
        """
        select participants.xuid
        from core.match_participants as participants
        left join core.highlight_events as events using (match_id, xuid)
        where match_id = ?
        group by participants.xuid, kills, deaths
        having count(*) filter (where event_type = 'kill') <> kills
            or count(*) filter (where event_type = 'death') <> deaths
        """,
        [GOLDEN],
    ).fetchall()
    assert disagreeing == []


def read_films() -> list[FilmReading]:
    """The recorded films as spnkr reads them, beside the stats of their matches."""
    replay = Replay()
    readings = []
    for match_id, path in replay.films.items():
        version = int(path.name.split("_")[0])
        read = highlight_events.read(path.read_bytes(), version)
        events = [
            {"xuid": str(one.xuid), "event_type": one.event_type, "time_ms": one.time_ms}
            for one in read
        ]
        readings.append(FilmReading(match_id, events, replay.stats.get(match_id)))
    return readings


def test_the_duels_of_the_player_are_those_of_a_plain_reading(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = warehouse.sql("select xuid, opponent_xuid, kills, deaths from marts.duels")
    ((player,),) = warehouse.sql("select xuid from core.tracked_players").fetchall()
    expected: dict[tuple[str, str], Counter[str]] = {}
    for reading in read_films():
        for pair, killers in reading.duels().items():
            if pair[0] == player:
                expected.setdefault(pair, Counter()).update(killers)
    assert {row[:2]: row[2:] for row in found.fetchall()} == {
        pair: (killers[pair[0]], killers[pair[1]]) for pair, killers in expected.items()
    }
    assert len(expected) > 3


@pytest.mark.parametrize("table", QUERIES)
def test_the_tables_of_films_are_those_of_a_plain_reading(
    warehouse: duckdb.DuckDBPyConnection, table: str
) -> None:
    """The golden film has teams; the two others have no stats, so only what needs none is there."""
    readings = read_films()
    found = warehouse.sql(QUERIES[table]).fetchall()
    assert {*found} == of_readings(table, readings)
    assert GOLDEN in {row[0] for row in found}


def test_every_kill_of_the_films_finds_its_victim(warehouse: duckdb.DuckDBPyConnection) -> None:
    kills = warehouse.sql(
        """
        select match_id, count(*), count(victim_xuid), count(distinct time_ms)
        from core.killer_victim_pairs where killer_xuid is not null group by all
        """
    ).fetchall()
    read = Counter(
        match_id
        for match_id, path in Replay().films.items()
        for event in highlight_events.read(path.read_bytes(), int(path.name.split("_")[0]))
        if event.event_type == "kill"
    )
    assert {match_id: count for match_id, count, _, _ in kills} == dict(read)
    assert all(count == paired for _, count, paired, _ in kills)
    assert read[GOLDEN] == 203
    same_team = warehouse.execute(
        """
        select count(*)
        from core.killer_victim_pairs as pairs
        inner join core.match_participants as killers
            on pairs.match_id = killers.match_id and pairs.killer_xuid = killers.xuid
        inner join core.match_participants as victims
            on pairs.match_id = victims.match_id and pairs.victim_xuid = victims.xuid
        where killers.team_id = victims.team_id and pairs.match_id = ?
        """,
        [GOLDEN],
    ).fetchall()
    assert same_team == [(0,)]


def test_medals_and_mode_stats_say_what_the_json_says(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    medals: Counter[tuple[str, str, int]] = Counter()
    modes: dict[tuple[str, str, str, str], float] = {}
    for match_id, document in Replay().stats.items():
        for player in document["Players"]:
            (team,) = player["PlayerTeamStats"]
            for medal in team["Stats"]["CoreStats"]["Medals"]:
                medals[match_id, player["PlayerId"], medal["NameId"]] += medal["Count"]
            for block, stats in team["Stats"].items():
                if block not in ("CoreStats", "PvpStats"):
                    key = (match_id, player["PlayerId"], block.removesuffix("Stats"))
                    modes |= {(*key, k): number(v) for k, v in stats.items() if v is not None}
    earned = warehouse.sql(
        "select match_id, player_id, medal_id, medal_count from core.medals_earned"
    ).fetchall()
    assert {row[:3]: row[3] for row in earned} == dict(medals)
    landed = warehouse.sql(
        "select match_id, player_id, mode, stat, value from core.objective_stats"
    ).fetchall()
    assert {row[:4]: row[4] for row in landed} == pytest.approx(modes)


@pytest.mark.fault("D1", "D3")
def test_recorded_payloads_are_as_known(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert warehouse.sql("from audit.schema_drift").fetchall() == []


def test_a_film_without_stats_keeps_its_bytes(data_dir: Path) -> None:
    replay = Replay()
    pattern = data_dir / "raw" / "match_film" / "*" / "*.parquet"
    kept = query(f"select key, body from read_parquet('{pattern}') where body is not null")
    without_stats = set(replay.films) - set(replay.stats)
    assert {key for key, _ in kept} == without_stats
    for key, body in kept:
        assert zlib.decompress(body) == zlib.decompress(replay.films[key].read_bytes())
