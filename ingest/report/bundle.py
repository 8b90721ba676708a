"""The JavaScript of the charts, made by a locked package when this one is installed or built.

It is not in the repository. `setup.py` runs this file before it builds the package, so nothing
of `ingest` is imported here.
"""

from __future__ import annotations

from pathlib import Path

BUNDLE = Path(__file__).parent / "bundle" / "vega.js"


def make_bundle() -> None:
    """Write Vega, Vega-Lite and vega-embed as one script without global names of its own."""
    import vl_convert  # 84 MB that only a build needs

    library = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    text = f"(function () {{\n{library}\n}})();\n"
    BUNDLE.parent.mkdir(exist_ok=True)
    BUNDLE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    make_bundle()
