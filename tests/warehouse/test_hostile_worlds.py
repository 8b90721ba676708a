"""Worlds that cannot be so: every build passes, and every oddity is in the audit or warned of."""

from __future__ import annotations

import asyncio
import json
import shutil
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest

from tests.support.commands import dbt, dbt_build, environment
from tests.support.hostile_worlds import WORLDS, Planted, land_hostile_worlds

SEEDS = range(1, 11)
pytestmark = pytest.mark.slow
BROKEN = {
    "a duplicated registry row": (
        "insert into core.match_registry from core.match_registry limit 1",
        "assert_one_registry_row_per_known_match",
    ),
    "a lost participant": (
        """
        delete from core.match_participants where (match_id, player_id) = (
            select min((match_id, player_id)) from core.match_participants where not is_bot
        )
        """,
        "assert_one_participant_row_per_player_and_match",
    ),
    "a lost event": (
        """
        delete from core.highlight_events where (match_id, event_index) = (
            select max((match_id, event_index)) from core.highlight_events
        )
        """,
        "assert_every_film_event_is_in_core",
    ),
}


class Built(NamedTuple):
    """Where the worlds were built, in full and then incrementally, and what they hold."""

    folder: Path
    planted: Planted
    warnings: tuple[str, ...]


@pytest.fixture(scope="module", params=SEEDS, ids=lambda seed: f"seed {seed}")
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("worlds")
    return asyncio.run(land_and_build(folder, int(request.param)))


async def land_and_build(folder: Path, seed: int) -> Built:
    """`dbt_build` asserts that every test passes."""
    planted, summary = await land_hostile_worlds(folder, seed, dbt_build)
    assert summary.exit_code == 0
    return Built(folder, planted, summary.warnings)


def test_every_oddity_is_in_the_audit(built: Built) -> None:
    with duckdb.connect(str(built.folder / "warehouse.duckdb"), read_only=True) as connection:
        rows = connection.sql("select oddity, match_id, subject from audit.oddities").fetchall()
    assert len(built.planted.expected) > 10 * WORLDS
    assert built.planted.expected - set(rows) == set()


def test_a_history_that_contradicts_itself_is_warned_of(built: Built) -> None:
    assert len(built.planted.repeated) == WORLDS
    for match_id in built.planted.repeated:
        assert any(match_id in warning for warning in built.warnings), match_id


def test_breaking_an_invariant_of_ours_fails_the_build(built: Built, tmp_path: Path) -> None:
    shutil.copytree(built.folder, tmp_path / "broken")
    for statement, _ in BROKEN.values():
        with duckdb.connect(str(tmp_path / "broken" / "warehouse.duckdb")) as connection:
            assert connection.execute(statement).fetchall() == [(1,)]
    names = [name for _, name in BROKEN.values()]
    target = tmp_path / "target"
    done = dbt(
        *("test", "--select", *names),
        env=environment(tmp_path / "broken"),
        target_path=target,
    )
    assert done.code == 1
    results = json.loads((target / "run_results.json").read_text())["results"]
    failed = {one["unique_id"].split(".")[2] for one in results if one["status"] == "fail"}
    assert failed == set(names)
