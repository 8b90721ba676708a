"""The film of a match: its highlight chunk, and the events in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from ingest.api.requester import Answer, RequestFailed
from ingest.film.decode import KNOWN_VERSIONS
from ingest.film.events import UnreadableFilm
from ingest.film.pool import DecoderFailed
from ingest.film.roster import Roster
from ingest.payload.admit import Refused
from ingest.payload.film_document import film_document, film_header
from ingest.raw import Row, Status
from ingest.run.context import RunContext
from ingest.run.fetch.film_chunks import HIGHLIGHTS, chunks_of
from ingest.run.fetch.film_manifest import manifest_of
from ingest.run.fetch.landed_documents import LandedDocuments
from ingest.run.fetch.not_yet import FILM_APPEARS_WITHIN
from ingest.run.fetch.outcome import Outcome, outcome_of
from ingest.run.fetch.rows import failed, quarantined, settled


async def film_rows(
    context: RunContext,
    documents: LandedDocuments,
    blank: Row,
    started_at: datetime | None,
    roster: Roster | None,
) -> list[Row]:
    """Ask for the film of a match and decode it. Its manifest lands beside it."""
    manifest = await manifest_of(context, documents, blank.key, blank.requested_for, started_at)
    row = manifest.row
    if manifest.document is None:
        film = replace(row, feed=blank.feed, attempt=blank.attempt)
        # an answer that is final for both feeds lands in both; what is asked again, with the film
        return [row, film] if row.status is Status.QUARANTINED else [film]
    film = await _film_row(context, blank, manifest.document, started_at, roster)
    return [row, film] if manifest.is_new else [film]


async def _film_row(
    context: RunContext,
    blank: Row,
    manifest: Any,
    started_at: datetime | None,
    roster: Roster | None,
) -> Row:
    try:
        chunks = chunks_of(manifest, HIGHLIGHTS)
    except Refused as error:
        reason = str(error)
        return replace(blank, status=Status.QUARANTINED, reason=reason, http_status=200)
    if not chunks:
        return settled(blank, Outcome(Status.EMPTY, "no highlight chunk"), 200)
    try:
        chunk = await context.api.film_chunk(chunks[0].url)
    except RequestFailed as error:
        return failed(blank, error)
    if not chunk.is_success:
        outcome = outcome_of(chunk, context.now(), started_at, FILM_APPEARS_WITHIN)
        return settled(blank, outcome, chunk.status)
    if chunk.refused is not None:
        return quarantined(blank, chunk, chunk.refused)
    header = film_header(blank.key, manifest)
    return await _decoded(context, replace(blank, http_status=200), header, chunk, roster)


async def _decoded(
    context: RunContext, blank: Row, header: dict[str, Any], answer: Answer, roster: Roster | None
) -> Row:
    version, chunk = header["film_major_version"], answer.body
    if version not in KNOWN_VERSIONS:
        reason = f"film version {version} is not known to the decoder"
        row = replace(blank, status=Status.UNSUPPORTED_VERSION, reason=reason)
        return _with_chunk(context, row, chunk, is_doubtful=True)
    try:
        film = await context.decoders.decode(chunk, version, roster)
    except UnreadableFilm as error:
        row = quarantined(blank, answer, error)
        return _with_chunk(context, row, chunk, is_doubtful=True)
    except DecoderFailed as error:
        return failed(blank, error)
    row = replace(blank, reason="; ".join(film.doubts)[:500] or None)
    row = _with_chunk(context, row, chunk, is_doubtful=bool(film.doubts))
    if not film.event_count:
        # nothing at all is only believed when the stats say so too
        return replace(row, status=Status.QUARANTINED if film.doubts else Status.EMPTY)
    return replace(row, status=Status.OK, payload=film_document(header, film))


def _with_chunk(context: RunContext, row: Row, chunk: bytes, *, is_doubtful: bool) -> Row:
    keeps = context.options.keep_films.keeps_highlights(is_doubtful=is_doubtful)
    return replace(row, body=chunk if keeps else None)
