"""What the payloads of the demo world say, and what the warehouse built from them says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingest.demo.world import World
from tests.support.commands import dbt, environment
from tests.support.demo_warehouse import demo_world
from tests.support.raw import rows

Rows = list[dict[str, Any]]
Answer = Callable[[str], Rows]


@pytest.fixture(scope="session")
def world() -> World:
    return demo_world()


@pytest.fixture(scope="session")
def data_dir(demo_data: Path) -> Path:
    return demo_data


@pytest.fixture
def warehouse(data_dir: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(data_dir / "warehouse.duckdb"), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def matches(data_dir: Path) -> list[Any]:
    """Every landed match, as its JSON says."""
    found = [json.loads(text) for (text,) in rows(data_dir, "match_stats", "payload") if text]
    assert len(found) > 80
    return sorted(found, key=lambda match: (match["MatchInfo"]["StartTime"], match["MatchId"]))


@pytest.fixture(scope="session")
def films(data_dir: Path) -> dict[str, Any]:
    """The events of every landed film, by match."""
    landed = rows(data_dir, "match_film", "key, payload")
    return {key: json.loads(payload)["events"] for key, payload in landed if payload}


@pytest.fixture(scope="session")
def tracked(world: World) -> list[str]:
    return [player.xuid for player in world.players]


@pytest.fixture(scope="session")
def friends(tracked: list[str]) -> dict[str, set[str]]:
    """As tests/support/landing.py has them: the first player's are all the others."""
    return {xuid: set(tracked[1:]) if xuid == tracked[0] else set() for xuid in tracked}


@pytest.fixture(scope="session")
def analyses(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What dbt makes of each analysis, by name."""
    folder = tmp_path_factory.mktemp("analyses")
    selected = ("--select", "resource_type:analysis", "--no-introspect")
    done = dbt("compile", *selected, env=environment(data_dir), target_path=folder)
    assert done.code == 0, done.out[-6000:] + done.err
    nodes = json.loads((folder / "manifest.json").read_bytes())["nodes"].values()
    return {one["name"]: one for one in nodes if one["resource_type"] == "analysis"}


@pytest.fixture
def answer(analyses: dict[str, Any], warehouse: duckdb.DuckDBPyConnection) -> Answer:
    def ask(name: str) -> Rows:
        cursor = warehouse.execute(analyses[name]["compiled_code"])
        assert cursor.description is not None
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    return ask
