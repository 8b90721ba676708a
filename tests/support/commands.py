"""Runs the real commands, the way a user's shell would."""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
import subprocess
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.api.endpoints import Endpoint

ROOT = Path(__file__).resolve().parents[2]
MODELS_ONLY = ("--exclude-resource-type", "test", "unit_test")
FEW = ("--feed", "match_stats", "--feed", "match_skill")
"""Feeds of a run: enough to see what is landed, and no processes to decode films in."""
DBT = Path(sys.executable).with_name("dbt")
PROJECT = ("--project-dir", str(ROOT), "--profiles-dir", str(ROOT))
# marked and full of signs that encodings change: tests/support/canary.py looks for them
SPARTAN, CLEARANCE = "v4=canary-spartan/+=&%22\"'\\", "canary-clearance/+=&%22\"'\\"
PARSED = "partial_parse.msgpack"
PROJECT_FILES = ("dbt_project.yml", "profiles.yml", "dbt_project", "macros", "seeds", "tests/dbt")


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
) -> Process:
    """`ingest` as it begins, for tests that do something to it."""
    return await asyncio.create_subprocess_exec(
        *prefix, *ingest_arguments(*arguments), env=dict(env), cwd=cwd, stdout=PIPE, stderr=PIPE
    )


async def ingest(*arguments: str, env: Mapping[str, str], cwd: Path) -> Finished:
    """Run `ingest` while the test's own event loop goes on serving the API."""
    process = await started(*arguments, env=env, cwd=cwd)
    out, err = await process.communicate()
    return Finished(process.returncode or 0, out.decode(), err.decode())


def dbt(*arguments: str, env: Mapping[str, str], target_path: Path) -> Finished:
    """Run `dbt` of this project, its artefacts beside the test's data.

    Parsing is a third of a small build, and dbt parses anew when the path of its database differs
    from the last one's: so the path is relative, and what was parsed goes from test to test. It
    goes nowhere once a file of the project has changed: dbt then parses in part, and forgets the
    descriptions of tests and exposures.
    """
    command = [str(DBT), "--no-use-colors", "--log-level-file", "none", *arguments]
    command += ["--target-path", str(target_path)]
    _take_what_was_parsed(target_path, arguments)
    done = subprocess.run(
        [*command, "--log-path", str(target_path), *PROJECT],
        env={"HALO_WAREHOUSE": "warehouse.duckdb", "HALO_PERSIST_DOCS": "false", **env},
        cwd=env["HALO_DATA_DIR"],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        _leave_what_was_parsed(target_path, arguments)
    return Finished(done.returncode, done.stdout, done.stderr)


def _take_what_was_parsed(target_path: Path, arguments: Sequence[str]) -> None:
    ours, kept = target_path / PARSED, _parsed_before()
    if "--target" not in arguments and not ours.exists() and kept.exists():
        target_path.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(kept, ours)


def _leave_what_was_parsed(target_path: Path, arguments: Sequence[str]) -> None:
    ours, kept = target_path / PARSED, _parsed_before()
    if "--target" not in arguments and ours.exists() and not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        for other in kept.parent.glob(f"*-{PARSED}"):  # of files that are no more
            other.unlink(missing_ok=True)
        half = kept.with_name(f"{os.getpid()}.half")
        shutil.copyfile(ours, half)
        half.rename(kept)  # another worker may read it at this moment


def _parsed_before() -> Path:
    """What dbt made of the project as it is now, if a test has parsed it already."""
    named = (ROOT / name for name in PROJECT_FILES)
    files = sorted(path for one in named for path in (one, *one.rglob("*")) if path.is_file())
    content = hashlib.sha256()
    for path in files:
        content.update(f"{path} {path.stat().st_size} ".encode() + path.read_bytes())
    return ROOT / "target" / "tests" / f"{content.hexdigest()[:16]}-{PARSED}"


def dbt_build(data_dir: Path, *arguments: str, **more: str) -> Finished:
    """`dbt build`, which must be green."""
    env = environment(data_dir, **more)
    done = dbt("build", *arguments, env=env, target_path=data_dir / "target")
    assert done.code == 0, done.out[-6000:] + done.err
    return done
