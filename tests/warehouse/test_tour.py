"""What `make demo` prints at its end can be pasted into a shell as it stands."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.demo.tour import NEXT, main
from tests.support.commands import ROOT, environment

BY_THE_SLOW_TEST = ("ingest run", "ingest build", ". .venv")


@pytest.fixture
def told(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> str:
    monkeypatch.setenv("HALO_DATA_DIR", str(data_dir))
    monkeypatch.setenv("COLUMNS", "80")
    main()
    return capsys.readouterr().out


def commands(told: str) -> str:
    """The indented lines, as a user marks them with the mouse."""
    after = told.partition("Try next")[2]
    return "\n".join(line for line in after.splitlines() if line.startswith("  "))


def test_it_shows_the_numbers_of_every_player_in_eighty_columns(
    told: str, tracked: list[str]
) -> None:
    rows = [line for line in told.splitlines() if line.startswith("│")]
    assert len(rows) == len(tracked)
    assert "firefight" in told
    assert max(map(len, told.partition("Try next")[0].splitlines())) <= 80
    assert max(map(len, NEXT.splitlines())) <= 80


@pytest.mark.slow
def test_its_commands_run(told: str, tmp_path: Path) -> None:
    typed = "\n".join(
        line
        for line in commands(told).splitlines()
        if not line.strip().startswith(BY_THE_SLOW_TEST)
    )
    programs = {
        name: f'exec "{sys.executable}" -m {module} "$@"'
        for name, module in (("ingest", "ingest"), ("dbt", "dbt.cli.main"))
    }
    for name, line in programs.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{line}\n")
        (tmp_path / name).chmod(0o755)
    env = environment(
        tmp_path, PATH=f"{tmp_path}{os.pathsep}{os.environ['PATH']}", DBT_TARGET_PATH=str(tmp_path)
    )
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", typed],
        env={**env, "DBT_LOG_PATH": str(tmp_path)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "map_name,matches,kda" in done.stdout
    assert "Traceback" not in done.stderr
