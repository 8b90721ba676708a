"""The project keeps its rules, and breaking one is noticed."""

from __future__ import annotations

import json
import re
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support import project_rules as rules
from tests.support.commands import ROOT
from tests.support.dbt_process import parsed_manifest

Plant = Callable[[rules.Manifest], None]
REGISTRY, ASSETS = "model.halo.match_registry", "model.halo.stg_assets"
DUELS = "model.halo.duels"


@pytest.fixture(scope="module")
def written() -> bytes:
    return parsed_manifest()


@pytest.fixture(scope="module")
def manifest(written: bytes) -> rules.Manifest:
    return read(written)


def read(written: bytes) -> rules.Manifest:
    manifest: rules.Manifest = json.loads(written)
    return manifest


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_the_project_keeps_the_rule(manifest: rules.Manifest, rule: rules.Rule) -> None:
    assert rule(manifest) == []


def test_the_median_model_is_short(manifest: rules.Manifest) -> None:
    lengths = sorted(len(one["raw_code"].splitlines()) for one in rules.models(manifest))
    assert lengths[len(lengths) // 2] < 40


def test_the_page_of_tables_lists_every_public_table(manifest: rules.Manifest) -> None:
    page = (ROOT / "docs" / "tables.md").read_text()
    listed = re.findall(r"^\| `(\w+\.\w+)` \|", page, flags=re.MULTILINE)
    public = [
        f"{one['config']['schema']}.{one['name']}"
        for one in rules.models(manifest)
        if one["config"]["schema"] in rules.PUBLIC
    ]
    assert sorted(listed) == sorted(public)


def test_the_page_of_tables_has_the_keys_and_joins_of_the_tests(
    manifest: rules.Manifest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(ROOT / "dbt_project" / "docs")
    """`make tables` writes them."""
    written = runpy.run_path(str(ROOT / "dbt_project" / "docs" / "keys.py"))["page"]
    page = (ROOT / "docs" / "tables.md").read_text()
    assert written(page, manifest) == page
    assert page.count("`core.match_registry.match_id` |") > 20


def registry(manifest: rules.Manifest) -> Any:
    return manifest["nodes"][REGISTRY]


def without_keys(manifest: rules.Manifest) -> None:
    for node in manifest["nodes"].values():
        if node.get("attached_node") == REGISTRY:
            node["attached_node"] = None


def failing_on_a_new_outcome(manifest: rules.Manifest) -> None:
    for node in manifest["nodes"].values():
        if node["name"].startswith("accepted_values_match_participants_outcome"):
            node["config"]["severity"] = "ERROR"


def requiring_a_start(manifest: rules.Manifest) -> None:
    """A test of a column that the API may leave out."""
    test = next(
        node
        for node in manifest["nodes"].values()
        if node["name"].startswith("never_null_audit_oddities")
        or node["name"].startswith("never_null_oddities")
    )
    test["test_metadata"]["kwargs"]["columns"] = ["started_at"]


PLANTED: dict[rules.Rule, tuple[Plant, str]] = {
    rules.errors_are_our_own_faults: (
        failing_on_a_new_outcome,
        "accepted_values_match_participants_outcome__False__1__2__3__4: an error must be a fault",
    ),
    rules.models_say_what_a_row_is: (
        lambda manifest: registry(manifest).update(description="Matches."),
        "match_registry: begin the description",
    ),
    rules.columns_are_described: (
        lambda manifest: registry(manifest)["columns"]["map_id"].update(description=""),
        "match_registry.map_id: say in the .yml",
    ),
    rules.everything_is_described: (
        lambda manifest: manifest["exposures"]["exposure.halo.docs_site"].update(description=""),
        "docs_site: say in its .yml what this exposure is for",
    ),
    rules.macros_are_described: (
        lambda manifest: manifest["macros"]["macro.halo.unnest"].update(description=""),
        "unnest: say in macros/_macros.yml",
    ),
    rules.models_have_a_tested_key: (without_keys, "match_registry: test its key"),
    rules.increments_read_only_what_changed: (
        lambda manifest: registry(manifest).update(
            raw_code="select * from {{ ref('int_match_info') }}"
        ),
        "match_registry: write of_changed_matches(ref('int_match_info'))",
    ),
    rules.public_models_are_under_contract: (
        lambda manifest: registry(manifest)["contract"].update(enforced=False),
        "match_registry: others rely on core; enforce the contract",
    ),
    rules.models_have_an_owner: (
        lambda manifest: registry(manifest)["config"].update(group=None),
        "match_registry: put its folder into a group",
    ),
    rules.steps_between_are_private: (
        lambda manifest: manifest["nodes"]["model.halo.int_match_info"]["config"].update(
            access="public"
        ),
        "int_match_info: a step between models is nobody else's",
    ),
    rules.a_yml_lies_beside_every_model: (
        lambda manifest: registry(manifest).update(
            original_file_path="dbt_project/models/core/match_list.sql"
        ),
        "match_registry: describe it in dbt_project/models/core/match_list.yml",
    ),
    rules.names_tell_the_layer: (
        lambda manifest: manifest["nodes"][ASSETS].update(name="assets"),
        "assets: models in staging are called stg_…",
    ),
    rules.layers_look_down_only: (
        lambda manifest: manifest["nodes"][ASSETS]["depends_on"]["nodes"].append(REGISTRY),
        "stg_assets: staging may not read match_registry, which is in core",
    ),
    rules.core_mentions_legacy_only_where_it_merges: (
        lambda manifest: registry(manifest)["depends_on"]["nodes"].append(
            "model.halo.int_legacy_matches"
        ),
        "match_registry: read int_<entity>, which joins",
    ),
    rules.only_staging_reads_raw: (
        lambda manifest: registry(manifest)["depends_on"]["nodes"].append("source.halo.raw.assets"),
        "match_registry: read raw in a staging model",
    ),
    rules.sources_have_freshness: (
        lambda manifest: manifest["sources"]["source.halo.raw.assets"].update(freshness=None),
        "assets: say under freshness when the source is too old",
    ),
    rules.models_fit_a_screen_or_two: (
        lambda manifest: registry(manifest).update(raw_code="select 1\n" * 121),
        "match_registry: more than 120 lines",
    ),
    rules.marts_name_their_players: (
        lambda manifest: manifest["nodes"][DUELS]["columns"].pop("opponent_gamertag"),
        "duels.opponent_xuid: put opponent_gamertag beside it",
    ),
    rules.rates_have_their_sample_beside: (
        lambda manifest: manifest["nodes"][DUELS].update(columns={"kill_rate": {}}),
        "duels.kill_rate: put the number of matches",
    ),
    rules.totals_and_rates_are_named_alike: (
        lambda manifest: manifest["nodes"][DUELS]["columns"].update(avg_kills={}),
        "duels.avg_kills: name it as the glossary says",
    ),
}


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_breaking_the_rule_is_reported_in_a_sentence(written: bytes, rule: rules.Rule) -> None:
    broken = read(written)
    plant, sentence = PLANTED[rule]
    plant(broken)
    (told,) = rule(broken)
    assert told.startswith(sentence)


def test_first_columns_say_how_to_leave_firefight_out(manifest: rules.Manifest) -> None:
    firsts = {
        one["name"]: next(iter(one["columns"].values()))["description"]
        for one in rules.models(manifest)
        if rules.folder(one) == "marts" and "is_firefight" in one["columns"]
    }
    assert "player_match_stats" in firsts
    assert {name for name, text in firsts.items() if "not is_firefight" not in text} == set()


def test_macros_alone_know_the_engines() -> None:
    root = Path(__file__).parents[2] / "dbt_project"
    asking = [path.name for path in root.rglob("*.sql") if "target.type" in path.read_text()]
    assert asking == [], "ask the engine in macros/engine or dbt_project.yml, never in a model"


def test_an_error_on_a_column_of_the_api_is_noticed(written: bytes) -> None:
    broken = read(written)
    requiring_a_start(broken)
    (sentence,) = rules.errors_are_our_own_faults(broken)
    assert sentence.startswith("never_null_oddities_oddity: an error must be a fault of ours")
