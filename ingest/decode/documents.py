"""What raw knows of the films that are kept: who decoded them last, and what a decoder needs."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.film.roster import Roster
from ingest.payload.facts import match_facts
from ingest.payload.film_document import HEADER, film_header
from ingest.raw import Feed
from ingest.raw.reading import iterate_rows


@dataclass(frozen=True, slots=True)
class KnownFilm:
    """The newest document of a film: its header and who read it."""

    header: dict[str, Any]
    decoder: str | None = None
    decoder_version: str | None = None


def known_films(root: Path) -> dict[str, KnownFilm]:
    """By match; a film without events is known by its manifest."""
    found = {
        match_id: KnownFilm(film_header(match_id, json.loads(text)))
        for match_id, text in iterate_rows(root, Feed.FILM_MANIFESTS)
    }
    for feed in (Feed.MATCH_FILM, Feed.FILM_DECODINGS):
        # the events behind the header are most of a document, and are not needed
        for match_id, text in iterate_rows(root, feed):
            start, mark, _ = text.partition(',"events":')
            document = json.loads(start + "}" if mark else text)
            header = {name: document.get(name) for name in HEADER}
            found[match_id] = KnownFilm(
                header, document.get("decoder"), document.get("decoder_version")
            )
    return found


def rosters(root: Path, match_ids: Collection[str]) -> dict[str, Roster]:
    """What the stats say that these films must show."""
    return {
        match_id: match_facts(json.loads(text)).roster
        for match_id, text in iterate_rows(root, Feed.MATCH_STATS)
        if match_id in match_ids
    }
