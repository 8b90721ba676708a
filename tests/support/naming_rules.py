"""How columns of marts are named: players beside their xuid, totals and rates alike everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_RATE = re.compile(r"_rate(_|$)|_per_match$|^average_")
_OTHER_WORDS = re.compile(r"^(avg|mean|num|nb|pct|percent|sum|n)_|_(avg|mean|num|pct|percent)$")
_COUNTS = ("kills", "deaths", "assists", "trades", "medals", "damage")


def marts_name_their_players(manifest: dict[str, Any]) -> list[str]:
    """Whoever reads a mart reads names, not numbers."""
    return [
        f"{mart['name']}.{column}: put {column.removesuffix('xuid')}gamertag beside it, the "
        "current gamertag of that player"
        for mart in _marts(manifest)
        for column in mart["columns"]
        if re.search(r"(^|_)xuid$", column)
        and f"{column.removesuffix('xuid')}gamertag" not in mart["columns"]
    ]


def rates_have_their_sample_beside(manifest: dict[str, Any]) -> list[str]:
    """A rate of two matches is not a rate of two hundred."""
    return [
        f"{mart['name']}.{column}: put the number of matches or samples beside it"
        for mart in _marts(manifest)
        for column in mart["columns"]
        if _RATE.search(column)
        and not any("matches" in one or one == "samples" for one in mart["columns"])
    ]


def totals_and_rates_are_named_alike(manifest: dict[str, Any]) -> list[str]:
    """The glossary has the rule."""
    return [
        f"{mart['name']}.{column}: name it as the glossary says, under Names of columns"
        for mart in _marts(manifest)
        for column in mart["columns"]
        if _OTHER_WORDS.search(column) or column in {f"average_{count}" for count in _COUNTS}
    ]


def _marts(manifest: dict[str, Any]) -> Iterator[Any]:
    for node in manifest["nodes"].values():
        if node["resource_type"] == "model" and node["config"]["schema"] == "marts":
            yield node
