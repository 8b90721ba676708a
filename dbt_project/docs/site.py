"""Writes the pages of the documentation: `python site.py FOLDER`.

The folder has what `dbt docs generate --static` wrote. The three pages link to each other.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from dbt_page import corrected
from entities import page
from lineage import write_lineage

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    dbt_page = (folder / "static_index.html").read_text(encoding="utf-8")
    manifest = json.loads((folder / "manifest.json").read_bytes())
    (folder / "docs.html").write_text(corrected(dbt_page), encoding="utf-8")
    (folder / "entities.html").write_text(page(manifest), encoding="utf-8")
    write_lineage(folder, folder / "lineage.html")
