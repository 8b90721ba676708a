"""metadata.duckdb in its two lineages, which use the same table names differently."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from ingest.demo.assets import all_assets
from ingest.demo.medals import KNOWN
from tests.support.legacy.duckfile import Row, create_tables, insert, new_database

WRITTEN_AT = datetime(2026, 2, 6, 21)
ASSET_TABLES = {
    "playlist": "playlists",
    "map": "maps",
    "map_mode_pair": "playlist_map_mode_pairs",
    "game_variant": "game_variants",
}
# Copied from SQLite: no keys, and its integers are 64 bits wide.
LINEAGE_A = {
    "playlists": "uuid VARCHAR, name_en VARCHAR, name_fr VARCHAR, created_at VARCHAR",
    "game_modes": """id BIGINT, name_en VARCHAR, name_fr VARCHAR, category VARCHAR,
        created_at VARCHAR""",
    "categories": "name_en VARCHAR, name_fr VARCHAR",
    "medal_definitions": """name_id BIGINT, name_en VARCHAR, name_fr VARCHAR,
        created_at VARCHAR""",
    "maps": """asset_id VARCHAR, version_id VARCHAR, public_name VARCHAR, description VARCHAR,
        thumbnail_path VARCHAR, raw_json VARCHAR, created_at VARCHAR""",
    "game_variants": """asset_id VARCHAR, version_id VARCHAR, public_name VARCHAR,
        description VARCHAR, category VARCHAR, raw_json VARCHAR, created_at VARCHAR""",
}
ASSET = """asset_id VARCHAR NOT NULL, version_id VARCHAR NOT NULL, public_name VARCHAR,
    description VARCHAR, raw_json JSON, created_at TIMESTAMP DEFAULT current_timestamp,
    updated_at TIMESTAMP DEFAULT current_timestamp,"""
LINEAGE_B = {
    "playlists": f"{ASSET} is_ranked BOOLEAN DEFAULT FALSE, category VARCHAR,",
    "maps": f"{ASSET} thumbnail_path VARCHAR,",
    "playlist_map_mode_pairs": ASSET,
    "game_variants": f"{ASSET} category VARCHAR,",
}
BOTH = {
    "players": """xuid VARCHAR PRIMARY KEY, gamertag VARCHAR NOT NULL, service_tag VARCHAR,
        emblem_path VARCHAR, backdrop_path VARCHAR, career_rank INTEGER DEFAULT 0,
        last_seen_at TIMESTAMP, created_at TIMESTAMP, updated_at TIMESTAMP""",
    "career_ranks": """rank_id INTEGER PRIMARY KEY, tier_name_en VARCHAR, tier_name_fr VARCHAR,
        tier_type VARCHAR, grade INTEGER, xp_required INTEGER, sprite_path VARCHAR""",
}


@dataclass(frozen=True, slots=True)
class MetadataTruth:
    """What the file knows; lineage A has no versions of playlists, and no pairs at all."""

    path: Path
    names: dict[tuple[str, str, str | None], str]
    """By kind, asset id and version id."""
    rows: dict[str, int]


def write_metadata(root: Path, lineage: Literal["A", "B"] = "B") -> MetadataTruth:
    """`data/warehouse/metadata.duckdb` with every asset the demo worlds play."""
    path = root / "data" / "warehouse" / "metadata.duckdb"
    tables = _rows_a() if lineage == "A" else _rows_b()
    tables["career_ranks"] = [_career_rank(rank) for rank in range(273)]
    if lineage == "A":
        definitions = LINEAGE_A | BOTH
    else:
        keyed = {
            name: f"{columns} PRIMARY KEY (asset_id, version_id)"
            for name, columns in LINEAGE_B.items()
        }
        definitions = keyed | BOTH
    counts = {name: len(tables.get(name, [])) for name in definitions}
    with new_database(path) as connection:
        create_tables(connection, definitions, counts)
        for name in definitions:
            insert(connection, name, tables.get(name, []))
    return MetadataTruth(path, _names(tables), counts)


def _names(tables: dict[str, list[Row]]) -> dict[tuple[str, str, str | None], str]:
    names: dict[tuple[str, str, str | None], str] = {}
    for kind, table in ASSET_TABLES.items():
        for row in tables.get(table, []):
            if "uuid" in row:
                names[kind, row["uuid"], None] = row["name_en"]
            else:
                names[kind, row["asset_id"], row["version_id"]] = row["public_name"]
    return names


def _rows_b() -> dict[str, list[Row]]:
    tables: dict[str, list[Row]] = {}
    for (kind, asset_id, version_id), payload in all_assets().items():
        row: Row = {
            "asset_id": asset_id,
            "version_id": version_id,
            "public_name": payload["PublicName"],
            "description": payload["Description"],
            "raw_json": json.dumps(payload),
            "created_at": WRITTEN_AT,
            "updated_at": WRITTEN_AT,
        }
        tables.setdefault(ASSET_TABLES[kind], []).append(row)
    return tables


def _rows_a() -> dict[str, list[Row]]:
    written = WRITTEN_AT.isoformat()
    assets = _rows_b()
    playlists = {row["asset_id"]: row["public_name"] for row in assets["playlists"]}
    modes = sorted({row["public_name"] for row in assets["game_variants"]})
    categories = sorted({mode.split(":")[0] for mode in modes})
    tables: dict[str, list[Row]] = {
        "playlists": [
            {"uuid": uuid, "name_en": name, "name_fr": f"{name} (FR)", "created_at": written}
            for uuid, name in playlists.items()
        ],
        "game_modes": [
            {
                "id": number,
                "name_en": mode,
                "name_fr": f"{mode} (FR)",
                "category": mode.split(":")[0],
                "created_at": written,
            }
            for number, mode in enumerate(modes, 1)
        ],
        "categories": [{"name_en": name, "name_fr": f"{name} (FR)"} for name in categories],
        "medal_definitions": [
            {
                "name_id": medal.name_id,
                "name_en": medal.name,
                "name_fr": medal.french,
                "created_at": written,
            }
            for medal in KNOWN
        ],
    }
    for table in ("maps", "game_variants"):
        tables[table] = [row | {"created_at": written} for row in assets[table]]
    return tables


def _career_rank(rank: int) -> Row:
    tier, grade = divmod(max(rank - 1, 0), 3)
    return {
        "rank_id": rank,
        "tier_name_en": f"Tier {tier}",
        "tier_name_fr": None,
        "tier_type": "Bronze",
        "grade": grade + 1,
        "xp_required": 100 * rank,
        "sprite_path": None,
    }
