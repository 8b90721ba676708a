"""The documentation page in a real browser: it opens, finds, draws and tells."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.browser import CHROMIUM, Page, browser_page
from tests.support.commands import ROOT, dbt, environment

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="Chromium is not installed (on Debian: apt-get install chromium)"
)
REGISTRY = "model.halo.match_registry"


@pytest.fixture(scope="session")
def site(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `make docs` writes."""
    folder = tmp_path_factory.mktemp("docs")
    env = environment(data_dir)
    done = dbt("docs", "generate", "--static", env=env, target_path=folder)
    assert done.code == 0, done.out
    command = [sys.executable, str(ROOT / "dbt_project" / "docs" / "site.py")]
    subprocess.run([*command, folder / "static_index.html", folder / "docs.html"], check=True)
    return folder / "docs.html"


@pytest.fixture
async def page(site: Path) -> AsyncIterator[Page]:
    """A tab that shows the overview; whatever the test does, nothing may go wrong in it."""
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


async def test_a_column_is_described(page: Page, site: Path) -> None:
    await page.open(f"{site.as_uri()}#!/model/{REGISTRY}")
    await page.wait_for("document.body.innerText.includes('One row per match')")
    assert await page.evaluate(
        "document.body.innerText.includes('Whether the playlist is one in which skill')"
        " || document.body.textContent.includes('Whether the playlist is one in which skill')"
    )


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
