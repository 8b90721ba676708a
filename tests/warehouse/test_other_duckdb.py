"""Other clients have another DuckDB inside: the file opens in each, with the same rows."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingest.demo.world import World
from tests.support.commands import ROOT, environment, ingest

READER = ROOT / "tests" / "support" / "reading_counts.py"
VERSIONS = sorted(path.stem for path in (ROOT / "tests" / "duckdb").glob("*.txt"))
NEWEST = VERSIONS[-1]
CLIENT_TYPES = ["VARCHAR", "BOOLEAN", "INTEGER", "BIGINT", "DOUBLE", "DATE", "TIMESTAMP"]


def rows_read_by(version: str, file: Path, world: World) -> dict[str, int]:
    """How many rows the DuckDB of this version reads of each table, view and macro."""
    python = ROOT / ".venv" / f"duckdb-{version}" / "bin" / "python"
    assert python.exists(), f"{python} is missing: run `make other-duckdbs`"
    players = [player.gamertag for player in world.players[:2]]
    command = [str(python), str(READER), str(file), *players]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    answer: dict[str, Any] = json.loads(done.stdout)
    assert answer["version"].startswith(version)
    rows: dict[str, int] = answer["rows"]
    return rows


@pytest.mark.slow
@pytest.mark.parametrize("version", VERSIONS)
def test_the_file_is_read_alike_by_each_duckdb(
    version: str, data_dir: Path, world: World, warehouse: duckdb.DuckDBPyConnection
) -> None:
    expected = {
        f"{schema}.{table}": len(warehouse.sql(f'from "{schema}"."{table}"').fetchall())
        for schema, table in warehouse.sql(
            """
            select table_schema, table_name from information_schema.tables
            where table_schema in ('core', 'marts', 'audit', 'shared')
                or starts_with(table_schema, 'player_')
            """
        ).fetchall()
    }
    found = rows_read_by(version, data_dir / "warehouse.duckdb", world)
    assert {name: rows for name, rows in found.items() if not name.endswith("()")} == expected
    macros = {name: rows for name, rows in found.items() if name.endswith("()")}
    assert len(macros) >= 3
    assert min(macros.values()) > 0


@pytest.mark.slow
async def test_a_build_makes_a_file_of_version_69_readable(
    data_dir: Path, tmp_path: Path, world: World
) -> None:
    copy = Path(shutil.copytree(data_dir, tmp_path / "data"))
    file = copy / "warehouse.duckdb"
    _rewrite_in_newest_format(file)
    with pytest.raises(AssertionError, match=r"storage version|newer version"):
        rows_read_by(VERSIONS[0], file, world)
    done = await ingest("build", env=environment(copy), cwd=ROOT)
    assert done.code == 0, done.err
    assert rows_read_by(VERSIONS[0], file, world) == rows_read_by(NEWEST, file, world)


def _rewrite_in_newest_format(file: Path) -> None:
    """As DuckDB 2.0 writes a file if nobody asks for an older format."""
    newest = file.with_name("newest.duckdb")
    with duckdb.connect() as connection:
        connection.execute(f"attach '{file}' as readable (read_only)")
        connection.execute(f"attach '{newest}' as newest (storage_version 'latest')")
        connection.execute("copy from database readable to newest")
        version = connection.sql(
            "select tags['storage_version'] from duckdb_databases() where database_name = 'newest'"
        )
        assert "v2" in version.fetchall()[0][0]
    newest.replace(file)


def test_core_and_marts_use_types_that_every_client_knows(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    columns = warehouse.execute(
        """
        select schema_name || '.' || table_name || '.' || column_name, data_type
        from duckdb_columns()
        where schema_name in ('core', 'marts') and not list_contains(?, data_type)
        """,
        [CLIENT_TYPES],
    ).fetchall()
    assert columns == []
