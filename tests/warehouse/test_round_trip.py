"""What goes out to the old application and comes back is what it was, but for what its tables
have no place for: that is listed here."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.support.commands import MODELS_ONLY, dbt_build, environment, ingest_arguments

pytestmark = pytest.mark.slow

# When and how something landed here is not what it says.
LANDING = {"segment", "landed_at", "last_updated_at", "source", "start_basis"}
BOTS = "not is_bot"

NOT_HELD: dict[str, set[str]] = {
    # no versions of assets, no season, no lifecycle; whole seconds; no rounds and no bots; French
    # names of a list, not of the API
    "match_registry": {
        "duration_seconds", "playable_duration_seconds", "playlist_version_id", "map_version_id",
        "map_mode_pair_version_id", "game_variant_version_id", "playlist_latest_name",
        "map_latest_name", "map_mode_pair_latest_name", "game_variant_latest_name", "season_id",
        "lifecycle_mode", "playlist_experience", "gameplay_interaction", "level_id",
        "team_0_rounds_won", "team_1_rounds_won", "bot_count", "is_team_match", "season_number",
        "season_name", "season_started_at", "season_ended_at", "map_name_fr",
        "map_mode_pair_name_fr", "playlist_name_fr", "game_variant_name_fr",
    },
    # of other players only what was on the old scoreboard; whole seconds
    "match_participants": {
        "bot_difficulty", "score", "suicides", "betrayals", "spawns", "callout_assists",
        "driver_assists", "emp_assists", "hijacks", "vehicle_destroys", "objectives_completed",
        "rounds_won", "rounds_lost", "rounds_tied", "time_played_seconds", "first_joined_at",
        "last_left_at", "is_present_at_beginning", "is_joined_in_progress",
        "is_left_in_progress", "is_present_at_completion", "team_count",
    },
    # ranks and their measurement; the enemies' rating only for the owner
    "match_skill": {
        "enemy_mmr", "pre_match_csr", "post_match_csr", "tier", "sub_tier", "tier_name",
        "measurement_matches_remaining",
    },
    "medals_earned": {"personal_score"},
    "medals": {"type", "personal_score", "sprite_index"},
    # in which match which version was played, and what the API calls it in French
    "maps": {"first_played_at", "last_played_at", "latest_name", "name_fr"},
    "playlists": {"first_played_at", "last_played_at", "latest_name", "name_fr"},
    "map_mode_pairs": {"first_played_at", "last_played_at", "latest_name", "name_fr"},
    "game_variants": {"first_played_at", "last_played_at", "latest_name", "name_fr"},
    "tracked_players": {"timezone"},
    # how near a kill its death was, and where sides are not known who could have done it
    "killer_victim_pairs": {"pair_index", "kill_index", "death_index", "gap_ms", "pair_quality"},
    # a name seen in a profile bears the time of the look
    "xuid_aliases": {"first_seen_at", "last_seen_at"},
}  # fmt: skip
NO_TABLE = {
    "objective_stats", "skill_counterfactuals", "seasons", "career_ranks", "match_teams",
    # they follow from events, pairs and teams, which are compared as far as they are held
    "match_films", "match_timeline", "match_moments", "trades", "clutches",
}  # fmt: skip
ONLY: dict[str, str] = {
    "match_participants": BOTS,
    "medals_earned": "xuid is not null",
    "personal_score_awards": "xuid in (select xuid from {db}.core.tracked_players)",
    # without a look at the teams, or after a change of sides, pairs may fall otherwise
    "killer_victim_pairs": """killer_xuid is not null and match_id not in (
        select match_id from one.core.match_registry where not is_team_match
        union select match_id from one.core.match_participants where team_count <> 1
    )""",
}  # fmt: skip


@pytest.fixture(scope="module")
def returned(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty warehouse that got the files of another."""
    old, folder = tmp_path_factory.mktemp("old"), tmp_path_factory.mktemp("returned")
    ingest("export-legacy", str(old), data_dir=data_dir)
    ingest("migrate", str(old), data_dir=folder)
    dbt_build(folder, *MODELS_ONLY)
    return folder


def ingest(*arguments: str, data_dir: Path) -> None:
    done = subprocess.run(
        ingest_arguments(*arguments),
        env=environment(data_dir),
        cwd=data_dir,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_core_comes_back_as_it_was(data_dir: Path, returned: Path) -> None:
    with duckdb.connect() as connection:
        for name, folder in (("one", data_dir), ("other", returned)):
            connection.execute(f"attach '{folder}/warehouse.duckdb' as {name} (read_only)")
        tables = connection.sql(
            "select table_name from duckdb_tables() "
            "where database_name = 'one' and schema_name = 'core' order by 1"
        ).fetchall()
        compared = [table for (table,) in tables if table not in NO_TABLE]
        assert len(compared) >= 15
        differing = {}
        for table in compared:
            gone, come = (differences(connection, table, *way) for way in (WAY_OUT, WAY_BACK))
            if gone or come:
                differing[table] = gone[:3], come[:3]
        assert differing == {}


WAY_OUT = ("one", "other")
WAY_BACK = ("other", "one")


def differences(
    connection: duckdb.DuckDBPyConnection, table: str, there: str, here: str
) -> list[tuple[Any, ...]]:
    """Rows there that are not here, in the columns an old table has; its floats had 32 bits."""
    columns = connection.execute(
        "select column_name, data_type from duckdb_columns() where database_name = 'one' "
        "and schema_name = 'core' and table_name = ? order by column_index",
        [table],
    ).fetchall()
    left_out = LANDING | NOT_HELD.get(table, set())
    held = ", ".join(
        f"cast({name} as float)" if kind == "DOUBLE" else name
        for name, kind in columns
        if name not in left_out
    )
    condition = ONLY.get(table, "true")
    one, other = (
        f"select {held} from {db}.core.{table} where {condition.format(db=db)}"
        for db in (there, here)
    )
    return connection.sql(f"{one} except all {other}").fetchall()
