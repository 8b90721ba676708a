"""Puts odd bodies into a demo server: one match each, and what must become of it."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from ingest.demo.api import DemoApi, endpoint_of
from tests.support.drift import Reported, add_field, change_types, remove_field, rename_field
from tests.support.malformed import CONTENT_TYPES, QUARANTINED, Kind
from tests.support.unusual import LANDED
from tests.support.watched_server import Override, WatchedServer

TYPES_CHANGED = "changed types"


@dataclass(frozen=True)
class Sample:
    """The stats of one match as the server sends them."""

    kind: str
    body: bytes
    status: str
    drift: Reported | None = None


Recipe = Callable[[bytes], Sample]


def recipes(malformed: int, unusual: int, drifted: int) -> Iterator[Recipe]:
    """So many variants of each malformed and each unusual kind, so many of each kind of drift."""
    for status, kinds, variants in (
        ("quarantined", QUARANTINED, malformed),
        ("ok", LANDED, unusual),
    ):
        for name, kind in kinds.items():
            for variant in range(variants):
                yield _of_kind(name, kind, status, variant)
    for number in range(drifted):
        yield _with_drift(TYPES_CHANGED, change_types, number)
        yield _with_drift("new field", add_field, number)
        yield _with_drift("renamed field", rename_field, number)
        yield _with_drift("removed field", remove_field, number)


def _of_kind(name: str, kind: Kind, status: str, variant: int) -> Recipe:
    rng = _seeded(name, variant)
    return lambda body: Sample(name, kind(rng, body), status)


def _with_drift(
    name: str, change: Callable[[Random, bytes], tuple[bytes, Reported | None]], number: int
) -> Recipe:
    def sample(body: bytes) -> Sample:
        changed, report = change(_seeded(name, number), body)
        return Sample(name, changed, "ok", report)

    return sample


def _seeded(name: str, variant: int) -> Random:
    return Random(zlib.crc32(f"{name} {variant}".encode()))


def plant(
    server: WatchedServer, recipes: Sequence[Recipe], but: Container[str] = ()
) -> dict[str, Sample]:
    """One sample a match; their films are taken away, which would only cost time."""
    planted = {}
    api = DemoApi(server.world)
    matches = [one for one in server.world.matches if not one.custom and one.match_id not in but]
    for recipe, match in zip(recipes, matches[: len(recipes)], strict=True):
        match_id = match.match_id
        path = f"/hi/matches/{match_id}/stats"
        sample = recipe(api.answer(endpoint_of(path), path, {}).body)
        kind = CONTENT_TYPES.get(sample.kind)
        headers = {"Content-Type": kind} if kind else {}
        server.overrides[path] = Override(body=sample.body, headers=headers)
        server.overrides[f"/hi/films/matches/{match_id}/spectate"] = Override(404, b"{}")
        planted[match_id] = sample
    return planted
