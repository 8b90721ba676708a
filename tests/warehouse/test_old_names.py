"""SQL written for the old application's files runs as it stands, and finds the same columns."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from ingest.demo.world import World
from tests.support.match_readings import core, mine, played
from tests.support.old_files import EMPTY_TABLES, OLD_VERSION

# names, types and order of the columns of the old tables
OLD_TABLES = {
    "match_stats": """
        match_id VARCHAR, start_time TIMESTAMP, end_time TIMESTAMP, playlist_id VARCHAR,
        playlist_name VARCHAR, map_id VARCHAR, map_name VARCHAR, pair_id VARCHAR, pair_name VARCHAR,
        game_variant_id VARCHAR, game_variant_name VARCHAR, outcome TINYINT, team_id TINYINT,
        rank SMALLINT, kills SMALLINT, deaths SMALLINT, assists SMALLINT, kda FLOAT, accuracy FLOAT,
        headshot_kills SMALLINT, max_killing_spree SMALLINT, time_played_seconds INTEGER,
        avg_life_seconds FLOAT, my_team_score SMALLINT, enemy_team_score SMALLINT, team_mmr FLOAT,
        enemy_mmr FLOAT, damage_dealt FLOAT, damage_taken FLOAT, shots_fired INTEGER,
        shots_hit INTEGER, grenade_kills SMALLINT, melee_kills SMALLINT,
        power_weapon_kills SMALLINT, score INTEGER, personal_score INTEGER, mode_category VARCHAR,
        is_ranked BOOLEAN, is_firefight BOOLEAN, left_early BOOLEAN, session_id INTEGER,
        session_label VARCHAR, performance_score FLOAT, teammates_signature VARCHAR,
        known_teammates_count SMALLINT, is_with_friends BOOLEAN, friends_xuids VARCHAR,
        created_at TIMESTAMP, updated_at TIMESTAMP, backfill_completed INTEGER,
        game_variant_category INTEGER
    """,
    "player_match_stats": """
        match_id VARCHAR, xuid VARCHAR, team_id TINYINT, team_mmr FLOAT, enemy_mmr FLOAT,
        kills_expected FLOAT, kills_stddev FLOAT, deaths_expected FLOAT, deaths_stddev FLOAT,
        assists_expected FLOAT, assists_stddev FLOAT, created_at TIMESTAMP
    """,
    "medals_earned": "match_id VARCHAR, medal_name_id BIGINT, count SMALLINT",
    "match_participants": """
        match_id VARCHAR, xuid VARCHAR, team_id INTEGER, outcome INTEGER, gamertag VARCHAR,
        rank SMALLINT, score INTEGER, kills SMALLINT, deaths SMALLINT, assists SMALLINT,
        shots_fired INTEGER, shots_hit INTEGER, damage_dealt FLOAT, damage_taken FLOAT,
        avg_life_seconds FLOAT
    """,
    "highlight_events": """
        id INTEGER, match_id VARCHAR, event_type VARCHAR, time_ms INTEGER, xuid VARCHAR,
        gamertag VARCHAR, type_hint INTEGER, raw_json VARCHAR
    """,
    "killer_victim_pairs": """
        match_id VARCHAR, killer_xuid VARCHAR, killer_gamertag VARCHAR, victim_xuid VARCHAR,
        victim_gamertag VARCHAR, kill_count INTEGER, time_ms INTEGER, is_validated BOOLEAN,
        created_at TIMESTAMP
    """,
    "personal_score_awards": """
        id INTEGER, match_id VARCHAR, xuid VARCHAR, award_name VARCHAR, award_category VARCHAR,
        award_count INTEGER, award_score INTEGER, created_at TIMESTAMP
    """,
    "xuid_aliases": """
        xuid VARCHAR, gamertag VARCHAR, last_seen TIMESTAMP, source VARCHAR, updated_at TIMESTAMP
    """,
    "teammates_aggregate": """
        teammate_xuid VARCHAR, teammate_gamertag VARCHAR, matches_together INTEGER,
        same_team_count INTEGER, opposite_team_count INTEGER, wins_together INTEGER,
        losses_together INTEGER, first_played TIMESTAMP, last_played TIMESTAMP,
        computed_at TIMESTAMP
    """,
    "antagonists": """
        opponent_xuid VARCHAR, opponent_gamertag VARCHAR, times_killed INTEGER,
        times_killed_by INTEGER, matches_against INTEGER, last_encounter TIMESTAMP,
        net_kills INTEGER
    """,
    "career_progression": """
        id INTEGER, xuid VARCHAR, rank INTEGER, rank_name VARCHAR, rank_tier VARCHAR,
        current_xp INTEGER, xp_for_next_rank INTEGER, xp_total INTEGER, is_max_rank BOOLEAN,
        adornment_path VARCHAR, recorded_at TIMESTAMP
    """,
    "sessions": """
        session_id INTEGER, start_time TIMESTAMP, end_time TIMESTAMP, match_count INTEGER,
        total_kills INTEGER, total_deaths INTEGER, total_assists INTEGER, avg_kda FLOAT,
        avg_accuracy FLOAT, performance_score FLOAT
    """,
    "mv_map_stats": """
        map_id VARCHAR, map_name VARCHAR, matches_played INTEGER, wins INTEGER, losses INTEGER,
        ties INTEGER, avg_kills DOUBLE, avg_deaths DOUBLE, avg_assists DOUBLE, avg_accuracy DOUBLE,
        avg_kda DOUBLE, win_rate DOUBLE, updated_at TIMESTAMP
    """,
    "mv_mode_category_stats": """
        mode_category VARCHAR, matches_played INTEGER, avg_kills DOUBLE, avg_deaths DOUBLE,
        avg_assists DOUBLE, avg_kda DOUBLE, avg_accuracy DOUBLE, win_rate DOUBLE,
        updated_at TIMESTAMP
    """,
    "mv_session_stats": """
        session_id INTEGER, match_count INTEGER, start_time TIMESTAMP, end_time TIMESTAMP,
        total_kills INTEGER, total_deaths INTEGER, total_assists INTEGER, kd_ratio DOUBLE,
        win_rate DOUBLE, avg_accuracy DOUBLE, avg_life_seconds DOUBLE, updated_at TIMESTAMP
    """,
    "mv_global_stats": "stat_key VARCHAR, stat_value DOUBLE, updated_at TIMESTAMP",
    "sync_meta": "key VARCHAR, value VARCHAR, updated_at TIMESTAMP",
    "match_citations": "match_id VARCHAR, citation_name_norm VARCHAR, value INTEGER",
}
OLD_SHARED_TABLES = {
    "match_registry": """
        match_id VARCHAR, start_time TIMESTAMP, end_time TIMESTAMP, playlist_id VARCHAR,
        playlist_name VARCHAR, map_id VARCHAR, map_name VARCHAR, pair_id VARCHAR, pair_name VARCHAR,
        game_variant_id VARCHAR, game_variant_name VARCHAR, mode_category VARCHAR,
        is_ranked BOOLEAN, is_firefight BOOLEAN, duration_seconds INTEGER, team_0_score SMALLINT,
        team_1_score SMALLINT, backfill_completed INTEGER, participants_loaded BOOLEAN,
        events_loaded BOOLEAN, medals_loaded BOOLEAN, first_sync_by VARCHAR,
        first_sync_at TIMESTAMP, last_updated_at TIMESTAMP, player_count SMALLINT,
        created_at TIMESTAMP, updated_at TIMESTAMP
    """,
    "match_participants": """
        match_id VARCHAR, xuid VARCHAR, gamertag VARCHAR, team_id INTEGER, outcome INTEGER,
        rank SMALLINT, score INTEGER, kills SMALLINT, deaths SMALLINT, assists SMALLINT,
        shots_fired INTEGER, shots_hit INTEGER, damage_dealt FLOAT, damage_taken FLOAT,
        created_at TIMESTAMP, avg_life_seconds FLOAT, headshot_kills SMALLINT,
        max_killing_spree SMALLINT, kda FLOAT, accuracy FLOAT, time_played_seconds INTEGER,
        grenade_kills SMALLINT, melee_kills SMALLINT, power_weapon_kills SMALLINT,
        personal_score INTEGER, team_mmr FLOAT, kills_expected FLOAT, kills_stddev FLOAT,
        deaths_expected FLOAT, deaths_stddev FLOAT, assists_expected FLOAT, assists_stddev FLOAT
    """,
    "highlight_events": """
        id INTEGER, match_id VARCHAR, event_type VARCHAR, time_ms INTEGER, killer_xuid VARCHAR,
        killer_gamertag VARCHAR, victim_xuid VARCHAR, victim_gamertag VARCHAR, type_hint INTEGER,
        raw_json VARCHAR, created_at TIMESTAMP
    """,
    "killer_victim_pairs": OLD_TABLES["killer_victim_pairs"],
    "medals_earned": """
        match_id VARCHAR, xuid VARCHAR, medal_name_id BIGINT, count SMALLINT, created_at TIMESTAMP
    """,
    "xuid_aliases": OLD_TABLES["xuid_aliases"],
}
SCHEMAS = {
    "player_demo_falcon": {**OLD_TABLES, **EMPTY_TABLES},
    "shared": {**OLD_SHARED_TABLES, **OLD_VERSION},
}


@pytest.mark.parametrize("schema", SCHEMAS)
def test_tables_have_the_old_names_columns_and_types(
    warehouse: duckdb.DuckDBPyConnection, schema: str
) -> None:
    columns = warehouse.execute(
        """
        select
            table_name,
            string_agg(column_name || ' ' || data_type, ', ' order by ordinal_position)
        from information_schema.columns where table_schema = ? group by table_name
        """,
        [schema],
    ).fetchall()
    expected = {table: " ".join(said.split()) for table, said in SCHEMAS[schema].items()}
    assert dict(columns) == expected


def test_the_registry_is_looked_up_by_match(
    warehouse: duckdb.DuckDBPyConnection, matches: list[Any]
) -> None:
    match = matches[0]
    found = warehouse.execute(
        "SELECT match_id, player_count FROM shared.match_registry WHERE match_id = ?",
        [match["MatchId"]],
    ).fetchall()
    assert [row[0] for row in found] == [match["MatchId"]]


def test_the_validation_query_of_the_migration_plan(
    warehouse: duckdb.DuckDBPyConnection, matches: list[Any], tracked: list[str]
) -> None:
    counts = [sum(mine(match, xuid) is not None for xuid in tracked) for match in matches]
    warehouse.execute("use shared")
    found = warehouse.sql(
        """
        SELECT
            COUNT(*) AS total_matches,
            AVG(player_count) AS avg_players_per_match,
            COUNT(CASE WHEN player_count > 1 THEN 1 END) AS shared_matches
        FROM match_registry
        """
    ).fetchall()
    shared = sum(count > 1 for count in counts)
    assert found == [(len(matches), pytest.approx(sum(counts) / len(counts)), shared)]


def test_participants_are_listed_with_their_names_by_rank(
    warehouse: duckdb.DuckDBPyConnection, matches: list[Any], world: World, tracked: list[str]
) -> None:
    match = played(matches, tracked[0])[-1]
    humans = [one for one in match["Players"] if one["PlayerId"].startswith("xuid(")]
    warehouse.execute("use player_demo_falcon")
    found = warehouse.execute(
        """
        SELECT mp.xuid, xa.gamertag, mp.rank, mp.kills
        FROM match_participants mp
        LEFT JOIN xuid_aliases xa ON mp.xuid = xa.xuid
        WHERE mp.match_id = ?
        ORDER BY mp.rank
        """,
        [match["MatchId"]],
    ).fetchall()
    ranks = [row[2] for row in found]
    assert ranks == sorted(ranks)
    assert {row[0]: row[1:] for row in found} == {
        one["PlayerId"][5:-1]: (
            world.people[one["PlayerId"][5:-1]].gamertag,
            one["Rank"],
            core(one, "Kills"),
        )
        for one in humans
    }


@pytest.mark.parametrize("schema", SCHEMAS)
def test_events_are_listed_by_time(
    warehouse: duckdb.DuckDBPyConnection, films: dict[str, Any], tracked: list[str], schema: str
) -> None:
    mine_too = warehouse.execute(
        "select match_id from core.player_matches where xuid = ?", [tracked[0]]
    )
    (match_id, *_) = sorted({row[0] for row in mine_too.fetchall()} & set(films))
    warehouse.execute(f"use {schema}")
    found = warehouse.execute(
        """
        SELECT event_type, time_ms, id FROM highlight_events
        WHERE match_id = ? ORDER BY time_ms, id
        """,
        [match_id],
    ).fetchall()
    assert [row[:2] for row in found] == [
        (event["event_type"], event["time_ms"]) for event in films[match_id]
    ]


def test_a_players_matches_are_joined_to_the_registry(
    warehouse: duckdb.DuckDBPyConnection, matches: list[Any], tracked: list[str]
) -> None:
    warehouse.execute("use player_demo_falcon")
    found = warehouse.sql(
        """
        SELECT ms.match_id, ms.kills, ms.outcome, mr.player_count
        FROM match_stats ms
        INNER JOIN shared.match_registry mr ON mr.match_id = ms.match_id
        ORDER BY mr.start_time DESC
        """
    ).fetchall()
    me = tracked[0]
    assert [row[:3] for row in found] == [
        (match["MatchId"], core(mine(match, me), "Kills"), mine(match, me)["Outcome"])
        for match in reversed(played(matches, me))
    ]


def test_table_macros_answer_for_anybody_ever_met(
    warehouse: duckdb.DuckDBPyConnection, matches: list[Any], world: World, tracked: list[str]
) -> None:
    me = tracked[0]
    stranger = next(
        one["PlayerId"][5:-1]
        for one in played(matches, me)[0]["Players"]
        if one["PlayerType"] == 1 and one["PlayerId"][5:-1] not in tracked
    )
    gamertag = world.people[stranger].gamertag
    warehouse.execute("use player_demo_falcon")
    found = warehouse.execute("from player_matches(?)", [gamertag.upper()])
    assert len(found.fetchall()) == len(played(matches, stranger))
    medals = warehouse.execute("select sum(medal_count) from player_medals_of(?)", [stranger])
    assert medals.fetchall()[0][0] == sum(
        medal["Count"]
        for match in played(matches, stranger)
        for team in mine(match, stranger)["PlayerTeamStats"]
        for medal in team["Stats"]["CoreStats"]["Medals"]
    )
    duels = warehouse.execute(
        "select count(*), sum(kills), sum(deaths) from head_to_head(?, ?)", [me, gamertag]
    ).fetchall()
    together = [match for match in played(matches, me) if mine(match, stranger)]
    pairs = warehouse.execute(
        """
        select
            count_if(killer_xuid = $me and victim_xuid = $other),
            count_if(killer_xuid = $other and victim_xuid = $me)
        from core.killer_victim_pairs
        """,
        {"me": me, "other": stranger},
    ).fetchall()
    assert duels == [(len(together), *pairs[0])]
    assert warehouse.execute("from player_matches(?)", ["nobody at all"]).fetchall() == []
