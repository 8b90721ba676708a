"""The other shards of this round: how far they are, and which of them are not waited for."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

from ingest.disk.writers import is_alive, start_lock
from ingest.errors import AnotherIngestRunning
from ingest.raw.rounds import ShardPhase, enter_phase, join_round, phase_of
from ingest.run.context import RunContext
from ingest.shard import Shard


@asynccontextmanager
async def turn_to_start(root: Path, shard: Shard, look_every: float) -> AsyncIterator[None]:
    """Shards start one by one, so that one asks for what all need, and the others read it."""
    with ExitStack() as held:
        while shard.is_part:
            try:
                held.enter_context(start_lock(root))
                break
            except AnotherIngestRunning:
                await asyncio.sleep(look_every)
        yield


class Peers:
    """The other shards, as far as the shared directory shows them."""

    def __init__(self, context: RunContext) -> None:
        self._context = context
        self._root = context.store.root
        self._shard = context.options.shard
        self._until = time.monotonic() + context.options.wait_for_shards
        self._reported: set[str] = set()

    def enter(self, phase: ShardPhase) -> None:
        """Show the others how far this shard is. What it did before has landed."""
        enter_phase(self._context.store, phase)

    def are_past(self, phase: ShardPhase) -> bool:
        """Whether no other shard that lives, or may still be started, is in this phase."""
        in_the_way = [other for other in self._shard.others if self._is_awaited(other, phase)]
        return not in_the_way

    async def rest(self) -> None:
        """Wait until it is time to look again, or until this run is asked to stop."""
        try:
            await asyncio.wait_for(self._context.draining.wait(), self._context.options.look_every)
        except TimeoutError:
            return

    async def finish(self) -> bool:
        """Show that this shard has finished, unless another one came back that lands more."""
        async with turn_to_start(self._root, self._shard, self._context.options.look_every):
            if not self.are_past(ShardPhase.MATCHES):
                join_round(self._context.store)
                self.enter(ShardPhase.MATCHES)
                return False
            self.enter(ShardPhase.FINISHED)
        return True

    def _is_awaited(self, other: Shard, phase: ShardPhase) -> bool:
        if self._is_past(other, phase):
            return False
        if is_alive(self._root, other):
            return True
        if self._is_past(other, phase):  # it got there and ended between the two looks
            return False
        if phase_of(self._root, other) is None:
            if time.monotonic() < self._until:
                return True
            self._report(f"shard {other} was not started: what it owns is missing until it runs")
        else:
            self._report(
                f"shard {other} ended before it had finished: "
                "what it owns is missing until it is started again"
            )
        return False

    def _is_past(self, other: Shard, phase: ShardPhase) -> bool:
        reached = phase_of(self._root, other)
        return reached is not None and reached > phase

    def _report(self, warning: str) -> None:
        if warning not in self._reported:
            self._reported.add(warning)
            self._context.warnings.append(warning)
            self._context.progress.say(warning)
