"""Who may write to a raw directory: one ingest alone, or the shards of one run side by side.

The lock of the directory is held alone, or shared by shards. Each shard also has a lock of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from ingest.disk.files import storage_errors
from ingest.disk.lock import exclusive, holder_of, is_held, shared
from ingest.disk.look import names_in
from ingest.errors import AnotherIngestRunning
from ingest.shard import Shard

LOCK_NAME = ".lock"
SHARDS = ".shards"
"""The folder of the locks and marks of shards. No reader's pattern looks into it."""

_SUFFIX = ".lock"
_OF = "-of-"


@contextmanager
def writer_lock(root: Path) -> Iterator[None]:
    """Write to this raw directory alone, or say who writes to it."""
    refusal = f"another ingest is writing to {root}"
    with ExitStack() as held:
        try:
            held.enter_context(exclusive(root / LOCK_NAME, refusal))
        except AnotherIngestRunning:
            # a lock that is shared does not say by whom
            for shard, holder in living_shards(root).items():
                raise AnotherIngestRunning(
                    f"{refusal} (shard {shard}: {holder})", "wait for it to end"
                ) from None
            raise
        yield


@contextmanager
def shard_lock(root: Path, shard: Shard) -> Iterator[bool]:
    """Write beside other shards. True if no other shard lives; starts take place one by one."""
    with storage_errors(root):
        (root / SHARDS).mkdir(exist_ok=True)
    with shared(root / LOCK_NAME, f"another ingest is writing to {root}"):
        others = {one: who for one, who in living_shards(root).items() if one != shard}
        for other, holder in others.items():
            if other.count != shard.count:
                raise AnotherIngestRunning(
                    f"shard {other} is writing to {root} ({holder}), and shards of {other.count} "
                    f"own other keys than shards of {shard.count}",
                    "wait for it to end, or use the same number of shards",
                )
        with exclusive(lock_of(root, shard), f"another ingest is shard {shard} of {root}"):
            yield not others


@contextmanager
def start_lock(root: Path) -> Iterator[None]:
    """Start as a shard, while no other shard starts and none finishes."""
    with storage_errors(root):
        (root / SHARDS).mkdir(parents=True, exist_ok=True)
    with exclusive(root / SHARDS / "start.lock", f"another shard is just starting in {root}"):
        yield


def living_shards(root: Path) -> dict[Shard, str]:
    """The shards that write to this directory at the moment, and who they are."""
    held = {}
    for name in names_in(root / SHARDS):
        if not (_OF in name and name.endswith(_SUFFIX)):
            continue
        if holder := holder_of(root / SHARDS / name):
            index, count = name.removesuffix(_SUFFIX).split(_OF)
            held[Shard(int(index), int(count))] = holder
    return held


def is_alive(root: Path, shard: Shard) -> bool:
    """Whether the process of this shard lives."""
    return is_held(lock_of(root, shard))


def writer_of(root: Path) -> str | None:
    """Who writes to this raw directory at the moment, if anybody does."""
    shards = [f"shard {shard}: {holder}" for shard, holder in living_shards(root).items()]
    return "; ".join(shards) or holder_of(root / LOCK_NAME)


def lock_of(root: Path, shard: Shard) -> Path:
    """The file that the process of this shard holds a lock on."""
    return root / SHARDS / f"{file_stem(shard)}{_SUFFIX}"


def file_stem(shard: Shard) -> str:
    """The name of a shard in file names."""
    return f"{shard.index}{_OF}{shard.count}"
