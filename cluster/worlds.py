"""Makes the raw folder of a world, and its warehouse on DuckDB."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from cluster.dbt import MODELS_ONLY, dbt_build
from tests.support.replay import SAMPLES
from tests.support.worlds import WORLDS

NAMES = tuple(WORLDS)


def reason_without(name: str) -> str | None:
    """Why this world cannot be made here, if it cannot."""
    if name == "samples" and not SAMPLES.is_dir():
        return "the recorded payloads (../shared/samples) are not here"
    return None


def make_world(name: str, data: Path) -> Path:
    """The path of the warehouse. Its tests belong to other commands."""
    data.mkdir()
    print(f"making the world {name!r} and its warehouse on DuckDB ...", flush=True)
    asyncio.run(WORLDS[name](data))
    warehouse = data / "warehouse.duckdb"
    dbt_build(data, "duckdb", {**os.environ, "HALO_WAREHOUSE": str(warehouse)}, *MODELS_ONLY)
    return warehouse
