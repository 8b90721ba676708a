"""What every model of the project owes its readers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import ROOT, dbt, environment

KEY_TESTS = ("unique_together", "unique")


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("manifest")
    done = dbt("parse", env=environment(folder), target_path=folder)
    assert done.code == 0, done.out
    parsed: dict[str, Any] = json.loads((folder / "manifest.json").read_bytes())
    return parsed


def models(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    return [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]


def test_every_model_says_what_one_row_is(manifest: dict[str, Any]) -> None:
    silent = [
        one["name"] for one in models(manifest) if not one["description"].startswith("One row per")
    ]
    assert silent == [], "begin the description in the model's .yml with 'One row per …'"


def test_every_column_of_a_model_source_and_seed_is_described(manifest: dict[str, Any]) -> None:
    nodes = [*manifest["nodes"].values(), *manifest["sources"].values()]
    silent = [
        f"{node['name']}.{column['name']}"
        for node in nodes
        if node["resource_type"] in ("model", "seed", "source")
        for column in node["columns"].values()
        if not column["description"]
    ]
    assert silent == [], "describe these columns in the .yml beside the model"


def test_every_model_has_a_tested_key(manifest: dict[str, Any]) -> None:
    tested = {
        node["attached_node"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test"
        and (node.get("test_metadata") or {}).get("name") in KEY_TESTS
    }
    without = [one["name"] for one in models(manifest) if one["unique_id"] not in tested]
    assert without == [], "test the key: unique on one column or unique_together on several"


def test_core_and_marts_are_under_contract(manifest: dict[str, Any]) -> None:
    loose = [
        one["name"]
        for one in models(manifest)
        if one["config"]["schema"] in ("core", "marts") and not one["contract"]["enforced"]
    ]
    assert loose == [], "core and marts are relied on by others: enforce their contract"


def test_a_yml_lies_beside_every_model(manifest: dict[str, Any]) -> None:
    paths = [Path(one["original_file_path"]) for one in models(manifest)]
    lonely = [str(path) for path in paths if not (ROOT / path).with_suffix(".yml").is_file()]
    assert lonely == [], "each model is described by a .yml of its own, beside it"


def test_only_staging_reads_raw(manifest: dict[str, Any]) -> None:
    reaching = [
        one["name"]
        for one in models(manifest)
        if not one["name"].startswith("stg_")
        and any(parent.startswith("source.") for parent in one["depends_on"]["nodes"])
    ]
    assert reaching == [], "read raw in a staging model and refer to that"


def test_every_macro_of_ours_is_described(manifest: dict[str, Any]) -> None:
    silent = [
        macro["name"]
        for macro in manifest["macros"].values()
        if macro["package_name"] == "halo"
        and not macro["description"]
        and not macro["name"].startswith(("duckdb__", "spark__", "test_"))
    ]
    assert silent == [], "describe these macros in macros/_macros.yml"


def test_no_model_is_longer_than_a_screen_or_two() -> None:
    lengths = {
        path.name: len(path.read_text().splitlines())
        for path in (ROOT / "dbt_project" / "models").rglob("*.sql")
    }
    assert {name: lines for name, lines in lengths.items() if lines > 120} == {}
    assert sorted(lengths.values())[len(lengths) // 2] < 40
