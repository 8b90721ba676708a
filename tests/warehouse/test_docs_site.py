"""The documentation page in a real browser: it opens, finds, draws and tells."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.browser import CHROMIUM, Page, browser_page
from tests.support.commands import ROOT, dbt, environment
from tests.support.docs_pages import DRAWN, PHONE, WIDE, open_entities, open_lineage, open_table

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="Chromium is not installed (on Debian: apt-get install chromium)"
)
REGISTRY = "model.halo.match_registry"
WATCH = """
import os, sys
def note(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo"):
        with open(os.environ["WATCHED"], "a") as file:
            file.write(f"{event} {arguments[-1]}\\n")
sys.addaudithook(note)
"""
"""Python runs this at the start of every process, and it notes whom the process asks."""


@pytest.fixture(scope="session")
def site(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `make docs` writes."""
    folder = tmp_path_factory.mktemp("docs")
    env = environment(data_dir)
    done = dbt("docs", "generate", "--static", env=env, target_path=folder)
    assert done.code == 0, done.out
    (folder / "sitecustomize.py").write_text(WATCH)
    watched = {**env, "PYTHONPATH": str(folder), "WATCHED": str(folder / "connections")}
    command = [sys.executable, str(ROOT / "dbt_project" / "docs" / "site.py"), str(folder)]
    subprocess.run(command, check=True, env=watched)
    return folder / "docs.html"


@pytest.fixture
async def page(site: Path) -> AsyncIterator[Page]:
    """A tab that shows the overview. Nothing may go wrong in it during a test."""
    async with browser_page() as tab:
        await tab.resize(1400, 900)
        await tab.open(f"{site.as_uri()}#!/overview")
        await tab.wait_for("document.body && document.body.innerText.includes('Where to begin')")
        yield tab
        assert tab.errors == []
        beyond = [url for url in tab.requests if not url.startswith(("file:", "data:", "blob:"))]
        assert beyond == [], "the page is all in one file"


async def test_the_overview_leads_to_the_tables(page: Page, site: Path) -> None:
    links = await page.evaluate(
        "JSON.stringify([...document.querySelectorAll('.app-content a')]"
        ".map(one => one.getAttribute('href')).filter(one => one && one.includes('/model/')))"
    )
    models = json.loads((site.parent / "manifest.json").read_bytes())["nodes"]
    named = [link.removeprefix("#!/model/") for link in json.loads(links)]
    assert len(named) > 8
    assert [one for one in named if one not in models] == []


async def test_search_finds_the_registry(page: Page) -> None:
    await page.evaluate(
        """
        (() => {
            const box = document.querySelector('input[ng-model="search.query"]')
            box.value = 'match_registry'
            angular.element(box).triggerHandler('input')
        })()
        """
    )
    found = await page.wait_for(
        f"""[...document.querySelectorAll('.app-content a')]
            .map(one => one.getAttribute('href')).find(one => one && one.includes('{REGISTRY}'))"""
    )
    assert found


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize(
    "model",
    [pytest.param(REGISTRY, marks=pytest.mark.slow), "model.halo.player_match_stats"],
)
async def test_every_description_is_whole_and_in_view(
    page: Page, site: Path, model: str, size: tuple[int, int]
) -> None:
    await page.resize(*size)
    await open_table(page, site.parent, model)
    rows = json.loads(
        await page.evaluate(
            """
            JSON.stringify([...document.querySelectorAll('column-details .column-row')].map(row => {
                const [name, , text] = row.children
                const inside = cell => {
                    const box = cell.getBoundingClientRect()
                    return box.width > 0 && box.left >= 0 && box.right <= innerWidth
                        && cell.scrollWidth <= cell.clientWidth + 1
                }
                return [name.innerText.trim(), text.innerText.trim(), inside(name) && inside(text)]
            }))
            """
        )
    )
    columns = json.loads((site.parent / "manifest.json").read_bytes())["nodes"][model]["columns"]
    expected = {name: " ".join(column["description"].split()) for name, column in columns.items()}
    assert {name: " ".join(text.split()) for name, text, _ in rows} == expected
    assert [name for name, _, is_in_view in rows if not is_in_view] == []


async def test_the_entity_diagram_has_a_line_for_each_relationship_test(
    page: Page, site: Path
) -> None:
    manifest = json.loads((site.parent / "manifest.json").read_bytes())["nodes"]
    tests = [
        node
        for node in manifest.values()
        if (node.get("test_metadata") or {}).get("name") == "relationships"
    ]

    def name(model: str) -> str:
        return f"{manifest[model]['config']['schema']}.{manifest[model]['name']}"

    expected = set()
    for test in tests:
        column = f"{name(test['attached_node'])}.{test['column_name']}"
        others = [one for one in test["depends_on"]["nodes"] if one != test["attached_node"]]
        expected.add((column, f"{name(others[0])}.{test['test_metadata']['kwargs']['field']}"))
    await open_entities(page, site.parent)
    drawn = json.loads(
        await page.evaluate(
            "JSON.stringify([...document.querySelectorAll('[data-joins]')]"
            ".map(one => [one.dataset.column, one.dataset.joins]))"
        )
    )
    assert len(expected) > 40
    assert {(column, other) for column, other in drawn} == expected
    lines = await page.evaluate("document.querySelectorAll('#diagram path').length")
    assert lines == len(expected)
    keys = "document.getElementById('core.match_participants').innerText"
    assert (await page.evaluate(keys)).count("key") == 2
    await page.resize(*PHONE)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_the_column_lineage_draws_and_reports_to_no_one(page: Page, site: Path) -> None:
    await page.open(f"{site.as_uri()}#!/model/{REGISTRY}")
    query = f"lineage.html?model={REGISTRY}&parents=2"
    await page.wait_for(f"document.querySelector('#to-lineage').href.endsWith('/{query}')")
    await open_lineage(page, site.parent, REGISTRY)
    shown = await page.evaluate("document.querySelector('.react-flow').innerText")
    assert "match_registry" in shown
    assert await page.evaluate(DRAWN) > 1
    await asyncio.sleep(2)  # with its telemetry on, the page asks its maker within a second
    assert await page.evaluate("window.colibriTelemetry") is False


async def test_the_pages_lead_to_each_other(page: Page, site: Path) -> None:
    links = "JSON.stringify([...document.querySelectorAll('nav a')].map(one => one.href))"
    for opened in ("docs.html", "entities.html"):
        await page.open((site.parent / opened).as_uri())
        await page.wait_for("document.querySelector('nav a') !== null")
        for link in json.loads(await page.evaluate(links)):
            name = re.split("[?#]", link)[0].rpartition("/")[2]
            assert (site.parent / name).is_file(), link


def test_making_the_pages_asks_no_one(site: Path) -> None:
    noted = site.parent / "connections"
    assert not noted.exists() or noted.read_text() == ""
    env = {"PYTHONPATH": str(site.parent), "WATCHED": str(noted)}
    ask = "import socket; socket.socket().connect_ex(('127.0.0.1', 1))"
    subprocess.run([sys.executable, "-c", ask], check=True, env=env)
    assert "socket.connect" in noted.read_text()  # else the watch would see nothing at all
    noted.unlink()


async def test_the_lineage_shows_what_the_registry_is_made_of(page: Page, site: Path) -> None:
    await page.open(f"{site.as_uri()}#!/model/{REGISTRY}")
    await page.wait_for("document.body.innerText.includes('Referenced By')")
    await page.evaluate("document.querySelector('[ng-click=\"onLauncherClick()\"]').click()")
    drawn = json.loads(
        await page.wait_for(
            """
            (() => {
                const graph = angular.element(document.body).injector().get('graph').graph
                const nodes = (graph.elements || []).filter(one => one.data.unique_id)
                const canvas = document.querySelector('.launcher-window canvas')
                return canvas && canvas.width && nodes.length
                    ? JSON.stringify(nodes.map(one => one.data.unique_id)) : ''
            })()
            """
        )
    )
    manifest: Any = json.loads((site.parent / "manifest.json").read_bytes())
    parents = manifest["nodes"][REGISTRY]["depends_on"]["nodes"]
    assert len(parents) > 5
    assert [one for one in parents if one not in drawn] == []


async def test_a_narrow_screen_shows_the_text_and_not_the_menu(page: Page) -> None:
    await page.resize(390, 844)
    width = await page.wait_for(
        "document.querySelector('.app-content').getBoundingClientRect().width"
    )
    assert width <= 390
    assert await page.evaluate(
        "getComputedStyle(document.querySelector('.app-menu')).display === 'none'"
    )
