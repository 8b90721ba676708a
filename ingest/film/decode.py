"""Decodes one highlight chunk and says whether the result can be trusted. Runs in a worker."""

from __future__ import annotations

import json
import struct
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.film.events import UnreadableFilm, read_events
from ingest.film.roster import Roster

DECODER, DECODER_VERSION = "ingest", "0.1.0"
"""The version is raised with each change of what is read: `ingest decode` then decodes again."""

KNOWN_VERSIONS = range(30, 42)
"""Film major versions somebody has decoded and checked."""

MAX_INFLATED_BYTES = 16 * 1024 * 1024
"""Many times the largest film seen; reading takes five times as much memory, and a second."""

_TOLERANCE = 2


@dataclass(frozen=True, slots=True)
class DecodedFilm:
    """The events as JSON, who read them, and why they might be wrong."""

    events_json: str
    event_count: int
    decoder: str
    decoder_version: str
    doubts: tuple[str, ...]


def decode_film(chunk: bytes, version: int, roster: Roster | None) -> DecodedFilm:
    """Read the events of a highlight chunk and compare them with the roster."""
    inflated = _inflate(chunk)
    try:
        events = read_events(inflated, version)
    except (IndexError, KeyError, TypeError, ValueError, struct.error) as error:
        raise UnreadableFilm(f"{type(error).__name__}: {error}") from error
    if not events and inflated is chunk:
        raise UnreadableFilm("neither a zlib stream nor a chunk with events")
    rows = [{**event._asdict(), "xuid": str(event.xuid)} for event in events]
    return DecodedFilm(
        events_json=json.dumps(rows, ensure_ascii=False, separators=(",", ":")),
        event_count=len(rows),
        decoder=DECODER,
        decoder_version=DECODER_VERSION,
        doubts=tuple(_doubts(rows, roster)),
    )


def _inflate(chunk: bytes) -> bytes:
    """Film chunks are zlib streams, unless some HTTP layer has inflated them already."""
    if int.from_bytes(chunk[:2], "big") % 31 or chunk[:1] != b"\x78":
        return chunk
    stream = zlib.decompressobj()
    try:
        inflated = stream.decompress(chunk, MAX_INFLATED_BYTES)
    except zlib.error as error:
        raise UnreadableFilm(f"damaged: {error}") from error
    if stream.unconsumed_tail:
        raise UnreadableFilm(f"inflates to more than {MAX_INFLATED_BYTES} bytes")
    if not stream.eof:
        raise UnreadableFilm("chunk is cut short")
    return inflated


def _doubts(rows: Sequence[Mapping[str, object]], roster: Roster | None) -> list[str]:
    """Reasons not to trust the events; none when film and stats agree."""
    if roster is None:
        return ["no match stats to check against"]
    counts = Counter((row["event_type"], row["xuid"]) for row in rows)
    doubts = [
        f"event of {xuid}, who is not in the match"
        for xuid in sorted({str(row["xuid"]) for row in rows} - set(roster.kills))
    ]
    if roster.is_firefight:  # films leave out the AI on both sides
        return doubts
    for kind, expected in (("kill", roster.kills), ("death", roster.deaths)):
        doubts += [
            f"{xuid} has {counts[kind, xuid]} {kind}s in the film, {count} in the stats"
            for xuid, count in expected.items()
            if abs(counts[kind, xuid] - count) > _TOLERANCE
        ]
    return doubts
