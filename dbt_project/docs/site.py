"""Corrects the page of `dbt docs generate --static`: `python site.py static_index.html docs.html`.

dbt's template requests icons by the text of an expression, and an icon that is not there. A browser
reports both as errors. The page also does not fit a narrow screen.
"""

from __future__ import annotations

import sys
from pathlib import Path

NARROW = """
<style>
@media (max-width: 800px) {
    body, .app { min-width: 0 !important; width: 100% !important; }
    .app-menu { display: none !important; }
    .app-content { width: 100% !important; }
    .app-pad { padding-left: 12px !important; padding-right: 12px !important; }
    .app-content table { font-size: 12px; }
}
</style>
"""
CORRECTIONS = {
    '<use xlink:href="{{': '<use ng-attr-xlink:href="{{',
    "${require('./assets/favicons/favicon.ico')}": "data:,",
    "<title>dbt Docs</title>": "<title>Halo match warehouse</title>",
    "</head>": NARROW + "</head>",
}


def corrected(page: str) -> str:
    """Every repair must still find what it repairs: a new dbt may not need it, or need another."""
    for fault, repair in CORRECTIONS.items():
        if fault not in page:
            raise SystemExit(f"{fault!r} is no longer in dbt's page; see dbt_project/docs/site.py")
        page = page.replace(fault, repair, 1 if fault == "</head>" else -1)
    return page


if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:])
    target.write_text(corrected(source.read_text(encoding="utf-8")), encoding="utf-8")
