"""Player databases as cleanup_player_dbs_v5.py left them."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

from tests.support.legacy.shared_sql import DROPPED, ENRICH, ENRICHMENT
from tests.support.legacy.truth import LegacyTruth


def write_v5_players(truth: LegacyTruth, root: Path | None = None) -> dict[str, Path]:
    """Reduce every owner's database, in place or as a copy below another root; paths by xuid."""
    reduced = {}
    for owner in truth.owners:
        path = (root or truth.root) / owner.database.relative_to(truth.root)
        if path != owner.database:
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(owner.database, path)
        with duckdb.connect(str(path)) as connection:
            connection.execute(f"create table player_match_enrichment ({ENRICHMENT})")
            connection.execute(ENRICH)
            for table in DROPPED:
                connection.execute(f"drop table if exists {table}")
            connection.execute("checkpoint")
        reduced[owner.xuid] = path
    return reduced
