"""Names of assets in French, once per version that the API has given in English."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from ingest.api.pacing import Withdrawn
from ingest.payload.facts import AssetRef
from ingest.raw import Feed, Row, Status
from ingest.run.context import RunContext
from ingest.run.fetch.assets import asset_row
from ingest.run.fetch.isolation import unless_unexpected
from ingest.run.fetch.rows import blank_row, failed

FRENCH = "fr-FR"
_BATCH = 25


def unnamed_assets(context: RunContext) -> list[str]:
    """Keys of assets without a French name, each version once."""
    landed = context.store.ledger.keys_with(Feed.ASSETS, {Status.OK})
    ours = [key for key in landed if context.owns(AssetRef.of_key(key).asset_id)]
    return [key for key in ours if _is_wanted(context, f"{FRENCH}:{key}")]


def _is_wanted(context: RunContext, key: str) -> bool:
    if retried := context.options.retried:
        return context.store.ledger.status(Feed.ASSET_NAMES, key) in retried
    return context.wants(Feed.ASSET_NAMES, key)


async def land_asset_names(
    context: RunContext, land: Callable[[Sequence[Row]], Awaitable[None]]
) -> None:
    """Ask for all of them, until the run is asked to stop. What was answered by then lands."""
    unnamed = unnamed_assets(context)
    for start in range(0, len(unnamed), _BATCH):
        keys = unnamed[start : start + _BATCH]
        rows = await asyncio.gather(*(_row(context, key) for key in keys))
        await land([row for row in rows if row is not None])
        if None in rows:
            return


async def _row(context: RunContext, key: str) -> Row | None:
    try:
        return await _answered(context, key)
    except Withdrawn:
        return None


async def _answered(context: RunContext, key: str) -> Row:
    blank = blank_row(context, Feed.ASSET_NAMES, f"{FRENCH}:{key}", None)
    return await unless_unexpected(
        context,
        partial(asset_row, context, AssetRef.of_key(key), blank, FRENCH),
        partial(failed, blank),
    )
