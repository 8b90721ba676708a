"""Collects finished matches and lands them in batches; bounds what a kill can cost."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from ingest.errors import IngestError
from ingest.raw import Row, Status
from ingest.run.context import RunContext
from ingest.run.fetch.match import FetchedMatch
from ingest.run.fetch.profiles import PlayersSeen

WINDOW = 25
"""Matches asked for but not yet landed, at any moment: all that a kill makes us ask again."""

BATCH = 20
"""Finished matches that make a commit; the rest of the window keeps the endpoints busy."""


class Committer:
    """A slot is taken before a match's first request and freed when its rows are on disk."""

    def __init__(self, context: RunContext) -> None:
        self._context = context
        self._slots = asyncio.Semaphore(WINDOW)
        self._flushing = asyncio.Lock()
        self._writing = asyncio.Lock()
        self._ready: list[FetchedMatch] = []
        self._players = PlayersSeen(context)

    async def open_match(self) -> None:
        """Wait until one more match may be asked for."""
        await self._slots.acquire()

    def drop_match(self) -> None:
        """Give the slot of a match that was not asked for back."""
        self._slots.release()

    async def close_match(self, match: FetchedMatch) -> None:
        """A match is complete; its rows land with the next batch."""
        self._ready.append(match)
        if len(self._ready) >= BATCH:
            await self.flush()

    async def flush(self) -> None:
        """Land what is complete, the profiles of the players seen there first."""
        async with self._flushing:
            batch, self._ready = self._ready, []
            if not batch:
                return
            trouble = None
            try:
                profiles = await self._profiles(batch)
            except asyncio.CancelledError:
                self._ready = batch + self._ready
                raise
            except IngestError as error:
                trouble = error
                profiles = self._players.reminders()
            await self.land([*profiles, *(row for match in batch for row in match.rows)])
            self._context.progress.committed(len(batch))
            for _ in batch:
                self._slots.release()
            if trouble is not None:
                raise trouble

    async def finish(self) -> None:
        """Land what is complete, and the profiles of all players seen."""
        await self.flush()
        await self.land(await self._players.rest())

    async def stop(self) -> None:
        """Land what is complete, and reminders of the profiles that were not requested."""
        await self.flush()
        await self.land(self._players.reminders())

    async def _profiles(self, batch: Sequence[FetchedMatch]) -> list[Row]:
        """Among several shards, one requests the profiles of the players in all matches."""
        if self._context.options.shard.is_part:
            return []
        return await self._players.rows(_requesters(batch))

    async def land(self, rows: Sequence[Row]) -> None:
        """Land rows now. A commit that began is finished, even if its task is cancelled."""
        if self._context.api.is_shut:
            # refusals that were not meant for these keys must not settle them
            rows = [row for row in rows if row.status not in (Status.FORBIDDEN, Status.QUARANTINED)]
        if not rows:
            return
        async with self._writing:
            commit = asyncio.ensure_future(asyncio.to_thread(self._context.store.commit, rows))
            try:
                await asyncio.shield(commit)
            except asyncio.CancelledError:
                await commit
                raise


def _requesters(batch: Sequence[FetchedMatch]) -> dict[str, str | None]:
    """Everybody seen in these matches, with the player whose history led there."""
    return {xuid: match.requested_for for match in batch for xuid in match.xuids}
