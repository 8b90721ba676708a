"""Runs the real commands, the way a user's shell would."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ingest.api.endpoints import Endpoint
from tests.support.dbt_process import PROJECT, QUIET, SETTINGS, run_dbt
from tests.support.dbt_process import ROOT as ROOT
from tests.support.warm_ingest import WarmProcess, start

MODELS_ONLY = ("--exclude-resource-type", "test", "unit_test")
FEW = ("--feed", "match_stats", "--feed", "match_skill")
"""Feeds of a run: enough to see what is landed, and no processes to decode films in."""
DBT = Path(sys.executable).with_name("dbt")
# marked and full of signs that encodings change: tests/support/canary.py looks for them
SPARTAN, CLEARANCE = "v4=canary-spartan/+=&%22\"'\\", "canary-clearance/+=&%22\"'\\"
NEEDS_ITS_OWN_PARSE = {"parse", "--target", "--vars"}


@dataclass(frozen=True)
class Finished:
    """What a command left behind."""

    code: int
    out: str
    err: str


def environment(data_dir: Path | str, **more: str) -> dict[str, str]:
    """The caller's environment without its Halo settings, and these instead."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("HALO_", "SPNKR_", "DBT_"))
    }
    signed_out = {"XDG_CONFIG_HOME": f"{Path(data_dir).absolute()}.config"}  # never the developer's
    return {**kept, "HALO_DATA_DIR": str(data_dir), "PYTHONPATH": str(ROOT), **signed_out, **more}


def account(url: str, rate_limit: str = "off") -> dict[str, str]:
    """Settings of a signed-in user whose API is the demo server."""
    return {
        "HALO_API_URL": url,
        "HALO_RATE_LIMIT": rate_limit,
        "SPNKR_SPARTAN_TOKEN": SPARTAN,
        "SPNKR_CLEARANCE_TOKEN": CLEARANCE,
    }


def rates(per_second: float) -> str:
    """The same limit for every endpoint."""
    return ",".join(f"{endpoint}={per_second}" for endpoint in Endpoint)


def ingest_arguments(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "ingest", *arguments]


async def started(
    *arguments: str, env: Mapping[str, str], cwd: Path, prefix: tuple[str, ...] = ()
) -> Process | WarmProcess:
    """`ingest` as it begins, for tests that do something to it."""
    if not prefix and not _changes_python(env):
        return await start([*arguments], env, cwd)
    return await asyncio.create_subprocess_exec(
        *prefix, *ingest_arguments(*arguments), env=dict(env), cwd=cwd, stdout=PIPE, stderr=PIPE
    )


def _changes_python(env: Mapping[str, str]) -> bool:
    """Whether Python reads something at its start that it would not read in a fork."""
    read_at_start = ("PYTHON", "LANG", "LC_")
    names = {name for name in {*env, *os.environ} if name.startswith(read_at_start)}
    usual = {**os.environ, "PYTHONPATH": str(ROOT)}
    return any(env.get(name) != usual.get(name) for name in names)


async def ingest(*arguments: str, env: Mapping[str, str], cwd: Path) -> Finished:
    """Run `ingest` while the test's own event loop goes on serving the API."""
    process = await started(*arguments, env=env, cwd=cwd)
    out, err = await process.communicate()
    return Finished(process.returncode or 0, out.decode(), err.decode())


def dbt(*arguments: str, env: Mapping[str, str], target_path: Path) -> Finished:
    """Run `dbt` of this project, its artefacts beside the test's data."""
    env = {**SETTINGS, **env}
    if NEEDS_ITS_OWN_PARSE & {*arguments}:
        command = [str(DBT), *QUIET, *arguments, *PROJECT]
        command += ["--target-path", str(target_path), "--log-path", str(target_path)]
        done = subprocess.run(
            command, env=env, cwd=env["HALO_DATA_DIR"], capture_output=True, text=True, check=False
        )
        return Finished(done.returncode, done.stdout, done.stderr)
    code = run_dbt(arguments, env, target_path)
    out, err = ((target_path / name).read_text() for name in ("stdout", "stderr"))
    return Finished(code, out, err)


def dbt_build(data_dir: Path, *arguments: str, **more: str) -> Finished:
    """`dbt build`, which must succeed. It leaves out the JSON files, which take a second."""
    build = ["--no-write-json", "build", *arguments]
    done = dbt(*build, env=environment(data_dir, **more), target_path=data_dir / "target")
    assert done.code == 0, done.out[-6000:] + done.err
    return done
