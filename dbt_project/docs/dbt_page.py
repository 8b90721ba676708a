"""Corrects the page of `dbt docs generate --static`.

dbt's template requests icons by the text of an expression, and an icon that is not there. A browser
reports both as errors. The page also cuts descriptions, and does not fit a narrow screen.
"""

from __future__ import annotations

READABLE = """
<style>
column-details .table-responsive {
    max-height: none !important; overflow: visible !important; border: 0 !important;
}
column-details .column-row td { vertical-align: top; }
column-details .column-row td:nth-child(3) {
    white-space: normal !important; max-width: none !important; min-width: 22em;
}
/* no column has a constraint: what holds is tested */
column-details th:nth-child(4), column-details .column-row td:nth-child(4) { display: none; }
.site-links {
    position: fixed; bottom: 0; left: 0; z-index: 1000; padding: 6px 12px; font-size: 13px;
    background: white; border: 1px solid #ccd; border-left: 0; border-bottom: 0;
}
.site-links a { margin-right: 12px; }
.app-content { padding-bottom: 40px; }
@media (max-width: 800px) {
    body, .app { min-width: 0 !important; width: 100% !important; }
    .app-menu { display: none !important; }
    .app-content { width: 100% !important; }
    .app-pad { padding-left: 12px !important; padding-right: 12px !important; }
    .app-content table { font-size: 13px; }
    .app-content .panel-body { padding: 8px; }
    column-details thead { display: none; }
    column-details table, column-details tbody, column-details .column-row { display: block; }
    column-details .column-row { padding: 6px 0; border-bottom: 1px solid #eef; }
    column-details .column-row td {
        display: inline-block; padding: 0 8px 0 0 !important; white-space: normal !important;
    }
    column-details .column-row td:nth-child(1) { font-weight: bold; }
    column-details .column-row td:nth-child(3) { display: block; min-width: 0; }
    column-details .column-row td:nth-child(n+4) { display: none; }
    .launcher { transform: scale(0.7); transform-origin: bottom right; }
}
</style>
"""
LINKS = """
<nav class="site-links">
<a href="#!/overview">Overview</a>
<a href="lineage.html" id="to-lineage">Column lineage</a>
<a href="entities.html">Entity diagram</a>
</nav>
<script>
// The lineage opens at the table that is shown.
const toLineage = () => {
    const shown = /^#!\\/(?:model|seed|source)\\/([\\w.]+)/.exec(location.hash)
    const query = shown ? `?model=${shown[1]}&parents=2` : ""
    document.getElementById("to-lineage").href = `lineage.html${query}`
}
addEventListener("hashchange", toLineage)
toLineage()
</script>
"""
CORRECTIONS = {
    '<use xlink:href="{{': '<use ng-attr-xlink:href="{{',
    "${require('./assets/favicons/favicon.ico')}": "data:,",
    "<title>dbt Docs</title>": "<title>Halo match warehouse</title>",
}


def corrected(page: str) -> str:
    """Every repair must still find what it repairs: a new dbt may not need it, or need another."""
    for fault, repair in CORRECTIONS.items():
        if fault not in page:
            raise SystemExit(
                f"{fault!r} is no longer in dbt's page; see dbt_project/docs/dbt_page.py"
            )
        page = page.replace(fault, repair)
    page = page.replace("</head>", f"{READABLE}</head>", 1)
    before, end, after = page.rpartition("</body>")
    return f"{before}{LINKS}{end}{after}"
