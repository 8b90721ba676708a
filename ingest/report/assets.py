"""The files of the pages: styles, scripts and the template. Charts are in assets/charts."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ingest.errors import UsageError
from ingest.report.bundle import BUNDLE

FOLDER = Path(__file__).parent / "assets"
LAST = "99_start.js"


@cache
def template() -> str:
    """A page without its content."""
    return (FOLDER / "page.html").read_text(encoding="utf-8")


@cache
def styles() -> str:
    """The one theme, for light, dark, phone, desktop and paper."""
    return (FOLDER / "report.css").read_text(encoding="utf-8")


@cache
def licences() -> str:
    """What the authors of the chart libraries ask to be passed on with their code."""
    return (FOLDER / "licences.txt").read_text(encoding="utf-8")


@cache
def script() -> str:
    """All our scripts as one: a page on disk may not load modules.

    The files stand in the order of their names, those of charts after the others.
    """
    ours = sorted((FOLDER / "js").glob("*.js"))
    charts = sorted((FOLDER / "charts").glob("*/*.js"))
    first = [file for file in ours if file.name != LAST]
    files = [*first, *charts, FOLDER / "js" / LAST]
    texts = [file.read_text(encoding="utf-8") for file in files]
    return "\n".join(['(function () {\n"use strict";', *texts, "})();", ""])


@cache
def chart_library() -> str:
    """Vega-Lite and what it needs, which `make setup` and the wheel contain."""
    try:
        return BUNDLE.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UsageError(
            f"{BUNDLE} does not exist, so no chart can be drawn",
            "run `make setup` in the clone, or install the package again",
        ) from None
