"""Lands what the decoder of a user reads in kept films."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from ingest.decode.again import DecodingResult
from ingest.decode.hook import FilmReader, FilmToRead
from ingest.raw import Feed, Row, Status
from ingest.raw.reading import files_with, iterate_rows, read_cells
from ingest.raw.store import RawStore

_BATCH = 25


def land_readings(store: RawStore, reader: FilmReader) -> DecodingResult:
    """Read each film that this version has not read, and land them batch by batch."""
    known = _versions_read(store, reader)
    unchanged, unreadable = 0, list[str]()
    decoded, waiting = 0, list[Row]()
    for film in _films(store):
        if known.get(film.match_id) == reader.version:
            unchanged += 1
            continue
        try:
            payload = _document(reader, film)
        except Exception as error:  # noqa: BLE001 the decoder may raise anything; the caller reports it
            unreadable.append(f"{film.match_id}: {type(error).__name__}: {error}")
            continue
        waiting.append(_row(reader, film, payload))
        if len(waiting) == _BATCH:
            store.commit(waiting)
            decoded, waiting = decoded + len(waiting), []
    store.commit(waiting)
    decoded += len(waiting)
    return DecodingResult(decoded, unchanged, tuple(unreadable))


def _versions_read(store: RawStore, reader: FilmReader) -> dict[str, str]:
    """The version that read each film last."""
    prefix = f"{reader.name}:"
    return {
        key.removeprefix(prefix): json.loads(payload)["decoder_version"]
        for key, payload in iterate_rows(store.root, Feed.FILM_READINGS)
        if key.startswith(prefix)
    }


def _films(store: RawStore) -> Iterator[FilmToRead]:
    """Each film of which a chunk is kept, one in memory at a time."""
    highlights = files_with(store.root, Feed.MATCH_FILM, "body")
    manifests = files_with(store.root, Feed.FILM_MANIFESTS, "payload")
    stats = files_with(store.root, Feed.MATCH_STATS, "payload")
    chunks: dict[str, dict[str, list[Path]]] = {}
    for key, paths in files_with(store.root, Feed.FILM_CHUNKS, "body").items():
        chunks.setdefault(key.rpartition(":")[0], {})[key] = paths
    for match_id in sorted({*highlights, *chunks}):
        yield FilmToRead(
            match_id,
            _document_in(manifests, match_id),
            _document_in(stats, match_id),
            _cell(highlights, match_id, "body"),
            _chunks(chunks.get(match_id, {})),
        )


def _chunks(paths_of: Mapping[str, list[Path]]) -> dict[int, bytes]:
    """By index."""
    if not paths_of:
        return {}
    found = read_cells(chain(*paths_of.values()), list(paths_of), "body")
    return {int(key.rpartition(":")[2]): body for key, body in found.items()}


def _document_in(paths_of: Mapping[str, list[Path]], match_id: str) -> Any | None:
    text = _cell(paths_of, match_id, "payload")
    return None if text is None else json.loads(text)


def _cell(paths_of: Mapping[str, list[Path]], match_id: str, column: str) -> Any | None:
    paths = paths_of.get(match_id)
    return read_cells(paths[-1:], [match_id], column).get(match_id) if paths else None


def _document(reader: FilmReader, film: FilmToRead) -> str:
    reading = reader.read(film)
    document = {
        "match_id": film.match_id,
        "decoder": reader.name,
        "decoder_version": reader.version,
        "reading": reading,
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _row(reader: FilmReader, film: FilmToRead, payload: str) -> Row:
    key = f"{reader.name}:{film.match_id}"
    return Row(feed=Feed.FILM_READINGS, key=key, status=Status.OK, payload=payload)
