"""The raw layer reaches a storage through `ingest/disk` only."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.commands import ROOT

PAST_THE_SEAM = re.compile(
    r"^(?:import|from) (?:os|shutil|tempfile|fcntl)\b"
    r"|\bopen\(|\.(?:read|write)_(?:bytes|text)\("
    r"|\.(?:stat|exists|is_file|is_dir|iterdir|glob|rglob|mkdir|touch|unlink)\("
    r"|\bpl\.(?:scan|read)_parquet\((?!io\.)",
    re.MULTILINE,
)
ALLOWED = {
    # the path that `replacing` of ingest/disk gives out
    "warehouses.py": {".write_text("},
    # a method of the protocol in ingest/disk/files.py
    "commit.py": {".exists("},
    "merged_files.py": {".exists("},
    "store.py": {".exists("},
}


@pytest.mark.parametrize(
    "path", sorted((ROOT / "ingest" / "raw").glob("*.py")), ids=lambda path: path.name
)
def test_raw_uses_no_other_way_to_a_file(path: Path) -> None:
    found = {match[0] for match in PAST_THE_SEAM.finditer(path.read_text(encoding="utf-8"))}
    assert found <= ALLOWED.get(path.name, set())
