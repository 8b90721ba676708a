"""docs/questions.md has every question with the answer that the demo gives."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import ROOT, dbt, environment, ingest

PAGE = ROOT / "docs" / "questions.md"


def test_every_analysis_is_a_question_of_the_page(analyses: dict[str, Any]) -> None:
    text = PAGE.read_text()
    for name, one in analyses.items():
        question = one["description"].strip().partition("? ")[0]
        assert f"\n## {question}?\n" in text
        assert f"\n`dbt show --select {name}`\n" in text
    assert text.count("\n## ") == len(analyses)


@pytest.mark.slow
async def test_the_answers_are_those_of_the_demo(tmp_path: Path) -> None:
    """`make questions` writes them."""
    env = environment(tmp_path)
    assert (await ingest("run", "--demo", env=env, cwd=tmp_path)).code == 0
    models = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")
    target = tmp_path / "target"
    assert dbt("build", *models, env=env, target_path=target).code == 0
    asked = ("--select", "resource_type:analysis", "--no-introspect")
    assert dbt("compile", *asked, env=env, target_path=target).code == 0
    manifest = json.loads((target / "manifest.json").read_bytes())
    written = runpy.run_path(str(ROOT / "dbt_project" / "docs" / "questions.py"))["page"]
    assert written(manifest, tmp_path / "warehouse.duckdb") == PAGE.read_text()
