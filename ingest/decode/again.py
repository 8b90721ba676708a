"""Decodes highlight chunks again that another version of our decoder read, or none could."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.decode.documents import KnownFilm, known_films, rosters
from ingest.film.decode import DECODER, DECODER_VERSION, KNOWN_VERSIONS, DecodedFilm
from ingest.film.events import UnreadableFilm
from ingest.film.pool import DecoderFailed, FilmDecoders
from ingest.film.roster import Roster
from ingest.payload.film_document import film_document
from ingest.raw import Feed, Row, Status
from ingest.raw.reading import files_with, iterate_bodies
from ingest.raw.store import RawStore

_BATCH = 25
_OURS = (DECODER, DECODER_VERSION)


@dataclass(frozen=True, slots=True)
class DecodingResult:
    """What became of the films that are kept."""

    decoded: int = 0
    unchanged: int = 0
    unreadable: tuple[str, ...] = ()
    """Match and reason."""
    unknown: int = 0
    """Films whose version or manifest is not known to our decoder, and films without events."""


@dataclass(frozen=True, slots=True)
class _KeptFilm:
    match_id: str
    chunk: bytes
    known: KnownFilm


async def decode_again(store: RawStore) -> DecodingResult:
    """Decode what is due, and land it batch by batch."""
    known = known_films(store.root)
    due = {match_id for match_id, film in known.items() if _is_due(film)}
    roster_of = rosters(store.root, due)
    kept = files_with(store.root, Feed.MATCH_FILM, "body")
    current = {key for key, film in known.items() if _reader(film) == _OURS}
    up_to_date = len(current & kept.keys())
    decoded, unreadable = 0, list[str]()
    with FilmDecoders() as decoders:
        for batch in _batches(store, known, due):
            steps = (_decode(decoders, film, roster_of.get(film.match_id)) for film in batch)
            rows = list[Row]()
            for film, result in zip(batch, await asyncio.gather(*steps), strict=True):
                if isinstance(result, str):
                    unreadable.append(f"{film.match_id}: {result}")
                elif result.event_count or film.known.decoder:
                    rows.append(_row(store, film, result))
            store.commit(rows)
            decoded += len(rows)
    unknown = len(kept) - up_to_date - decoded - len(unreadable)
    return DecodingResult(decoded, up_to_date, tuple(unreadable), unknown)


def _is_due(film: KnownFilm) -> bool:
    is_known = film.header["film_major_version"] in KNOWN_VERSIONS
    return is_known and _reader(film) != _OURS


def _reader(film: KnownFilm) -> tuple[str | None, str | None]:
    return film.decoder, film.decoder_version


def _batches(
    store: RawStore, known: dict[str, KnownFilm], due: set[str]
) -> Iterator[list[_KeptFilm]]:
    """Each film once, although a chunk may have landed twice."""
    waiting, open_films = list[_KeptFilm](), set(due)
    for match_id, chunk in iterate_bodies(store.root, Feed.MATCH_FILM):
        if match_id in open_films:
            open_films.remove(match_id)
            waiting.append(_KeptFilm(match_id, chunk, known[match_id]))
        if len(waiting) == _BATCH:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


async def _decode(
    decoders: FilmDecoders, film: _KeptFilm, roster: Roster | None
) -> DecodedFilm | str:
    """The film, or why it could not be read."""
    version = film.known.header["film_major_version"]
    try:
        decoded = await decoders.decode(film.chunk, version, roster)
    except (UnreadableFilm, DecoderFailed) as error:
        return str(error)
    if not decoded.event_count and decoded.doubts:
        return "; ".join(decoded.doubts)[:200]
    return decoded


def _row(store: RawStore, film: _KeptFilm, decoded: DecodedFilm) -> Row:
    """A film that never had events lands as if it were new; others get a new version."""
    has_landed = store.ledger.status(Feed.MATCH_FILM, film.match_id) is Status.OK
    return Row(
        feed=Feed.FILM_DECODINGS if has_landed else Feed.MATCH_FILM,
        key=film.match_id,
        status=Status.OK,
        payload=film_document(film.known.header, decoded),
        reason="; ".join(decoded.doubts)[:500] or None,
    )
