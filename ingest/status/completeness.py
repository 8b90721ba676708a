"""How many of the known matches are complete, and how many still have to be asked for."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from ingest.raw import Feed, Status
from ingest.raw.feeds import MATCH_FEEDS
from ingest.raw.histories import known_matches
from ingest.raw.ledger import Ledger
from ingest.raw.walks import walk_state


@dataclass(frozen=True, slots=True)
class Completeness:
    """The matches of the landed histories, each counted once."""

    known: int
    complete: int
    waiting: int
    """Asked for, and to be asked for again later: not published yet, or refused for now."""
    unusable: int
    """Answered with something that is `quarantined`; `ingest retry` asks again."""
    missing: int
    """Never asked for, or without an answer; the next run asks."""
    unfinished_histories: tuple[str, ...]
    """Players whose history was never read to its end: more matches may be missing."""

    def as_json(self) -> dict[str, object]:
        """For programs; names are a contract."""
        return {**asdict(self), "unfinished_histories": list(self.unfinished_histories)}


def completeness(root: Path, ledger: Ledger) -> Completeness:
    """Count over all histories."""
    histories = known_matches(root)
    known = {match_id for matches in histories.values() for match_id in matches}
    found = [_state(ledger, match_id) for match_id in known]
    return Completeness(
        known=len(known),
        complete=found.count("complete"),
        waiting=found.count("waiting"),
        unusable=found.count("unusable"),
        missing=found.count("missing"),
        unfinished_histories=tuple(
            xuid for xuid in histories if not _is_finished(walk_state(root, xuid))
        ),
    )


_WAITING = (Status.NOT_YET, Status.FORBIDDEN)


def _state(ledger: Ledger, match_id: str) -> str:
    statuses = {feed: ledger.status(feed, match_id) for feed in MATCH_FEEDS}
    stats = statuses[Feed.MATCH_STATS]
    if stats in _WAITING:  # skill and film are requested after the stats
        return "waiting"
    if stats is not Status.OK:
        del statuses[Feed.MATCH_SKILL]  # it is requested for the players of a roster
    found = {*statuses.values()}
    if None in found or Status.FAILED in found:
        return "missing"
    if Status.QUARANTINED in found:
        return "unusable"
    return "waiting" if found & {*_WAITING} else "complete"


def _is_finished(walks: dict[str, dict[str, object]]) -> bool:
    """Whether a walk of any match type reached the end of the list."""
    return any(walk.get("complete") for walk in walks.values())
