"""For how many matches the film is kept, can still be had, or is gone."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass

from ingest.raw import Feed, Status
from ingest.raw.feeds import FILM_FETCHED
from ingest.raw.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Films:
    """Matches by what became of their film."""

    decoded: int
    """The events of the film have landed."""
    available: int
    """The manifest has landed, so other chunks can be fetched while they exist."""
    kept: int
    """All chunks have landed."""
    gone: int
    """The API no longer has the film."""
    unknown: int
    """An earlier version fetched the film; the next run asks for its manifest."""

    def as_json(self) -> dict[str, int]:
        """For programs; names are a contract."""
        return asdict(self)

    def __str__(self) -> str:
        unknown = (
            f", {self.unknown:,} have no manifest yet (`ingest run` asks for it)"
            if self.unknown
            else ""
        )
        return (
            f"the events of {self.decoded:,} have landed, "
            f"{self.available:,} can still be fetched whole, "
            f"{self.kept:,} are kept whole, {self.gone:,} are gone{unknown}"
        )


def films(ledger: Ledger) -> Films:
    """Count over all matches."""
    kept = _kept_whole(ledger)
    has_manifest = set(ledger.keys_with(Feed.FILM_MANIFESTS, {Status.OK}))
    gone = set(ledger.keys_with(Feed.MATCH_FILM, {Status.GONE}))
    gone |= set(ledger.keys_with(Feed.FILM_MANIFESTS, {Status.GONE}))
    gone |= _with_lost_chunks(ledger)
    fetched = set(ledger.keys_with(Feed.MATCH_FILM, FILM_FETCHED))
    asked = set(ledger.keys_with(Feed.FILM_MANIFESTS, frozenset(Status)))
    return Films(
        decoded=ledger.statuses(Feed.MATCH_FILM)[Status.OK],
        available=len(has_manifest - kept - gone),
        kept=len(kept),
        gone=len(gone - kept),
        unknown=len(fetched - asked - gone),
    )


def _kept_whole(ledger: Ledger) -> set[str]:
    """The chunks of a film are requested together, so a film without another row is whole."""
    all_of = Counter(map(_match_of, ledger.keys_with(Feed.FILM_CHUNKS, frozenset(Status))))
    ok_of = Counter(map(_match_of, ledger.keys_with(Feed.FILM_CHUNKS, {Status.OK})))
    return {match_id for match_id, chunks in ok_of.items() if chunks == all_of[match_id]}


def _with_lost_chunks(ledger: Ledger) -> set[str]:
    return {*map(_match_of, ledger.keys_with(Feed.FILM_CHUNKS, {Status.GONE}))}


def _match_of(chunk: str) -> str:
    return chunk.partition(":")[0]
