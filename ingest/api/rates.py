"""How many requests a second each endpoint may get."""

from __future__ import annotations

from ingest.api.endpoints import Endpoint

DEFAULT_RATES: dict[Endpoint, float] = {
    Endpoint.HISTORY: 1,
    Endpoint.MATCH_STATS: 5,
    Endpoint.MATCH_SKILL: 2,
    Endpoint.FILM_MANIFEST: 3,
    Endpoint.FILM_CHUNK: 5,
    Endpoint.ASSET: 3,
    Endpoint.PROFILE: 1,
    Endpoint.DOCUMENT: 1,
    Endpoint.SNAPSHOT: 1,
    Endpoint.MATCH_COUNT: 1,
    Endpoint.AUTH: 1,
}
"""Requests a second that one account can sustain, as measured by others."""
