"""Documents that an earlier run landed, read for many matches at a time."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import Any

from ingest.payload.admit import admit
from ingest.raw import Feed
from ingest.raw.reading import read_payloads
from ingest.run.context import RunContext


class LandedDocuments:
    """Reading one document looks into every segment, so many are read together."""

    _AT_ONCE = 200

    def __init__(self, context: RunContext) -> None:
        self._root = context.store.root
        self._expected: dict[Feed, dict[str, None]] = defaultdict(dict)
        self._read: dict[tuple[Feed, str], str] = {}
        self._reading = asyncio.Lock()

    def expect(self, feed: Feed, key: str) -> None:
        """This document will be read, after those that were expected before it."""
        self._expected[feed][key] = None

    async def of(self, feed: Feed, key: str) -> Any:
        """The content of a document."""
        async with self._reading:
            if (feed, key) not in self._read:
                expected = self._expected[feed]
                group = [key, *(one for one in expected if one != key)][: self._AT_ONCE]
                for one in group:
                    expected.pop(one, None)
                found = await asyncio.to_thread(read_payloads, self._root, feed, group)
                self._read |= {(feed, one): payload for one, payload in found.items()}
        return admit(self._read.pop((feed, key)).encode()).value
