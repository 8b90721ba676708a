"""A round: the run of one ingester, or the runs of all shards that were started together.

What a round asks for is named in the matches that land in it. A round that did not finish may owe
assets and profiles, so the next one has to find out where it began.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from pathlib import Path
from typing import Any

from ingest.disk.files import storage_errors
from ingest.disk.look import content_of, is_there, names_in
from ingest.disk.writers import SHARDS, file_stem, is_alive
from ingest.raw.commit import replace_file
from ingest.raw.store import RawStore
from ingest.shard import Shard

_ROUND = "round.json"


class ShardPhase(IntEnum):
    """What a shard is doing. The keys that it finds in one phase are asked for in the next."""

    HISTORIES = 1
    MATCHES = 2
    NAMED_IN_MATCHES = 3
    FINISHED = 4


@dataclass(frozen=True, slots=True)
class Round:
    """Where a round began."""

    count: int
    first_sequence: int
    """Every row that landed before has a smaller number."""
    first_day: date


def has_company(root: Path, shard: Shard) -> bool:
    """Whether another shard lives."""
    return any(is_alive(root, other) for other in shard.others)


def begin_round(store: RawStore, today: date, names: dict[str, Any]) -> None:
    """From now on, what lands belongs to a new round. No other shard lives."""
    with storage_errors(store.root):
        for mark in _marks(store.root):
            store.files.remove(mark)
        content = {
            "count": store.shard.count,
            "first_sequence": store.ledger.next_sequence,
            "first_day": today.isoformat(),
            "names": names,
        }
        _replace(store, store.root / SHARDS / _ROUND, content)


def join_round(store: RawStore) -> None:
    """Other shards live. What this one lands is news to those that have finished already."""
    with storage_errors(store.root):
        for other in store.shard.others:
            if phase_of(store.root, other) is ShardPhase.FINISHED and not is_alive(
                store.root, other
            ):
                store.files.remove(_mark(store.root, other))


def end_run(store: RawStore) -> None:
    """This ingester has finished, and nothing that it has seen is left to request."""
    if store.shard.is_part:
        enter_phase(store, ShardPhase.FINISHED)
    else:
        with storage_errors(store.root):
            store.files.remove(store.root / SHARDS / _ROUND)


def enter_phase(store: RawStore, phase: ShardPhase) -> None:
    """Let the other shards know what this one is doing."""
    with storage_errors(store.root):
        _replace(store, _mark(store.root, store.shard), {"phase": phase.name})


def phase_of(root: Path, shard: Shard) -> ShardPhase | None:
    """What a shard is doing or did last in this round; None if it was not started."""
    try:
        return ShardPhase[json.loads(content_of(_mark(root, shard)))["phase"]]
    except FileNotFoundError:
        return None


def current_round(root: Path) -> Round:
    """The round that was begun last. An ingester without shards removes it when it has finished."""
    content = _round_content(root)
    first_day = date.fromisoformat(content["first_day"])
    return Round(content["count"], content["first_sequence"], first_day)


def names_in_round(root: Path) -> dict[str, Any]:
    """What the shard that began this round has found out about names."""
    names: dict[str, Any] = _round_content(root)["names"]
    return names


def unfinished_round(root: Path) -> Round | None:
    """The round that was begun last, unless all of it has finished."""
    if not is_there(root / SHARDS / _ROUND):
        return None
    begun = current_round(root)
    shards = (Shard(index, begun.count) for index in range(1, begun.count + 1))
    is_finished = all(phase_of(root, shard) is ShardPhase.FINISHED for shard in shards)
    return None if is_finished else begun


def _round_content(root: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(content_of(root / SHARDS / _ROUND))
    return content


def _marks(root: Path) -> list[Path]:
    names = names_in(root / SHARDS)
    return [root / SHARDS / one for one in names if "-of-" in one and one.endswith(".json")]


def _mark(root: Path, shard: Shard) -> Path:
    return root / SHARDS / f"{file_stem(shard)}.json"


def _replace(store: RawStore, path: Path, content: dict[str, object]) -> None:
    replace_file(store.files, store.root, path, json.dumps(content).encode())
