"""docs/migration.md, followed from top to bottom with four owners' old files."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import duckdb
import pytest

from tests.support.commands import MODELS_ONLY, ROOT, account, environment, ingest
from tests.support.legacy.owners import write_owners
from tests.support.legacy.plan import small_plan
from tests.support.watched_server import WatchedServer

pytestmark = pytest.mark.slow

PAGE = (ROOT / "docs" / "migration.md").read_text()
README = (ROOT / "README.md").read_text()


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, flags=re.DOTALL)


async def test_every_command_and_statement_of_the_page_runs(tmp_path: Path) -> None:
    truth = write_owners(tmp_path / "old", small_plan())
    data_dir = tmp_path / "data"
    commands = [line for block in blocks("sh") for line in block.splitlines()]
    assert len(commands) == 6
    async with WatchedServer(truth.world) as server:
        env = environment(data_dir, **account(server.url))
        for command in commands:
            words = shlex.split(command, comments=True)
            if words == ["ingest", "build"]:
                words += MODELS_ONLY
            done = await ingest(*words[1:], env=env, cwd=tmp_path)
            assert done.code == 0, f"{command}\n{done.out}{done.err}"
    with duckdb.connect(str(data_dir / "warehouse.duckdb"), read_only=True) as connection:
        for statement in blocks("sql"):
            rows = connection.execute(statement).fetchall()
            assert rows
            assert {row[-1] for row in rows} == {0}, "a migrated row is missing"
    assert not list((tmp_path / "old").rglob("*.duckdb"))
    assert len(list((tmp_path / "dashboard").rglob("stats.duckdb"))) == len(truth.owners)


def test_the_readme_says_the_same() -> None:
    typed = {line.split("#")[0].strip() for block in blocks("sh") for line in block.splitlines()}
    old_names = re.findall(r"`(ingest [^`]*/)`", README)
    assert old_names
    assert set(old_names) <= typed
