"""The manifest of a film: where its chunks lie. It is landed, because films expire."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ingest.api.requester import RequestFailed
from ingest.payload.admit import Refused
from ingest.payload.answers import document_in
from ingest.payload.facts import at, uuid_text
from ingest.raw import Feed, Row, Status
from ingest.raw.feeds import FILM_FETCHED
from ingest.run.context import RunContext
from ingest.run.fetch.landed_documents import LandedDocuments
from ingest.run.fetch.not_yet import FILM_APPEARS_WITHIN, STILL_RECORDING_AGAIN_AFTER
from ingest.run.fetch.outcome import Outcome, outcome_of
from ingest.run.fetch.rows import blank_row, failed, landed, quarantined, settled


@dataclass(frozen=True, slots=True)
class Manifest:
    """What came of asking: a row to land, and the document where it can be used."""

    row: Row
    document: Any = None
    is_new: bool = True
    """False if an earlier run landed it, so that there is no row to land."""


async def manifest_of(
    context: RunContext,
    documents: LandedDocuments,
    match_id: str,
    requested_for: str | None,
    started_at: datetime | None,
) -> Manifest:
    """The landed manifest, or the one that the API has now."""
    blank = blank_row(context, Feed.FILM_MANIFESTS, match_id, requested_for)
    if context.store.ledger.status(Feed.FILM_MANIFESTS, match_id) is Status.OK:
        document = await documents.of(Feed.FILM_MANIFESTS, match_id)
        return Manifest(blank, document, is_new=False)
    try:
        answer = await context.api.film_manifest(match_id)
    except RequestFailed as error:
        return Manifest(failed(blank, error))
    if not answer.is_success:
        outcome = outcome_of(answer, context.now(), started_at, FILM_APPEARS_WITHIN)
        return Manifest(settled(blank, outcome, answer.status))
    try:
        document = document_in(answer)
        custom = at(document.value, "CustomData")
        if uuid_text(at(custom, "MatchId")) != match_id:
            raise Refused("the manifest is of another match")
    except Refused as error:
        return Manifest(quarantined(blank, answer, error))
    if at(custom, "HasGameEnded") is False:
        again = context.now() + STILL_RECORDING_AGAIN_AFTER
        return Manifest(settled(blank, Outcome(Status.NOT_YET, "still recording", again), 200))
    return Manifest(landed(blank, document.text), document.value)


def lacks_manifest(context: RunContext, match_id: str) -> bool:
    """Whether the film was fetched by a version that did not land manifests."""
    if context.store.ledger.status(Feed.MATCH_FILM, match_id) not in FILM_FETCHED:
        return False
    return context.wants(Feed.FILM_MANIFESTS, match_id)


def matches_that_may_lack_manifests(context: RunContext) -> list[str]:
    """Matches whose film was fetched, without those whose manifest is not wanted now."""
    fetched = context.store.ledger.keys_with(Feed.MATCH_FILM, FILM_FETCHED)
    return [match_id for match_id in fetched if context.wants(Feed.FILM_MANIFESTS, match_id)]
