"""The document that lands for a film: who read it, and every event."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ingest.film.decode import DecodedFilm
from ingest.payload.facts import at

HEADER = ("match_id", "film_asset_id", "film_major_version", "film_length_ms")


def film_header(match_id: str, manifest: Any) -> dict[str, Any]:
    """What the manifest says of the film."""
    custom = at(manifest, "CustomData")
    return {
        "match_id": match_id,
        "film_asset_id": at(manifest, "AssetId"),
        "film_major_version": at(custom, "FilmMajorVersion"),
        "film_length_ms": at(custom, "FilmLength"),
    }


def film_document(header: Mapping[str, Any], film: DecodedFilm) -> str:
    """The document as JSON."""
    named = {**header, "decoder": film.decoder, "decoder_version": film.decoder_version}
    text = json.dumps(named, ensure_ascii=False, separators=(",", ":"))
    return f'{text[:-1]},"events":{film.events_json}}}'
