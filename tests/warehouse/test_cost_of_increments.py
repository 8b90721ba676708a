"""What an increment does follows from what is new: the history before it does not count."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.raw_world import Templates, templates, write_matches
from tests.support.build_counts import BuildCounts, counted_build
from tests.support.commands import MODELS_ONLY, dbt_build

TEMPLATES = 10
MORE = 5
SHORT = 20


@pytest.fixture(scope="module")
def source() -> Templates:
    return templates(TEMPLATES)


def increment_after(matches: int, source: Templates, data_dir: Path) -> BuildCounts:
    """The increment of the same few matches on top of so many."""
    write_matches(data_dir / "raw", source, 0, matches)
    dbt_build(data_dir, *MODELS_ONLY)
    write_matches(data_dir / "raw", source, matches, matches + MORE)
    return counted_build(data_dir, *MODELS_ONLY)


def test_an_increment_costs_the_same_after_a_longer_history(
    source: Templates, tmp_path: Path
) -> None:
    long = SHORT + 2 * len(source.matches)  # so that the new matches are copies of the same ones
    after_few, after_many = (
        increment_after(matches, source, tmp_path / str(matches)) for matches in (SHORT, long)
    )
    assert long > 5 * SHORT
    assert after_many.statements <= after_few.statements
    new = {"match_film", "match_skill", "match_stats", "player_matches"}
    for counts in (after_few, after_many):
        assert {file.partition("/")[0] for file in counts.files} >= new
    assert len(after_many.files) == len(after_few.files)
    by_match = [name for name in after_few.rows_written if name in BY_MATCH]
    assert len(by_match) == len(BY_MATCH)
    for name in by_match:
        assert after_many.rows_written[name] == after_few.rows_written[name], name


BY_MATCH = (
    "staging.stg_match_stats",
    "staging.stg_player_team_stats",
    "core.match_registry",
    "core.match_participants",
    "core.highlight_events",
    "core.killer_victim_pairs",
    "core.medals_earned",
)
