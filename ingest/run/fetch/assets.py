"""Maps, playlists, pairs and variants: once per version, with the first match that names it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial

from ingest.api.client import ENGLISH
from ingest.api.pacing import Withdrawn
from ingest.api.requester import RequestFailed
from ingest.payload.admit import Refused
from ingest.payload.answers import document_in
from ingest.payload.facts import AssetRef, at, uuid_text
from ingest.raw import Feed, Row
from ingest.run.context import RunContext
from ingest.run.fetch.isolation import unless_unexpected
from ingest.run.fetch.outcome import outcome_of
from ingest.run.fetch.rows import blank_row, failed, landed, noted, quarantined, settled


class Assets:
    """Remembers what is being asked for, so two matches in flight do not both ask."""

    def __init__(self, context: RunContext) -> None:
        self._context = context
        self._claimed: set[str] = set()

    async def rows(self, refs: Sequence[AssetRef], requested_for: str | None) -> list[Row]:
        """Rows of the versions of this shard that were not requested before."""
        context = self._context
        ours = [ref for ref in dict.fromkeys(refs) if context.owns(ref.asset_id)]
        fresh = [ref for ref in ours if ref.key not in self._claimed]
        asks = Feed.ASSETS in context.options.feeds
        if asks:
            fresh = [ref for ref in fresh if context.wants(Feed.ASSETS, ref.key)]
        else:
            ledger = context.store.ledger
            fresh = [ref for ref in fresh if ledger.status(Feed.ASSETS, ref.key) is None]
        self._claimed.update(ref.key for ref in fresh)
        blanks = [blank_row(context, Feed.ASSETS, ref.key, requested_for) for ref in fresh]
        if not asks:
            return [noted(blank) for blank in blanks]
        steps = (
            unless_unexpected(context, partial(self._row, ref, blank), partial(failed, blank))
            for ref, blank in zip(fresh, blanks, strict=True)
        )
        return await asyncio.gather(*steps)

    async def due_rows(self) -> list[Row]:
        """Rows of the versions that an earlier run could not get or left out."""
        refs = [AssetRef.of_key(key) for key in self._context.due(Feed.ASSETS)]
        return await self.rows(refs, None)

    async def _row(self, ref: AssetRef, blank: Row) -> Row:
        try:
            return await asset_row(self._context, ref, blank, ENGLISH)
        except Withdrawn:
            return noted(blank)


async def asset_row(context: RunContext, ref: AssetRef, blank: Row, language: str) -> Row:
    """The row with one version of an asset, with its names in this language."""
    try:
        answer = await context.api.asset(ref.kind, ref.asset_id, ref.version_id, language)
    except RequestFailed as error:
        return failed(blank, error)
    if not answer.is_success:
        return settled(blank, outcome_of(answer, context.now(), None, ()), answer.status)
    try:
        document = document_in(answer)
        ids = [uuid_text(at(document.value, name)) for name in ("AssetId", "VersionId")]
        if ids != [ref.asset_id, ref.version_id]:
            raise Refused("the asset is another one")
    except Refused as error:
        return quarantined(blank, answer, error)
    return landed(blank, document.text)
