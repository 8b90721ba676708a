"""The wheel in an environment of its own, far from any clone: what a user of it does."""

from __future__ import annotations

import os
import shlex
import subprocess
import sysconfig
from pathlib import Path

import duckdb
import pytest

from tests.support.namespaces import behind, needs_namespaces
from tests.support.wheels import copy_of_the_clone, install, installed, make_wheel

pytestmark = pytest.mark.slow
OWN = "select xuid, map_name, matches from {{ ref('player_map_stats') }} where matches > 3\n"


def run(folder: Path, *command: str, fails: bool = False, **more: str) -> str:
    """A command as its user types it: no path of the clone, no settings of ours."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("HALO_", "SPNKR_", "DBT_", "PYTHON"))
    }
    env = {**kept, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder / ".config"), **more}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert bool(done.returncode) is fails, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of_the_clone(tmp_path_factory.mktemp("clone"))


@pytest.fixture(scope="module")
def wheel(clone: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_wheel(clone, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installed(wheel, tmp_path_factory.mktemp("environment") / "venv")


def marts(warehouse: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.sql(query).fetchall()


def test_from_the_wheel_to_an_own_model_that_outlives_an_upgrade(
    programs: Path, clone: Path, tmp_path: Path
) -> None:
    ingest, dbt = str(programs / "ingest"), str(Path(sysconfig.get_path("scripts")) / "dbt")
    said = run(tmp_path, ingest, "--version")
    assert said.startswith("ingest 0.1.0, models ")
    assert "is ready" in run(tmp_path, ingest, "init", "halo")
    halo = tmp_path / "halo"
    run(halo, ingest, "sync", "--demo")
    demo = halo / "data" / "demo"
    query = "select count(*) from marts.player_match_stats"
    assert marts(demo / "warehouse.duckdb", query) == [(1000,)]
    assert (demo / "report" / "index.html").is_file()

    (halo / "dbt_project" / "models" / "own").mkdir()
    own = halo / "dbt_project" / "models" / "own" / "own_maps.sql"
    own.write_text(OWN)
    run(halo, dbt, "--quiet", "build", "--select", "own_maps", HALO_DATA_DIR=str(demo))
    assert marts(demo / "warehouse.duckdb", "select count(*) > 5 from main.own_maps") == [(True,)]

    changed = clone / "macros" / "player_totals.sql"
    changed.write_text(changed.read_text().replace("{#- What", "{#- In the next version: what"))
    project = clone / "pyproject.toml"
    project.write_text(project.read_text().replace('version = "0.1.0"', 'version = "0.2.0"'))
    version = clone / "ingest" / "__init__.py"
    version.write_text(version.read_text().replace("0.1.0", "0.2.0"))
    install(programs.parent, make_wheel(clone, tmp_path / "next"))
    edited = halo / "macros" / "enums.sql"
    edited.write_text(edited.read_text() + "\n{#- mine -#}\n")
    said = run(halo, ingest, "init", ".")
    assert "has version 0.2.0 now, and had 0.1.0: 1 files written" in said
    assert "In the next version" in (halo / "macros" / "player_totals.sql").read_text()
    assert edited.read_text().endswith("{#- mine -#}\n")
    assert own.read_text() == OWN
    said = run(halo, ingest, "build", HALO_DATA_DIR=str(demo))
    assert "a full build starts" in said
    assert marts(demo / "warehouse.duckdb", "select count(*) > 5 from main.own_maps") == [(True,)]


@needs_namespaces
def test_a_read_only_installation_and_a_folder_with_only_settings(
    programs: Path, tmp_path: Path
) -> None:
    (tmp_path / "ingest.toml").write_text('timezone = "Europe/Paris"\n')
    installation = shlex.quote(str(programs.parent))
    read_only = f"mount --bind {installation} {installation}"
    read_only += f" && mount -o remount,ro,bind {installation} {installation}"
    run(tmp_path, *behind(read_only, [str(programs / "ingest"), "sync", "--demo"]))
    demo = tmp_path / "data" / "demo"
    assert marts(demo / "warehouse.duckdb", "select count(*) from core.match_registry") == [(751,)]
    assert (demo / "report" / "index.html").is_file()
    assert sorted(one.name for one in tmp_path.iterdir() if one.name[0] != ".") == [
        "data",
        "ingest.toml",
    ]
