"""Writes the entity diagram: tables with their keys, and a line for each relationship test."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Any

from relations import Join, joins, keys, tables

TEMPLATE = Path(__file__).with_name("entities.html")


def page(manifest: dict[str, Any]) -> str:
    """What others are joined to stands in the middle, core on the left, the rest on the right."""
    found, keys_of, all_joins = tables(manifest), keys(manifest), joins(manifest)
    middle = {join.other for join in all_joins}
    joined = {join.table for join in all_joins}
    left = [name for name in found if name.startswith("core.") and name in joined - middle]
    right = [name for name in found if name in joined - middle - set(left)]
    alone = [name for name in found if name not in joined | middle]
    cards = {
        name: _card(name, model, keys_of.get(name, []), all_joins) for name, model in found.items()
    }
    parts = {"LEFT": left, "MIDDLE": middle, "RIGHT": right, "ALONE": alone}
    text = TEMPLATE.read_text(encoding="utf-8")
    for mark, names in parts.items():
        text = text.replace(f"<!-- {mark} -->", "\n".join(cards[name] for name in sorted(names)))
    return text


def _card(name: str, model: Any, key: list[str], all_joins: Iterable[Join]) -> str:
    """One table: its grain, its key, and where its columns find their rows."""
    mine = {join.column: join for join in all_joins if join.table == name}
    found = [join.other_column for join in all_joins if join.other == name]
    columns = list(dict.fromkeys([*key, *found, *mine]))
    rows = "".join(_row(name, column, column in key, mine.get(column)) for column in columns)
    grain = escape(model["description"].partition(". ")[0].rstrip("."))
    link = f"docs.html#!/{model['resource_type']}/{escape(model['unique_id'])}"
    return (
        f'<article id="{escape(name)}"><h3><a href="{link}">{escape(name)}</a></h3>'
        f"<p>{grain}.</p><ul>{rows}</ul></article>"
    )


def _row(table: str, column: str, is_key: bool, join: Join | None) -> str:
    place = f"{table}.{column}"
    key = '<abbr title="part of the key">key</abbr>' if is_key else ""
    if join is None:
        return f'<li data-column="{escape(place)}">{escape(column)} {key}</li>'
    other = f"{join.other}.{join.other_column}"
    target = f'<a href="#{escape(join.other)}">→ {escape(other)}</a>'
    return (
        f'<li data-column="{escape(place)}" data-joins="{escape(other)}">'
        f"{escape(column)} {key} <small>{target}</small></li>"
    )
