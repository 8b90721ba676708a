"""Film manifests and the highlight-event chunk, as bits that spnkr decodes into the log."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from random import Random
from typing import Any, NamedTuple

from ingest.demo.game import MatchLog
from ingest.demo.modes import invented_uuid
from ingest.demo.schedule import DemoPlayer, Match

BLOB_HOST = "https://blobs-infiniteugc.svc.halowaypoint.com"
CHUNK_MS = 20_000
KILL_HINT, DEATH_HINT, MODE_HINT = 50, 20, 10
END_MARKER = f"{0x00002EE0:032b}"
# No two zero bits ever meet in these bytes, in any order: filler made of them can hold
# neither an xuid marker nor an end marker, at any bit offset.
FILLER = tuple(f"{byte:b}" for byte in range(128, 256) if "00" not in f"{byte:b}")


class FilmEvent(NamedTuple):
    ms: int
    player: DemoPlayer
    kind: str
    hint: int
    value: int


def film_events(log: MatchLog) -> list[FilmEvent]:
    """What the film shows: humans only, and neither kills of nor by the Banished."""
    events = []
    for kill in log.kills:
        if kill.killer.fighter.player:
            events.append(FilmEvent(kill.ms, kill.killer.fighter.player, "kill", KILL_HINT, 0))
        if kill.victim.fighter.player:
            victim = kill.victim.fighter.player
            events.append(FilmEvent(kill.death_ms, victim, "death", DEATH_HINT, 1))
    for fall in log.falls:
        if fall.victim.fighter.player:
            events.append(FilmEvent(fall.ms, fall.victim.fighter.player, "death", DEATH_HINT, 1))
    for ms, stint, medal in log.medals:
        if stint.fighter.player:
            events.append(
                FilmEvent(ms, stint.fighter.player, "medal", medal.weight, medal.film_code)
            )
    modes = [
        FilmEvent(feat.ms, feat.stint.fighter.player, "mode", MODE_HINT, 2)
        for feat in log.feats
        if feat.stint.fighter.player
    ]
    events += modes
    if log.match.index % 40 == 3:
        # A real film holds its last mode event twice.
        events += modes[-1:]
    return sorted(events, key=lambda event: event.ms)


def film_chunk(log: MatchLog) -> bytes:
    return encoded(log.match, film_events(log))


def encoded(match: Match, events: Sequence[FilmEvent]) -> bytes:
    """A highlight chunk of the match that holds these events in this order."""
    rng = Random(f"{match.seed}/film")
    span = rng.randint(700, 1400)
    layout = _late_layout if match.film_version in (39, 40) else _usual_layout
    bits = [_filler(rng, rng.randint(900, 2000))]
    for event in events:
        record = layout(event)
        marker = rng.choice(("00101101", "00100101")) + "11000000"
        head = _bytes_bits(int(event.player.xuid).to_bytes(8, "little")) + marker
        bits.append(head + _filler(rng, span - len(head) - len(record)) + record + END_MARKER)
        bits.append(_filler(rng, rng.randint(20, 160)))
    text = "".join(bits)
    text += "1" * (-len(text) % 8)
    return zlib.compress(int(text, 2).to_bytes(len(text) // 8, "big"))


def _filler(rng: Random, length: int) -> str:
    return "".join(rng.choices(FILLER, k=length // 8 + 1))[:length]


def _bytes_bits(data: bytes) -> str:
    return f"{int.from_bytes(data, 'big'):0{8 * len(data)}b}"


def _name_bits(player: DemoPlayer) -> str:
    return _bytes_bits(player.gamertag.encode("utf-16-le").ljust(32, b"\0"))


def _tail_bits(event: FilmEvent) -> str:
    flag = event.kind == "medal"
    return f"{event.hint:08b}{event.ms:032b}{0:024b}{flag:08b}{0:024b}{event.value:08b}"


def _usual_layout(event: FilmEvent) -> str:
    return _name_bits(event.player) + "10110111" * 15 + _tail_bits(event)


def _late_layout(event: FilmEvent) -> str:
    """Majors 39 and 40 put the gamertag twelve bytes later."""
    return "11011010" * 12 + _name_bits(event.player) + "10110111" * 3 + _tail_bits(event)


def film_path(match: Match) -> str:
    film = invented_uuid(match.match_id, "film")
    return f"/ugcstorage/film/{film}/{invented_uuid(match.match_id, 'film version')}/"


def manifest(log: MatchLog, chunk_size: int) -> dict[str, Any]:
    match = log.match
    length = log.duration_ms + log.intro_ms
    return {
        "FilmStatusBond": 1,
        "CustomData": {
            "FilmLength": length,
            "Chunks": _chunks(match, length, chunk_size),
            "HasGameEnded": True,
            "ManifestRefreshSeconds": 30,
            "MatchId": match.match_id,
            "FilmMajorVersion": match.film_version,
        },
        "BlobStoragePathPrefix": BLOB_HOST + film_path(match),
        "AssetId": invented_uuid(match.match_id, "film"),
    }


def _chunks(match: Match, length: int, highlight_size: int) -> list[dict[str, Any]]:
    rng = Random(f"{match.seed}/chunks")
    chunks = [_chunk(0, 0, 10, _size(rng), 1)]
    for start in range(0, length, CHUNK_MS):
        lasts = min(CHUNK_MS, length - start)
        chunks.append(_chunk(len(chunks), start, lasts, _size(rng), 2))
    chunks.append(_chunk(len(chunks), length, 2, highlight_size, 3))
    return chunks


_ZLIB_BYTES = 11
"""What a zlib stream adds to a few thousand bytes that it does not compress."""


def _size(rng: Random) -> int:
    """Real chunks have 20 to 400 kB; these hold noise, and a demo needs little of it."""
    return rng.randint(2_000, 6_000)


def other_chunk(log: MatchLog, name: str) -> bytes | None:
    """Noise of the size that the manifest says: what these chunks hold is not decoded."""
    match = log.match
    for chunk in _chunks(match, log.duration_ms + log.intro_ms, 0):
        if chunk["FileRelativePath"] == f"/{name}" and chunk["ChunkType"] != 3:
            noise = Random(f"{match.seed}/{name}").randbytes(chunk["ChunkSize"] - _ZLIB_BYTES)
            return zlib.compress(noise, 0)
    return None


def highlight_chunk_name(log: MatchLog) -> str:
    length = log.duration_ms + log.intro_ms
    return f"filmChunk{-(-length // CHUNK_MS) + 1}"


def _chunk(index: int, start: int, lasts: int, size: int, kind: int) -> dict[str, Any]:
    return {
        "Index": index,
        "ChunkStartTimeOffsetMilliseconds": start,
        "DurationMilliseconds": lasts,
        "ChunkSize": size,
        "FileRelativePath": f"/filmChunk{index}",
        "ChunkType": kind,
    }
