"""`ingest doctor` and `ingest status` on what the published warehouse knows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from ingest.doctor.finding import State, exit_code, good
from ingest.raw import Feed
from ingest.raw.listing import segments
from tests.support.commands import account, environment, ingest
from tests.support.doctor import examined, three_segments


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return environment(tmp_path / "data", **account("http://127.0.0.1:9"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return three_segments(tmp_path)


@contextmanager
def warehouse_of(root: Path, *more: str, read: int = 0) -> Iterator[Path]:
    """A warehouse as `ingest build` leaves one, in what doctor reads of it."""
    path = root.parent / "warehouse.duckdb"
    names = [one.relative_to(root).as_posix() for feed in Feed for one in segments(root, feed)]
    with duckdb.connect(str(path)) as warehouse:
        for statement in (
            "create schema raw",
            "create schema audit",
            "create table raw.segments (feed varchar, segment varchar, path varchar)",
            "create table audit.schema_drift "
            "(feed varchar, path varchar, change varchar, kind varchar, first_seen_at timestamp, "
            "payload_count bigint)",
            "create table audit.unknown_values (enumeration varchar, value varchar, "
            "first_seen_at timestamp, row_count bigint, match_count bigint)",
            *more,
        ):
            warehouse.execute(statement)
        rows = [[name.split("/")[0], name, name] for name in names[: len(names) - read]]
        warehouse.executemany("insert into raw.segments values (?, ?, ?)", rows)
    yield path


def test_a_warehouse_not_built_yet_or_in_part_is_no_fault(root: Path, env: dict[str, str]) -> None:
    assert examined(env)["warehouse"] == good("warehouse", "not built yet", "`ingest build`")
    with duckdb.connect(str(root.parent / "warehouse.duckdb")) as warehouse:
        warehouse.execute("create schema raw")
    assert examined(env)["warehouse"].state is State.OK
    assert "in part" in examined(env)["warehouse"].seen


def test_a_warehouse_of_other_models_is_no_fault(root: Path, env: dict[str, str]) -> None:
    with warehouse_of(root, "alter table audit.schema_drift drop column change"):
        found = examined(env)
    assert found["warehouse"].state is State.OK
    assert "another version" in found["warehouse"].seen
    assert found["warehouse"].remedy == "`ingest build`"
    assert exit_code(found.values()) == 0


def test_how_far_the_warehouse_lags_behind_is_shown(root: Path, env: dict[str, str]) -> None:
    with warehouse_of(root, read=2):
        found = examined(env)["warehouse"]
    count = sum(len(segments(root, feed)) for feed in Feed)
    assert (found.state, found.seen) == (State.OK, f"2 of {count} segments behind")
    assert found.remedy == "`ingest build`"


@pytest.mark.fault("D1", "D2")
def test_drift_and_unknown_values_are_warnings(root: Path, env: dict[str, str]) -> None:
    planted = (
        "insert into audit.schema_drift values "
        "('match_stats', 'MatchInfo.Weather', 'missing key', null, '2026-02-03 04:05:06', 7), "
        "('match_stats', 'MatchInfo.Tide', 'other kind', 'list', '2026-03-02 03:04:05', 2), "
        "('match_stats', 'MatchInfo.Tide', 'other kind', 'string', '2026-01-02 03:04:05', 2)",
        "insert into audit.unknown_values values ('outcome', '999', null, 1, 1)",
    )
    with warehouse_of(root, *planted):
        found = examined(env)
    assert found["schema drift"].state is State.WARN
    assert found["schema drift"].seen == (
        "schema changed on 2026-01-02: 2 keys of match_stats are not as known, "
        "such as MatchInfo.Tide (other kind)"
    )
    assert (found["values"].state, found["values"].seen) == (
        "warn",
        "1 unknown, such as outcome 999",
    )
    assert exit_code(found.values()) == 0


@pytest.mark.fault("D1")
async def test_status_says_so_too_and_works_while_somebody_writes(
    root: Path, env: dict[str, str]
) -> None:
    planted = (
        "insert into audit.schema_drift values "
        "('match_stats', 'MatchInfo.\x1b[31mTide', 'new key', null, '2026-01-02 03:04:05', 2)"
    )
    with warehouse_of(root, planted) as path:
        done = await ingest("status", env=env, cwd=root.parent)
        with duckdb.connect(str(path)):
            locked = await ingest("status", env=env, cwd=root.parent)
    assert (done.code, locked.code) == (0, 0)
    told = "schema changed on 2026-01-02: 1 keys of match_stats are not as known"
    (drift,) = set(done.out.splitlines()) - set(locked.out.splitlines())
    assert drift.startswith(told)
    assert r"MatchInfo.\x1b[31mTide" in done.out


async def test_a_warehouse_somebody_writes_to_is_said_to_be_and_no_fault(
    root: Path, env: dict[str, str]
) -> None:
    with warehouse_of(root) as path, duckdb.connect(str(path)):
        done = await ingest("doctor", "--offline", "--json", env=env, cwd=root.parent)
    assert done.code == 0, done.out
    (found,) = [one for one in json.loads(done.out)["checks"] if one["name"] == "warehouse"]
    assert (found["state"], "being written" in found["seen"]) == ("ok", True)


def test_a_warehouse_that_is_none_is_exit_6(root: Path, env: dict[str, str]) -> None:
    (root.parent / "warehouse.duckdb").write_text("not one at all, but long enough for a header")
    found = examined(env)["warehouse"]
    assert (found.state, found.exit_code) == (State.FAIL, 6)
    assert found.remedy == "move it away and `ingest build`"
