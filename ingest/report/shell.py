"""One page as HTML: the template, its scripts, and its rows as JSON that no browser runs."""

from __future__ import annotations

import base64
import hashlib
import json
from html import escape
from string import Template
from typing import Any

from ingest.report import assets

SHARED_SCRIPTS = ("age.js", "intervals.js", "report.js", "vega.js")
"""In this order: the page writes its texts before it loads the library of the charts."""
SKIP = {"en": "Skip to the content", "fr": "Aller au contenu"}


def page_of_folder(content: dict[str, Any], title: str, language: str, depth: int) -> str:
    """A page that loads the shared files of its report and nothing else."""
    up = "../" * depth
    scripts = "\n".join(
        f'<script src="{up}assets/{name}" defer></script>' for name in SHARED_SCRIPTS
    )
    return _page(
        content,
        title=title,
        language=language,
        depth=depth,
        policy=_policy("'self'", "'self'"),
        styles=f'<link rel="stylesheet" href="{up}assets/report.css">',
        scripts=scripts,
        inline="",
    )


def page_of_one_file(content: dict[str, Any], title: str, language: str, shared: str) -> str:
    """A page with everything inside, to send to a friend."""
    texts = [shared, assets.script(), assets.chart_library()]
    hashes = " ".join(_hash(text) for text in texts)
    licences = escape(assets.licences()).replace("--", "- -")
    return _page(
        content,
        title=title,
        language=language,
        depth=0,
        policy=_policy(hashes, _hash(assets.styles())),
        styles=f"<style>{assets.styles()}</style>\n<!--\n{licences}\n-->",
        scripts="",
        inline="\n".join(f"<script>{text}</script>" for text in texts),
    )


def as_script(name: str, value: object) -> str:
    """A shared value as a script, because a page on disk may not fetch a file."""
    return f"window.{name} = {_json(value)};\n"


def _page(content: dict[str, Any], *, language: str, inline: str, **parts: object) -> str:
    title = escape(str(parts.pop("title")))
    text = Template(assets.template()).substitute(
        parts, title=title, language=language, skip=SKIP[language], data=_json(content)
    )
    return text.replace("</body>", f"{inline}\n</body>") if inline else text


def _policy(scripts: str, styles: str) -> str:
    return (
        f"default-src 'none'; script-src {scripts}; style-src {styles}; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def _json(value: object) -> str:
    """JSON in which no text can end the script that holds it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
