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
KINDS: tuple[Any, ...] = (
    *(None, True, False, 0, 7, -1, 2**31, 2**63, -(2**63) - 1, 10**39, 1.5, -0.0, 1e308),
    *("", "text", "7", "2026-01-01", "PT1S", "xuid(1)", "0001-01-01T00:00:00+14:00"),
    *([], [1], [None], ["a", {}], [[]], {}, {"a": 1}, {"AssetId": []}),
)


def change_types(rng: Random, body: bytes) -> bytes:
    """One to three values, whole branches among them, become values of other kinds."""
    document = json.loads(body)
    for _ in range(rng.randrange(1, 4)):
        places = [place for place in _places(document) if place[2] != "MatchId"]
        container, key, _ = rng.choice(places)
        kinds = [one for one in KINDS if type(one) is not type(container[key])]
        container[key] = rng.choice(kinds)
    return json.dumps(document).encode()


def add_field(rng: Random, body: bytes) -> tuple[bytes, str]:
    """A field nobody knows in one of the objects; and the path it is to be reported under."""
    document = json.loads(body)
    container, path = rng.choice(_objects(document))
    name = f"New{rng.randrange(10**9):09}"
    container[name] = rng.choice([None, 1, "text", [1], {}])
    return json.dumps(document).encode(), _joined(path, name)


def rename_field(rng: Random, body: bytes) -> tuple[bytes, str]:
    """A field under another name; and the path of that name."""
    document = json.loads(body)
    container, path = rng.choice([one for one in _objects(document) if set(one[0]) - {"MatchId"}])
    old = rng.choice(sorted(set(container) - {"MatchId"}))
    name = f"{old}V{rng.randrange(10**9):09}"
    container[name] = container.pop(old)
    return json.dumps(document).encode(), _joined(path, name)


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
