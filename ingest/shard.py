"""Which part of all keys one of several ingesters asks for."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from ingest.errors import UsageError

DEFAULT_SHARD_WAIT = 120.0
"""Seconds that a shard waits for others that were not started."""

_WRITTEN = re.compile(r"([0-9]{1,4})/([0-9]{1,4})")


@dataclass(frozen=True, slots=True, order=True)
class Shard:
    """One of `count` ingesters; the first has the index 1."""

    index: int
    count: int

    def __str__(self) -> str:
        return f"{self.index}/{self.count}"

    @property
    def is_part(self) -> bool:
        """Whether there are keys that other shards ask for."""
        return self.count > 1

    @property
    def others(self) -> list[Shard]:
        """The shards that ask for all other keys."""
        every = (Shard(index, self.count) for index in range(1, self.count + 1))
        return [one for one in every if one != self]

    def owns(self, key: str) -> bool:
        """Whether this shard asks for the key. Of every key exactly one shard does."""
        if not self.is_part:
            return True
        # not `hash`, which differs from one process to the next
        digest = hashlib.sha256(key.encode()).digest()
        return int.from_bytes(digest[:8]) % self.count == self.index - 1


WHOLE = Shard(1, 1)
"""An ingester that asks for every key."""


def shard_of(text: str) -> Shard:
    """The shard that `--shard` names, such as 2/4."""
    found = _WRITTEN.fullmatch(text)
    shard = Shard(int(found[1]), int(found[2])) if found else None
    if shard is None or not 1 <= shard.index <= shard.count:
        raise UsageError(
            f"--shard {text!r} names no shard",
            "write i/n, the number of this shard and how many there are: 1/4, 2/4, 3/4 or 4/4",
        )
    return shard
