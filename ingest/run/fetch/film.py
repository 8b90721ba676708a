"""The film of a match: manifest, highlight chunk, events."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

from yarl import URL

from ingest.api.requester import Answer, RequestFailed
from ingest.api.session import is_film_store
from ingest.film.decode import KNOWN_VERSIONS, DecodedFilm
from ingest.film.events import UnreadableFilm
from ingest.film.pool import DecoderFailed
from ingest.film.roster import Roster
from ingest.payload.admit import Refused
from ingest.payload.answers import document_in
from ingest.payload.facts import at, items, uuid_text
from ingest.raw import Row, Status
from ingest.run.context import RunContext
from ingest.run.fetch.not_yet import FILM_APPEARS_WITHIN, STILL_RECORDING_AGAIN_AFTER
from ingest.run.fetch.outcome import Outcome, outcome_of
from ingest.run.fetch.rows import failed, quarantined, settled

_HIGHLIGHTS = 3


async def film_row(
    context: RunContext, blank: Row, started_at: datetime | None, roster: Roster | None
) -> Row:
    """Ask for the film of a match and decode it."""
    try:
        manifest = await context.api.film_manifest(blank.key)
        if not manifest.is_success:
            return settled(blank, _outcome(context, manifest, started_at), manifest.status)
        found = _chunk_url(context, blank, manifest)
        if isinstance(found, Row):
            return found
        url, header = found
        chunk = await context.api.film_chunk(url)
        if not chunk.is_success:
            return settled(blank, _outcome(context, chunk, started_at), chunk.status)
    except RequestFailed as error:
        return failed(blank, error)
    if chunk.refused is not None:
        return quarantined(blank, chunk, chunk.refused)
    return await _decoded(context, replace(blank, http_status=200), header, chunk, roster)


async def _decoded(
    context: RunContext, blank: Row, header: dict[str, Any], answer: Answer, roster: Roster | None
) -> Row:
    version, chunk = header["film_major_version"], answer.body
    if version not in KNOWN_VERSIONS:
        reason = f"film version {version} is not known to the decoder"
        return replace(blank, status=Status.UNSUPPORTED_VERSION, body=chunk, reason=reason)
    try:
        film = await context.decoders.decode(chunk, version, roster)
    except UnreadableFilm as error:
        return quarantined(blank, answer, error)
    except DecoderFailed as error:
        return failed(blank, error)
    keep = bool(film.doubts) or context.options.keep_films
    row = replace(blank, body=chunk if keep else None, reason="; ".join(film.doubts)[:500] or None)
    if not film.event_count:
        # nothing at all is only believed when the stats say so too
        return replace(row, status=Status.QUARANTINED if film.doubts else Status.EMPTY)
    return replace(row, status=Status.OK, payload=_payload(header, film))


def _chunk_url(context: RunContext, blank: Row, answer: Answer) -> Row | tuple[URL, dict[str, Any]]:
    """Address of the highlight chunk and the film's header, or the row that says why not."""
    try:
        manifest = document_in(answer).value
        custom = at(manifest, "CustomData")
        if uuid_text(at(custom, "MatchId")) != blank.key:
            raise Refused("the manifest is of another match")
        if at(custom, "HasGameEnded") is False:
            again = context.now() + STILL_RECORDING_AGAIN_AFTER
            return settled(blank, Outcome(Status.NOT_YET, "still recording", again), 200)
        chunks = items(custom, "Chunks")
        chunk = next((one for one in chunks if at(one, "ChunkType") == _HIGHLIGHTS), None)
        if chunk is None:
            return settled(blank, Outcome(Status.EMPTY, "no highlight chunk"), 200)
        url = _address(at(manifest, "BlobStoragePathPrefix"), at(chunk, "FileRelativePath"))
    except Refused as error:
        return quarantined(blank, answer, error)
    return url, {
        "match_id": blank.key,
        "film_asset_id": at(manifest, "AssetId"),
        "film_major_version": at(custom, "FilmMajorVersion"),
        "film_length_ms": at(custom, "FilmLength"),
    }


def _address(prefix: Any, relative: Any) -> URL:
    """Join the two halves the server names; never leave the host or the folder."""
    if not isinstance(prefix, str) or not isinstance(relative, str):
        raise Refused("the manifest names no chunk address")
    try:
        folder = URL(prefix)
        is_in_store = (
            is_film_store(folder.host)
            and folder.origin() == URL(f"https://{folder.host}")
            and folder.user is None
        )
    except ValueError:  # an odd host is only looked at when it is asked for
        raise Refused("the chunk's address is not a URL") from None
    name = relative.removeprefix("/")
    if not is_in_store or not prefix.endswith("/"):
        raise Refused("the chunk lies on a host that is no film store")
    if not name or not all(part.replace("_", "").isalnum() for part in name.split("/")):
        raise Refused("the chunk's path leaves its folder")
    return folder / name


def _payload(header: dict[str, Any], film: DecodedFilm) -> str:
    named = {**header, "decoder": film.decoder, "decoder_version": film.decoder_version}
    text = json.dumps(named, ensure_ascii=False, separators=(",", ":"))
    return f'{text[:-1]},"events":{film.events_json}}}'


def _outcome(context: RunContext, answer: Answer, started_at: datetime | None) -> Outcome:
    return outcome_of(answer, context.now(), started_at, FILM_APPEARS_WITHIN)
