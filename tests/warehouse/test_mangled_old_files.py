"""Old files with odd cells, keys included: the build passes, and every row is accounted for."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.support.commands import dbt_build
from tests.support.legacy.mangling import mangle
from tests.support.legacy.owners import write_owners
from tests.support.legacy.plan import small_plan
from tests.support.legacy.shared import write_v5_shared
from tests.support.migrating import migrated


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_content_of_old_files_fails_a_build(tmp_path: Path, seed: int) -> None:
    old, data_dir = tmp_path / "old", tmp_path / "data"
    write_v5_shared(write_owners(old, small_plan()))
    for number, file in enumerate(sorted(old.rglob("*.duckdb"))):
        mangle(file, 100 * seed + number)
    migrated(data_dir, old)
    dbt_build(data_dir, "--exclude-resource-type", "unit_test")
    with duckdb.connect(str(data_dir / "warehouse.duckdb"), read_only=True) as connection:
        counts = connection.sql(
            "select table_name, sum(unusable), sum(missing)"
            " from audit.migration_counts group by all"
        ).fetchall()
    assert {missing for *_, missing in counts} == {0}
    unusable = {table for table, count, _ in counts if count > 0}
    assert unusable >= {"match_participants", "medals_earned", "highlight_events", "xuid_aliases"}
