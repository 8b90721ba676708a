"""The options that every command has: before its name, and behind it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.cli.app import _anywhere
from tests.support.commands import environment, ingest


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (["status", "--config", "a.toml"], ["--config", "a.toml", "status"]),
        (["run", "--config=a.toml", "--demo"], ["--config=a.toml", "run", "--demo"]),
        (["--quiet", "run"], ["--quiet", "run"]),
        (["run", "--quiet"], ["--quiet", "run"]),
        (["build", "--quiet"], ["build", "--quiet"]),
        (["status", "--log-format", "json"], ["--log-format", "json", "status"]),
        (["players", "add", "--", "--quiet"], ["players", "add", "--", "--quiet"]),
        (["status", "--config"], ["--config", "status"]),
    ],
)
def test_options_of_every_command_come_first(typed: list[str], read: list[str]) -> None:
    assert _anywhere(typed) == read


async def test_config_names_the_settings_of_one_command(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text('[[players]]\ngamertag = "Another Player"\n')
    env = environment(tmp_path / "data")
    done = await ingest("players", "list", "--config", "other.toml", env=env, cwd=tmp_path)
    assert done.code == 0, done.err
    assert "Another Player" in done.out
    missing = await ingest("players", "list", "--config", "no.toml", env=env, cwd=tmp_path)
    assert missing.code == 2
    assert "no.toml does not exist" in missing.err


async def test_players_are_added_to_the_file_in_use(tmp_path: Path) -> None:
    (tmp_path / "ingest.toml").write_text("# mine\n")
    (tmp_path / "below").mkdir()
    env = environment(tmp_path / "data")
    done = await ingest("players", "add", "Some Player", env=env, cwd=tmp_path / "below")
    assert done.code == 0, done.err
    assert "Some Player" in (tmp_path / "ingest.toml").read_text()
    assert not (tmp_path / "below" / "ingest.toml").exists()


async def test_quiet_leaves_results_and_errors(tmp_path: Path) -> None:
    env = environment(tmp_path / "data")
    done = await ingest("run", "--demo", "--max-matches", "1", "--quiet", env=env, cwd=tmp_path)
    assert done.code == 0
    assert done.err == ""
    assert "match_stats" in done.out
    wrong = await ingest("export", "--quiet", env=env, cwd=tmp_path)
    assert wrong.code == 2
    assert wrong.err != ""
