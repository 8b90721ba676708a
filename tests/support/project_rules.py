"""What every part of the dbt project owes its readers: each rule lists what breaks it, in words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.support.commands import ROOT
from tests.support.error_reasons import SINGULAR, reason
from tests.support.macro_rules import macros_are_described as macros_are_described
from tests.support.naming_rules import marts_name_their_players as marts_name_their_players
from tests.support.naming_rules import (
    rates_have_their_sample_beside as rates_have_their_sample_beside,
)
from tests.support.naming_rules import (
    totals_and_rates_are_named_alike as totals_and_rates_are_named_alike,
)

Manifest = dict[str, Any]
Rule = Callable[[Manifest], list[str]]

LONGEST_MODEL = 120
KEY_TESTS = ("is_key", "unique_together", "unique")
PUBLIC = ("core", "marts", "audit")
PREFIXES = {
    "staging": "stg_",
    "legacy/staging": "stg_legacy_",
    "legacy/intermediate": "int_legacy_",
    "legacy/audit/intermediate": "int_legacy_",
    "audit/intermediate": "int_",
    "core/intermediate": "int_",
    "core/for_marts": "int_",
    "marts/intermediate": "int_",
    "views/player": "v4_",
    "views/shared": "shared_",
    "report/player": "report_",
    "report/match": "report_",
    "report/group": "report_",
}
# a folder may refer to these folders, and to seeds
LEGACY = {"legacy/staging", "legacy/intermediate"}
LAYERS = {
    "staging": {"staging"},
    "legacy/staging": {"staging", "legacy/staging"},
    "legacy/intermediate": {"staging", "core", *LEGACY},
    "core": {"staging", "core", *LEGACY},
    "marts": {"core", "marts"},
    "audit": {"staging", "core", "marts", "audit", "legacy/staging"},
    "legacy/audit": {"staging", "core", "marts", "audit", "legacy/audit", *LEGACY},
    "views": {"core", "marts", "views"},
    "report": {"core", "marts", "audit"},
}
NOT_STORED = ("view", "ephemeral")
BY_MATCH = ("matches", "later_matches")
"""Strategies of tables of which an increment replaces the rows of matches."""
HOW_BUILT = {
    "payloads",
    "parts",
    "versions",
    "reference",
    "rows",
    "by_match",
    "later_matches",
    "tables",
    "unstored",
}
"""Folders that say how their models are built, and nothing about what they hold."""


def listed_core_stats() -> set[str]:
    """The columns that macros/core_stats.sql sums over the teams of a player."""
    text = (ROOT / "macros" / "core_stats.sql").read_text()
    return set(re.findall(r"'(\w+)'", text))


def models(manifest: Manifest) -> Iterator[Any]:
    yield from nodes(manifest, "model")


def nodes(manifest: Manifest, *kinds: str) -> Iterator[Any]:
    for node in manifest["nodes"].values():
        if node["resource_type"] in kinds:
            yield node


def folder(model: Any) -> str:
    """Where a model lies below dbt_project/models, without folders that say how it is built."""
    parts = Path(model["original_file_path"]).parts[2:-1]
    return "/".join(part for part in parts if part not in HOW_BUILT)


def layer_of(model: Any) -> str:
    """The layer a model belongs to; the folder legacy has a layer of each kind."""
    parts = folder(model).split("/")
    return "/".join(parts[:2]) if parts[0] == "legacy" else parts[0]


def models_say_what_a_row_is(manifest: Manifest) -> list[str]:
    return [
        f"{one['name']}: begin the description in its .yml with 'One row per …'"
        for one in models(manifest)
        if not one["description"].startswith("One row per")
    ]


def columns_are_described(manifest: Manifest) -> list[str]:
    tables = [*nodes(manifest, "model", "seed", "analysis"), *manifest["sources"].values()]
    return [
        f"{table['name']}.{column['name']}: say in the .yml what the column holds"
        for table in tables
        for column in table["columns"].values()
        if not column["description"]
    ]


def everything_is_described(manifest: Manifest) -> list[str]:
    """Seeds, sources, snapshots of our own making, tests written by hand, exposures, groups."""
    described = [
        *nodes(manifest, "seed", "analysis"),
        *(one for one in nodes(manifest, "test") if not one.get("test_metadata")),
        *manifest["sources"].values(),
        *manifest["exposures"].values(),
        *manifest["unit_tests"].values(),
    ]
    return [
        f"{one['name']}: say in its .yml what this {one['resource_type']} is for"
        for one in described
        if not one["description"]
    ]


def models_have_a_tested_key(manifest: Manifest) -> list[str]:
    tested = {
        node["attached_node"]
        for node in nodes(manifest, "test")
        if (node.get("test_metadata") or {}).get("name") in KEY_TESTS
    }
    return [
        f"{one['name']}: test its key, with unique on one column or unique_together on several"
        for one in models(manifest)
        if one["unique_id"] not in tested
        # a test would compute it again; the keys of what it reads are tested
        and one["config"]["materialized"] not in NOT_STORED
    ]


def increments_read_only_what_changed(manifest: Manifest) -> list[str]:
    """A table of matches that is not marked is read whole by every increment."""
    tables = {
        one["unique_id"]: one["name"]
        for one in models(manifest)
        if "match_id" in one["columns"] and one["config"]["materialized"] not in NOT_STORED
    }
    return [
        f"{one['name']}: write of_changed_matches(ref('{tables[parent]}')), so that an increment "
        "reads no other match"
        for one in _read_by_match(manifest)
        for parent in one["depends_on"]["nodes"]
        if parent in tables and f"{{{{ ref('{tables[parent]}') }}}}" in one["raw_code"]
    ]


def _read_by_match(manifest: Manifest) -> Iterator[Any]:
    """Models with rows of matches, and the steps that are a part of their SQL."""
    waiting = [one for one in models(manifest) if one["config"]["incremental_strategy"] in BY_MATCH]
    seen: set[str] = set()
    while waiting:
        one = waiting.pop()
        if one["unique_id"] in seen:
            continue
        seen.add(one["unique_id"])
        yield one
        parents = (manifest["nodes"].get(parent) for parent in one["depends_on"]["nodes"])
        waiting += [one for one in parents if one and one["config"]["materialized"] == "ephemeral"]


def public_models_are_under_contract(manifest: Manifest) -> list[str]:
    return [
        f"{one['name']}: others rely on {one['config']['schema']}; enforce the contract and give "
        "every column a data_type"
        for one in models(manifest)
        if one["config"]["schema"] in PUBLIC and not one["contract"]["enforced"]
    ]


def models_have_an_owner(manifest: Manifest) -> list[str]:
    return [
        f"{one['name']}: put its folder into a group in dbt_project.yml"
        for one in models(manifest)
        if not one["config"].get("group")
    ]


def steps_between_are_private(manifest: Manifest) -> list[str]:
    return [
        f"{one['name']}: a step between models is nobody else's; set access private for its folder"
        for one in models(manifest)
        if folder(one).endswith("intermediate")
        and folder(one) != "legacy/intermediate"
        and one["config"]["access"] != "private"
    ]


def a_yml_lies_beside_every_model(manifest: Manifest) -> list[str]:
    return [
        f"{one['name']}: describe it in {Path(one['original_file_path']).with_suffix('.yml')}"
        for one in models(manifest)
        if not (ROOT / one["original_file_path"]).with_suffix(".yml").is_file()
    ]


def names_tell_the_layer(manifest: Manifest) -> list[str]:
    found = []
    for one in models(manifest):
        prefix = PREFIXES.get(folder(one))
        borrowed = [other for other in PREFIXES.values() if one["name"].startswith(other)]
        if prefix and not one["name"].startswith(prefix):
            found.append(f"{one['name']}: models in {folder(one)} are called {prefix}…")
        elif not prefix and folder(one) in PUBLIC and borrowed:
            found.append(f"{one['name']}: {borrowed[0]}… is not for models in {folder(one)}")
    return found


def layers_look_down_only(manifest: Manifest) -> list[str]:
    layer = {one["unique_id"]: layer_of(one) for one in models(manifest)}
    return [
        f"{one['name']}: {layer[one['unique_id']]} may not read {parent.split('.')[-1]}, which is "
        f"in {layer[parent]}"
        for one in models(manifest)
        for parent in one["depends_on"]["nodes"]
        if parent in layer and layer[parent] not in LAYERS[layer[one["unique_id"]]]
    ]


def core_mentions_legacy_only_where_it_merges(manifest: Manifest) -> list[str]:
    return [
        f"{one['name']}: read int_<entity>, which joins the rows of the API and of the old "
        f"application, instead of {parent.split('.')[-1]}"
        for one in models(manifest)
        if folder(one) == "core"
        for parent in one["depends_on"]["nodes"]
        if parent.startswith("model.") and "_legacy_" in parent.split(".")[-1]
    ]


def only_staging_reads_raw(manifest: Manifest) -> list[str]:
    return [
        f"{one['name']}: read raw in a staging model and refer to that"
        for one in models(manifest)
        if not layer_of(one).endswith("staging")
        and any(parent.startswith("source.") for parent in one["depends_on"]["nodes"])
    ]


def sources_have_freshness(manifest: Manifest) -> list[str]:
    """Migrated rows come once, by hand: they cannot be late."""
    return [
        f"{one['name']}: say under freshness when the source is too old"
        for one in manifest["sources"].values()
        if one["name"] not in ("segments", "snapshot")
        and one["source_name"] != "old"
        and not ((one.get("freshness") or {}).get("warn_after") or {}).get("count")
    ]


def models_fit_a_screen_or_two(manifest: Manifest) -> list[str]:
    return [
        f"{one['name']}: more than {LONGEST_MODEL} lines; move a step into a model of its own"
        for one in models(manifest)
        if len(one["raw_code"].splitlines()) > LONGEST_MODEL
    ]


def _keys(manifest: Manifest) -> dict[str, set[str]]:
    """The columns of each model whose values together are tested to be unique."""
    keys: dict[str, set[str]] = defaultdict(set)
    for one in nodes(manifest, "test"):
        generic = one.get("test_metadata") or {"name": ""}
        if generic["name"] in KEY_TESTS:
            columns = generic["kwargs"].get("columns") or [one["column_name"]]
            keys[one["attached_node"]] |= {*columns}
    return keys


def errors_are_our_own_faults(manifest: Manifest) -> list[str]:
    """A test that the API or an old file could make fail is a warning."""
    found = []
    keys = _keys(manifest)
    for one in nodes(manifest, "test"):
        if one["config"]["severity"].lower() != "error":
            continue
        generic = one.get("test_metadata")
        attached = manifest["nodes"].get(one.get("attached_node") or "")
        place = (folder(attached) or "seeds") if attached else ""
        if generic:
            columns = [one.get("column_name") or ""]
            if generic["name"] == "never_null":
                columns = generic["kwargs"]["columns"]
            key = keys[one["attached_node"]]
            reasons = [reason(generic["name"], place, column, key) for column in columns]
            known = None if None in reasons else reasons[0]
        else:
            known = SINGULAR.get(one["name"])
        if known is None:
            found.append(
                f"{one['name']}: an error must be a fault of ours; say why it is in "
                "tests/support/error_reasons.py, or let the test warn"
            )
    return found


RULES: tuple[Rule, ...] = (
    errors_are_our_own_faults,
    models_say_what_a_row_is,
    columns_are_described,
    everything_is_described,
    macros_are_described,
    models_have_a_tested_key,
    increments_read_only_what_changed,
    public_models_are_under_contract,
    models_have_an_owner,
    steps_between_are_private,
    a_yml_lies_beside_every_model,
    names_tell_the_layer,
    layers_look_down_only,
    core_mentions_legacy_only_where_it_merges,
    only_staging_reads_raw,
    sources_have_freshness,
    models_fit_a_screen_or_two,
    marts_name_their_players,
    rates_have_their_sample_beside,
    totals_and_rates_are_named_alike,
)
