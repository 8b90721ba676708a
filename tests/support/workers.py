"""Decoding films without another process, which takes a second to start."""

from __future__ import annotations

from ingest.film.decode import DecodedFilm, decode_film
from ingest.film.roster import Roster


class WorkerHere:
    """A worker of ingest.film.pool that decodes in the thread that asks it to."""

    def is_alive(self) -> bool:
        return True

    def decode(self, chunk: bytes, version: int, roster: Roster | None) -> DecodedFilm:
        return decode_film(chunk, version, roster)

    def end(self) -> None:
        """There is nothing to end."""
