"""Loads the same payloads with dlt, in an environment of its own.

`python load.py RAW_DIR FOLDER MATCHES` reads stats payloads and writes a DuckDB file. It imports
nothing of this project.
"""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"

import dlt
import duckdb


def main() -> None:
    """One pipeline, one resource."""
    raw_dir, folder, matches = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])

    @dlt.resource(name="match_stats")
    def payloads() -> Iterator[Any]:
        files = f"{raw_dir}/match_stats/landed_on=*/*.parquet"
        query = f"select payload from read_parquet('{files}') where status = 'ok' limit {matches}"
        with duckdb.connect() as connection:
            for (text,) in connection.execute(query).fetchall():
                yield json.loads(text)

    target = dlt.destinations.duckdb(str(folder / "dlt.duckdb"))
    pipeline = dlt.pipeline("bench", pipelines_dir=str(folder), destination=target)
    pipeline.run(payloads())


if __name__ == "__main__":
    main()
