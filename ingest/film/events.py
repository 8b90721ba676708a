"""Reads the events out of a highlight chunk.

The tests compare the events with those that spnkr reads. spnkr takes about twice as long, and it
refuses some films. It takes the first end marker behind an event's xuid. A time of about 24, 48, 96
or 192 seconds contains the bits of the marker itself, and then spnkr refuses the whole film. Within
one film the distance from xuid to end marker is constant (seen in every sample film, for all
events), so the distance that most events have finds the true end of each event.
"""

from __future__ import annotations

import re
import struct
from collections import Counter
from typing import NamedTuple

from spnkr.film.medals import MEDALS

_XUID_BYTES = 8
_XUID_RANGE = (2_000_000_000_000_000, 3_000_000_000_000_000)
_XUID_MARKER = re.compile(rb"[\x2d\x25]\xc0")
_END_MARKER = bytes.fromhex("00002ee0")
_EVENT_BYTES = 60
_REACH_BYTES = 2_500  # no event is longer
_KINDS = {50: "kill", 20: "death", 10: "mode"}

# gamertag, type hint, time in ms, medal flag, medal code; the rest is padding
_LAYOUT = struct.Struct(">32s15xBI3xB3xB")
_LAYOUT_39_40 = struct.Struct(">12x32s3xBI3xB3xB")


class UnreadableFilm(Exception):
    """Not a highlight chunk as we know them."""


class Event(NamedTuple):
    """The same fields, in the same order, as spnkr's HighlightEvent."""

    xuid: int
    gamertag: str
    type_hint: int
    is_medal: bool
    event_type: str
    time_ms: int
    medal_value: int
    medal_name: str | None


def read_events(inflated: bytes, version: int) -> list[Event]:
    """Every event of an inflated chunk, in the order of the film."""
    shifted = [_shift(inflated, bits) for bits in range(8)]
    starts = sorted(_xuid_positions(shifted))
    distances = {start: _first_end(shifted, start) - start for start in starts}
    if not distances:
        return []
    distance = Counter(distances.values()).most_common(1)[0][0]
    return [_event(shifted, start, distance, version) for start in starts]


def _shift(data: bytes, bits: int) -> bytes:
    """The same bits, seen from a later one: what is `bits` off a byte border becomes aligned."""
    if bits == 0:
        return data
    number = int.from_bytes(data, "big") << bits
    return number.to_bytes(len(data) + 1, "big")[1:]


def _xuid_positions(shifted: list[bytes]) -> list[int]:
    """Bit positions of the xuids that a marker follows."""
    positions = []
    for bits, data in enumerate(shifted):
        for marker in _XUID_MARKER.finditer(data, _XUID_BYTES):
            start = marker.start() - _XUID_BYTES
            xuid = int.from_bytes(data[start : marker.start()], "little")
            if _XUID_RANGE[0] < xuid < _XUID_RANGE[1]:
                positions.append(start * 8 + bits)
    return positions


def _first_end(shifted: list[bytes], start: int) -> int:
    """Bit position of the first end marker behind a xuid, at any alignment."""
    ends = []
    for bits, data in enumerate(shifted):
        first_byte = (start - bits + 7) // 8
        at = data.find(_END_MARKER, max(first_byte, 0), first_byte + _REACH_BYTES)
        if at >= 0:
            ends.append(at * 8 + bits)
    if not ends:
        raise UnreadableFilm(f"no end marker behind the xuid at bit {start}")
    return min(ends)


def _event(shifted: list[bytes], start: int, distance: int, version: int) -> Event:
    end = start + distance
    data, at = shifted[end % 8], end // 8
    if data[at : at + len(_END_MARKER)] != _END_MARKER:
        raise UnreadableFilm(f"no end marker {distance} bits behind the xuid at bit {start}")
    layout = _LAYOUT_39_40 if 39 <= version <= 40 else _LAYOUT
    fields = layout.unpack(data[at - _EVENT_BYTES : at])
    gamertag, type_hint, time_ms, medal_flag, medal_value = fields
    is_medal = medal_flag == 1
    kind = "medal" if is_medal else _KINDS.get(type_hint)
    if kind is None:
        raise UnreadableFilm(f"unknown event type {type_hint}")
    xuid_data, xuid_at = shifted[start % 8], start // 8
    return Event(
        xuid=int.from_bytes(xuid_data[xuid_at : xuid_at + _XUID_BYTES], "little"),
        gamertag=gamertag.decode("utf-16le").strip("\x00"),
        type_hint=type_hint,
        is_medal=is_medal,
        event_type=kind,
        time_ms=time_ms,
        medal_value=medal_value,
        medal_name=MEDALS.get(medal_value) if is_medal else None,
    )
