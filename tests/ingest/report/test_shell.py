"""A page as HTML: no text of a stranger can leave the place that holds it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.report import assets
from ingest.report.shell import as_script, page_of_folder, page_of_one_file

ODD = [
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<!-- --> ]]> &lt; &amp;",
    "\u2028\u2029\u202e right to left",
    "$title ${data} $$",
]


class Reader(HTMLParser):
    """Collects what a browser would see: tags, and the text of each script."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.title = ""
        self._within = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._within = tag
        if tag == "script":
            self.scripts.append("")
        if tag == "style":
            self.styles.append("")

    def handle_endtag(self, tag: str) -> None:
        del tag
        self._within = ""

    def handle_data(self, data: str) -> None:
        if self._within == "script":
            self.scripts[-1] += data
        elif self._within == "style":
            self.styles[-1] += data
        elif self._within == "title":
            self.title += data

    @property
    def policy(self) -> str:
        (found,) = (
            attributes["content"]
            for tag, attributes in self.tags
            if attributes.get("http-equiv") == "Content-Security-Policy"
        )
        return found or ""


def data_of(page: Reader) -> Any:
    places = [
        place
        for place, (_, attributes) in enumerate(one for one in page.tags if one[0] == "script")
        if attributes.get("id") == "page-data"
    ]
    return json.loads(page.scripts[places[0]])


@given(st.text() | st.sampled_from(ODD))
def test_a_name_stays_text(name: str) -> None:
    page = Reader(page_of_folder({"name": name}, name, "en", 1))
    assert data_of(page) == {"name": name}
    assert [tag for tag, _ in page.tags].count("script") == 5
    assert not [tag for tag, _ in page.tags if tag == "img"]


@pytest.mark.parametrize("name", ODD)
def test_the_title_is_the_name(name: str) -> None:
    assert Reader(page_of_folder({}, name, "fr", 0)).title == name


def test_a_page_of_a_folder_may_load_files_of_the_report_only() -> None:
    page = Reader(page_of_folder({}, "one", "en", 1))
    assert page.policy == (
        "default-src 'none'; script-src 'self'; style-src 'self'; "
        "base-uri 'none'; form-action 'none'"
    )
    loaded = [
        found["src"] for tag, found in page.tags if tag == "script" and found.get("src") is not None
    ]
    assert loaded == [
        "../assets/age.js",
        "../assets/intervals.js",
        "../assets/report.js",
        "../assets/vega.js",
    ]


def test_a_page_of_one_file_allows_its_own_scripts_only() -> None:
    """The policy names the hash of every script and style, and nothing else may run."""
    page = Reader(
        page_of_one_file({"a": 1}, "one", "en", as_script("reportAge", {"x": "</script>"}))
    )
    ours = [text for text in page.scripts if not text.startswith('{"a"')]
    assert len(ours) == 3
    for text in (*ours, *page.styles):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in page.policy
    assert "unsafe" not in page.policy
    assert "'self'" not in page.policy


def test_a_page_of_one_file_carries_the_licences() -> None:
    page = page_of_one_file({}, "one", "en", "")
    assert "University of Washington Interactive Data Lab" in page
    assert "Mike Bostock" in page


def test_our_scripts_build_elements_and_never_markup() -> None:
    forbidden = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|(?<!unsafe-)\beval\b|new Function"
    )
    assert re.findall(forbidden, assets.script()) == []


def test_every_text_is_in_both_languages() -> None:
    """A text that has English has French beside it, and both say something."""
    english = re.findall(r"\ben: [\"`\[(]", assets.script())
    french = re.findall(r"\bfr: [\"`\[(]", assets.script())
    assert len(english) == len(french) > 200
    assert '""' not in re.findall(r"\b(?:en|fr): (\"\"|``)", assets.script())


def test_every_chart_is_a_block_that_names_its_source() -> None:
    for file in sorted((assets.FOLDER / "charts").glob("*/*.js")):
        text = file.read_text(encoding="utf-8")
        blocks = text.count("addBlock({")
        assert text.count("source:") >= blocks, file
        named = r"\bsource: (DUEL_SOURCE|[\"`](marts|core)\.\w+: )"
        assert len(re.findall(named, text)) >= blocks, file
