"""`keep_films = "all"`: every chunk of every film, newest film first."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Collection, Container, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from ingest.api.pacing import Withdrawn
from ingest.api.requester import RequestFailed
from ingest.film.keep import KeepFilms
from ingest.payload.admit import Refused
from ingest.raw import Feed, Row, Status
from ingest.raw.reading import iterate_rows
from ingest.run.context import RunContext
from ingest.run.fetch.film_chunks import HEADER, REPLICATION, FilmChunk, chunks_of
from ingest.run.fetch.isolation import rows_or_failed
from ingest.run.fetch.not_yet import FILM_APPEARS_WITHIN
from ingest.run.fetch.outcome import outcome_of
from ingest.run.fetch.rows import blank_row, failed, quarantined, settled
from ingest.run.newest_first import newest_first
from ingest.run.options import RunOptions

_AT_ONCE = 4
"""Chunks of one film that are requested side by side; one has up to half a megabyte."""


FILM_BYTES = 9_000_000
"""About what all chunks of a real film take."""

WHOLE_FILMS = (
    f"films are kept whole: about {FILM_BYTES / 1e6:.0f} MB for each match, after all matches "
    "have landed (`ingest run --dry-run` counts them)"
)


@dataclass(frozen=True, slots=True)
class OpenFilm:
    """The chunks of a film that have not landed."""

    match_id: str
    started_at: datetime | None
    chunks: tuple[FilmChunk, ...]

    @property
    def bytes(self) -> int:
        return sum(chunk.size for chunk in self.chunks)


def chunk_key(match_id: str, chunk: FilmChunk) -> str:
    """The key of a chunk in raw."""
    return f"{match_id}:{chunk.index}"


def open_films(context: RunContext, among: Container[str] | None = None) -> list[OpenFilm]:
    """Films with a landed manifest and open chunks, newest first; of these matches, if named."""
    found = {
        match_id: chunks
        for match_id, chunks in _open_chunks(context)
        if context.owns(match_id) and (among is None or match_id in among)
    }
    ordered = newest_first(context.store.root, found)
    return [OpenFilm(match_id, start, found[match_id]) for match_id, start in ordered]


def _open_chunks(context: RunContext) -> Iterator[tuple[str, tuple[FilmChunk, ...]]]:
    for match_id, payload in iterate_rows(context.store.root, Feed.FILM_MANIFESTS):
        try:
            chunks = chunks_of(json.loads(payload), HEADER, REPLICATION)
        except Refused:
            continue  # the row of the film says so
        wanted = [one for one in chunks if _is_wanted(context, match_id, one)]
        if wanted:
            yield match_id, tuple(wanted)


def _is_wanted(context: RunContext, match_id: str, chunk: FilmChunk) -> bool:
    key, retried = chunk_key(match_id, chunk), context.options.retried
    if retried:
        return context.store.ledger.status(Feed.FILM_CHUNKS, key) in retried
    return context.wants(Feed.FILM_CHUNKS, key)


def announcement(films: Collection[OpenFilm]) -> str:
    """How much it takes."""
    chunks = sum(len(film.chunks) for film in films)
    megabytes = sum(film.bytes for film in films) / 1e6
    return (
        f"{chunks:,} chunks of {len(films):,} films are missing, {megabytes:,.0f} MB. "
        "They land newest first; you can stop at any time"
    )


def keeps_whole_films(options: RunOptions) -> bool:
    """Whether this run asks for chunks other than the highlights."""
    is_asked = options.keep_films is KeepFilms.ALL or bool(options.retried)
    return is_asked and Feed.FILM_CHUNKS in options.feeds


async def keep_whole_films(
    context: RunContext,
    land: Callable[[list[Row]], Awaitable[None]],
    among: Container[str] | None,
) -> None:
    """Land the open chunks of each film, one film after the other.

    A film lands with all of its chunks or not at all: a part of it would be counted as whole.
    """
    films = await asyncio.to_thread(open_films, context, among)
    if not films or context.draining.is_set():
        return
    context.progress.say(announcement(films))
    for film in films:
        try:
            rows = await _chunk_rows(context, film)
        except Withdrawn:
            return
        if context.api.is_shut:  # refusals do not land then
            return
        await land(rows)
        context.progress.detail(f"{film.match_id}: {len(rows)} film chunks")


async def _chunk_rows(context: RunContext, film: OpenFilm) -> list[Row]:
    """The rows of all chunks. Raises what ends the run, after every request has ended."""
    room = asyncio.Semaphore(_AT_ONCE)

    async def fetch(chunk: FilmChunk) -> list[Row]:
        async with room:
            blank = blank_row(context, Feed.FILM_CHUNKS, chunk_key(film.match_id, chunk), None)
            step = partial(_chunk, context, blank, chunk, film.started_at)
            return await rows_or_failed(context, [blank], step)

    found = await asyncio.gather(*map(fetch, film.chunks), return_exceptions=True)
    rows: list[Row] = []
    for one in found:
        if isinstance(one, BaseException):
            raise one
        rows += one
    return rows


async def _chunk(
    context: RunContext, blank: Row, chunk: FilmChunk, started_at: datetime | None
) -> list[Row]:
    try:
        answer = await context.api.film_chunk(chunk.url)
    except RequestFailed as error:
        return [failed(blank, error)]
    if not answer.is_success:
        outcome = outcome_of(answer, context.now(), started_at, FILM_APPEARS_WITHIN)
        return [settled(blank, outcome, answer.status)]
    if answer.refused is not None:
        return [quarantined(blank, answer, answer.refused)]
    return [replace(blank, status=Status.OK, body=answer.body, http_status=200)]
