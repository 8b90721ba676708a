"""What the API might change one day in any document: types of values, names of fields."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from random import Random
from typing import Any

DEEPEST_REPORTED = 8
# whatever a mode counts becomes a row of core.objective_stats by itself: that is no drift
_MODE_BLOCK = re.compile(r"\bStats\.(?!CoreStats)")
READ = (
    *("MatchInfo", "MatchInfo.StartTime", "MatchInfo.Duration", "MatchInfo.MapVariant.AssetId"),
    *("MatchInfo.GameVariantCategory", "Players", "Teams", "Players[].PlayerId", "Players[].Rank"),
    *("Players[].Outcome", "Players[].LastTeamId", "Players[].ParticipationInfo.TimePlayed"),
    *("Players[].PlayerTeamStats", "Players[].PlayerTeamStats[].Stats.CoreStats"),
    "Players[].PlayerTeamStats[].TeamId",
    "Players[].PlayerTeamStats[].Stats.CoreStats.Kills",
    "Players[].PlayerTeamStats[].Stats.CoreStats.PersonalScore",
    "Players[].PlayerTeamStats[].Stats.CoreStats.Medals",
    "Players[].PlayerTeamStats[].Stats.CoreStats.Medals[].NameId",
    *("Teams[].TeamId", "Teams[].Outcome", "Teams[].Stats.CoreStats.Score"),
)
"""Keys our models read in the stats of every match that has the object around them."""
Reported = tuple[str, str]
"""A change and the path of the key, as audit.schema_drift has them."""
KINDS: tuple[Any, ...] = (
    *(None, True, False, 0, 7, -1, 2**31, 2**63, -(2**63) - 1, 10**39, 1.5, -0.0, 1e308),
    *("", "text", "7", "2026-01-01", "PT1S", "xuid(1)", "0001-01-01T00:00:00+14:00"),
    *([], [1], [None], ["a", {}], [[]], {}, {"a": 1}, {"AssetId": []}),
)


def change_types(rng: Random, body: bytes) -> tuple[bytes, Reported | None]:
    """One to three values, whole branches among them, become values of other kinds.

    One alone is to be reported, unless it was or is null: that tells nothing of its kind. Of
    several, one may hide another.
    """
    document = json.loads(body)
    changes = rng.randrange(1, 4)
    for _ in range(changes):
        places = [place for place in _places(document) if place[2] != "MatchId"]
        container, key, path = rng.choice(places)
        old = container[key]
        container[key] = new = rng.choice([one for one in KINDS if type(one) is not type(old)])
        are_numbers = {type(old), type(new)} == {int, float}
    is_told = changes == 1 and None not in (old, new)
    is_told = is_told and not are_numbers and not _MODE_BLOCK.search(path)
    return json.dumps(document).encode(), ("other kind", path) if is_told else None


def add_field(rng: Random, body: bytes) -> tuple[bytes, Reported]:
    """A field nobody knows in one of the objects; and the path it is to be reported under."""
    document = json.loads(body)
    container, path = rng.choice(_objects(document))
    name = f"New{rng.randrange(10**9):09}"
    container[name] = rng.choice([None, 1, "text", [1], {}])
    return json.dumps(document).encode(), ("new key", _joined(path, name))


def rename_field(rng: Random, body: bytes) -> tuple[bytes, Reported]:
    """A field under another name; and the path of that name."""
    document = json.loads(body)
    container, path = rng.choice([one for one in _objects(document) if set(one[0]) - {"MatchId"}])
    old = rng.choice(sorted(set(container) - {"MatchId"}))
    name = f"{old}V{rng.randrange(10**9):09}"
    container[name] = container.pop(old)
    return json.dumps(document).encode(), ("new key", _joined(path, name))


def remove_field(rng: Random, body: bytes) -> tuple[bytes, Reported]:
    """A field the models read, out of every object that has it."""
    document = json.loads(body)
    places = list(_places(document))
    path = rng.choice([one for one in READ if one in {place for _, _, place in places}])
    for container, key, place in places:
        if place == path:
            del container[key]
    return json.dumps(document).encode(), ("missing key", path)


def _places(value: Any, path: str = "") -> Iterator[tuple[Any, Any, str]]:
    """Every value below the root: what holds it, its key there, and its path."""
    items: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    for key, member in items:
        here = f"{path}[]" if isinstance(value, list) else _joined(path, key)
        yield value, key, here
        yield from _places(member, here)


def _objects(document: Any) -> list[tuple[dict[str, Any], str]]:
    """Every object whose fields are near enough to the root to be reported, and its path."""
    found = [(document, "")]
    for container, key, path in _places(document):
        if isinstance(container[key], dict):
            found.append((container[key], path))
    return [
        (container, path)
        for container, path in found
        if path.count(".") + 2 <= DEEPEST_REPORTED and not _MODE_BLOCK.search(path)
    ]


def _joined(path: str, key: str) -> str:
    name = "*" if key.isdigit() else key
    return f"{path}.{name}" if path else name
