"""Plain readings of what the demo serves, shared by its tests."""

from __future__ import annotations

from typing import Any

from spnkr.errors import FilmReadError
from spnkr.film.highlight_events import HighlightEvent, read

from ingest.demo.film import film_chunk
from ingest.demo.world import Match, World

Json = dict[str, Any]


def lines(player: Json) -> list[Json]:
    return [stint["Stats"]["CoreStats"] for stint in player["PlayerTeamStats"]]


def decoded(world: World, match: Match) -> list[HighlightEvent] | None:
    try:
        return list(read(film_chunk(world.log(match)), match.film_version))
    except FilmReadError:
        return None
