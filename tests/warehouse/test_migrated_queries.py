"""Old statements, unchanged, in a player's schema: they say what they said on the player's file."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import replace

import duckdb
import pytest

from tests.support.commands import MODELS_ONLY, dbt_build, environment, ingest_arguments
from tests.support.legacy.owners import write_owners
from tests.support.legacy.plan import NOTHING_PLANTED, C, small_plan
from tests.support.legacy.truth import LegacyTruth

pytestmark = pytest.mark.slow

# of the kinds the old application asked: key figures, outcomes, maps, medals, rosters, films,
# first kills, nemeses, expectations, form, habits, awards, names
STATEMENTS = {
    "key figures": """
        SELECT COUNT(*), SUM(kills), SUM(deaths), SUM(assists), ROUND(AVG(accuracy), 2)
        FROM match_stats""",
    "outcomes": "SELECT outcome, COUNT(*) AS n FROM match_stats GROUP BY outcome ORDER BY outcome",
    "maps": """
        SELECT map_id, map_name, COUNT(*) AS matches,
            SUM(CASE WHEN outcome = 2 THEN 1 ELSE 0 END) AS wins
        FROM match_stats GROUP BY map_id, map_name ORDER BY matches DESC, map_id""",
    "medals": """
        SELECT medal_name_id, SUM(count) AS total FROM medals_earned
        GROUP BY medal_name_id ORDER BY total DESC, medal_name_id""",
    "roster": """
        SELECT p.xuid, p.kills, p.deaths, p.assists, p.team_id, p.score
        FROM match_participants p
        WHERE p.match_id = (SELECT match_id FROM match_participants ORDER BY match_id LIMIT 1)
        ORDER BY p.score DESC, p.xuid""",
    "film": """
        SELECT LOWER(event_type), time_ms, xuid, type_hint FROM highlight_events
        WHERE match_id = (SELECT match_id FROM highlight_events ORDER BY match_id LIMIT 1)
        ORDER BY time_ms, LOWER(event_type), xuid""",
    "first kills": """
        SELECT match_id, MIN(time_ms) AS first_ms FROM highlight_events
        WHERE LOWER(event_type) = 'kill'
            AND xuid = (SELECT value FROM sync_meta WHERE key = 'xuid')
        GROUP BY match_id ORDER BY match_id""",
    "nemeses": """
        SELECT killer_xuid, SUM(kill_count) AS deaths FROM killer_victim_pairs
        WHERE victim_xuid = (SELECT value FROM sync_meta WHERE key = 'xuid')
        GROUP BY killer_xuid ORDER BY deaths DESC, killer_xuid LIMIT 10""",
    "expectations": """
        SELECT s.match_id, s.kills, p.kills_expected, s.deaths, p.deaths_expected
        FROM match_stats s JOIN player_match_stats p ON s.match_id = p.match_id
        WHERE NOT isnan(p.kills_expected) ORDER BY s.match_id""",
    "form": """
        SELECT match_id, outcome, kills, deaths, kda FROM match_stats
        ORDER BY start_time DESC LIMIT 20""",
    "habits": """
        SELECT dayofweek(start_time) AS day, hour(start_time) AS hour, COUNT(*) AS n
        FROM match_stats GROUP BY day, hour ORDER BY day, hour""",
    "awards": """
        SELECT award_category, SUM(award_count) AS n, SUM(award_score) AS score
        FROM personal_score_awards
        WHERE xuid = (SELECT value FROM sync_meta WHERE key = 'xuid')
        GROUP BY award_category ORDER BY award_category""",
}


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> LegacyTruth:
    plan = replace(small_plan(NOTHING_PLANTED), local_share=0.0, archive="none")
    return write_owners(tmp_path_factory.mktemp("old"), plan)


@pytest.fixture(scope="module")
def migrated(
    truth: LegacyTruth, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    folder = tmp_path_factory.mktemp("migrated")
    command = ingest_arguments("migrate", str(truth.root))
    subprocess.run(command, env=environment(folder), cwd=folder, check=True, capture_output=True)
    dbt_build(folder, *MODELS_ONLY)
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as connection:
        yield connection


@pytest.mark.parametrize("kind", STATEMENTS)
def test_a_statement_answers_as_on_the_players_own_file(
    kind: str, truth: LegacyTruth, migrated: duckdb.DuckDBPyConnection
) -> None:
    owner = truth.owners[C]
    with duckdb.connect(str(owner.database), read_only=True) as old:
        expected = old.execute(STATEMENTS[kind]).fetchall()
    (schema,) = migrated.execute(
        "select schema_name from core.tracked_players where xuid = ?", [owner.xuid]
    ).fetchall()[0]
    migrated.execute(f"use {schema}")
    assert expected
    assert migrated.execute(STATEMENTS[kind]).fetchall() == expected
    migrated.execute("use warehouse.main")
