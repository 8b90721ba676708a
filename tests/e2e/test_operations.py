"""docs/operations.md: its units are valid, its script runs, its backup brings all rows back."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.support.commands import ROOT, environment

PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def blocks(section: str) -> list[str]:
    text = PAGE.partition(f"## {section}\n")[2].partition("\n## ")[0]
    return re.findall(r"^```\w+\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def shell(
    script: str, folder: Path, programs: Path, **more: str
) -> subprocess.CompletedProcess[str]:
    env = environment("", PATH=f"{programs}:/usr/bin:/bin", **more)
    env.pop("HALO_DATA_DIR")
    return subprocess.run(
        ["sh", "-c", script], cwd=folder, env=env, capture_output=True, text=True, check=False
    )


def program(folder: Path, text: str) -> Path:
    """A folder with a program `ingest`."""
    folder.mkdir()
    (folder / "ingest").write_text(f"#!/bin/sh\n{text}\n")
    (folder / "ingest").chmod(0o755)
    return folder


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_the_units_are_valid(tmp_path: Path) -> None:
    service, timer = blocks("With a timer of systemd")
    service = service.replace("%h/.local/bin/ingest", "/bin/true").replace("%h/halo", "/tmp")
    (tmp_path / "halo-sync.service").write_text(service)
    (tmp_path / "halo-sync.timer").write_text(timer)
    files = [str(tmp_path / f"halo-sync.{kind}") for kind in ("service", "timer")]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *files],
        capture_output=True,
        text=True,
        check=False,
    )
    wrong = [line for line in done.stderr.splitlines() if "halo-sync" in line]
    assert wrong == []


@pytest.mark.parametrize(
    ("code", "leaves", "prints"), [(0, 0, False), (3, 0, False), (5, 0, False), (4, 4, True)]
)
def test_the_script_of_cron_speaks_only_when_something_is_to_be_done(
    tmp_path: Path, code: int, leaves: int, prints: bool
) -> None:
    (script,) = blocks("With cron")
    programs = program(tmp_path / "bin", f'echo "$@"; echo "sign in" >&2; exit {code}')
    (tmp_path / "halo").mkdir()
    done = shell(script, tmp_path, programs, HALO_FOLDER=str(tmp_path / "halo"))
    assert done.returncode == leaves
    if prints:
        assert done.stdout == f"ingest sync ended with {code}:\n--quiet sync\nsign in\n"
    else:
        assert done.stdout == ""


@pytest.mark.slow
def test_a_restored_backup_gives_the_same_rows(demo_data: Path, tmp_path: Path) -> None:
    """Copy, delete, restore, verify, build."""
    backup, restore = blocks("Backup and restore")
    (tmp_path / "data").mkdir()
    shutil.copytree(demo_data / "raw", tmp_path / "data" / "raw")
    (tmp_path / "ingest.toml").write_text("# settings\n")
    programs = program(tmp_path / "bin", f'exec "{sys.executable}" -m ingest "$@"')
    done = shell(backup, tmp_path, programs)
    assert done.returncode == 0, done.stderr
    shutil.rmtree(tmp_path / "data")
    (tmp_path / "ingest.toml").unlink()
    done = shell(restore, tmp_path, programs, HALO_PERSIST_DOCS="false")
    assert done.returncode == 0, done.stderr
    query = "select count(*), sum(kills), sum(hash(match_id)) from marts.player_match_stats"
    found = []
    for file in (demo_data / "warehouse.duckdb", tmp_path / "data" / "warehouse.duckdb"):
        with duckdb.connect(str(file), read_only=True) as warehouse:
            found.append(warehouse.sql(query).fetchall())
    assert found[0] == found[1]
    assert (tmp_path / "ingest.toml").read_text() == "# settings\n"
