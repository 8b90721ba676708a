"""What a run did, for people and for programs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from ingest.api.client import HaloApi
from ingest.errors import EXIT_DONE, EXIT_UNFINISHED
from ingest.raw import Feed, Status
from ingest.raw.store import RawStore
from ingest.run.context import RunContext
from ingest.shard import WHOLE, Shard
from ingest.status.miscounts import miscounts


@dataclass(frozen=True, slots=True)
class Summary:
    """Tallies of one run."""

    exit_code: int
    counts: Counter[tuple[Feed, Status]]
    requests: dict[str, int]
    retries: int
    seconds: float
    matches_known_skipped: int
    lost_pages: tuple[str, ...] = ()
    unknown_players: tuple[str, ...] = ()
    unknown_friends: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    shard: Shard = WHOLE

    def as_json(self) -> dict[str, Any]:
        """The object `--json` prints; names are a contract."""
        statuses: dict[str, dict[str, int]] = {}
        for (feed, status), count in sorted(self.counts.items()):
            statuses.setdefault(feed.value, {})[status.value] = count
        ok = Status.OK.value
        warnings = [*self.unknown_players, *self.unknown_friends, *self.warnings]
        return {
            "exit": self.exit_code,
            "landed": {feed: counts[ok] for feed, counts in statuses.items() if ok in counts},
            "statuses": statuses,
            "requests": self.requests,
            "requests_total": sum(self.requests.values()),
            "retries": self.retries,
            "seconds": round(self.seconds, 3),
            "matches_known_skipped": self.matches_known_skipped,
            **({"warnings": warnings} if warnings else {}),
            **({"shard": str(self.shard)} if self.shard.is_part else {}),
        }

    def lines(self) -> list[str]:
        """The same for people."""
        lines = [f"lost page: {page}" for page in self.lost_pages]
        lines += [f"not fetched for: {sentence}" for sentence in self.unknown_players]
        lines += [f"unknown friend: {sentence}" for sentence in self.unknown_friends]
        lines += [f"warning: {warning}" for warning in self.warnings]
        for feed in Feed:
            counts = {status: self.counts[feed, status] for status in Status}
            found = [f"{count:,} {status.value}" for status, count in counts.items() if count]
            if found:
                lines.append(f"{feed.value:<17}{', '.join(found)}")
        total = sum(self.requests.values())
        shard = f"shard {self.shard}: " if self.shard.is_part else ""
        lines.append(
            f"{shard}{total:,} requests in {self.seconds:.1f} s; "
            f"{self.matches_known_skipped:,} matches were already complete"
        )
        if self.exit_code == EXIT_UNFINISHED:
            lines.append(self._advice())
        elif self.exit_code == EXIT_DONE and not self._has_news():
            lines.append("up to date")
        return lines

    def _has_news(self) -> bool:
        """Whether anything of a match landed."""
        return any(
            count and status is Status.OK
            for (feed, status), count in self.counts.items()
            if feed in (Feed.PLAYER_MATCHES, Feed.MATCH_STATS, Feed.MATCH_SKILL, Feed.MATCH_FILM)
        )

    def _advice(self) -> str:
        failed = self.lost_pages or any(
            count for (_, status), count in self.counts.items() if status is Status.FAILED
        )
        parts = ["some items failed; `ingest run` asks for them again"] if failed else []
        if self.unknown_players:
            parts.append("correct these players in ingest.toml, or use `ingest players remove`")
        if self.unknown_friends:
            parts.append("correct these names under [friends] in ingest.toml")
        return "; ".join(parts)


NOTHING_DONE = Summary(
    exit_code=EXIT_DONE,
    counts=Counter(),
    requests={},
    retries=0,
    seconds=0.0,
    matches_known_skipped=0,
)


def summarise(
    store: RawStore, api: HaloApi, context: RunContext, seconds: float, signal: int | None
) -> Summary:
    """Tally a run that came to its end, by itself or by a signal."""
    unfinished = (
        context.lost_pages
        or context.unknown_players
        or context.unknown_friends
        or any(count for (_, status), count in store.landed.items() if status is Status.FAILED)
    )
    code = EXIT_UNFINISHED if unfinished else EXIT_DONE
    return Summary(
        exit_code=128 + signal if signal is not None else code,
        counts=store.landed,
        requests={endpoint.value: n for endpoint, n in sorted(api.requests.items())},
        retries=api.retries,
        seconds=seconds,
        matches_known_skipped=len(context.known_skipped),
        lost_pages=tuple(context.lost_pages),
        unknown_players=tuple(dict.fromkeys(context.unknown_players)),
        unknown_friends=tuple(dict.fromkeys(context.unknown_friends)),
        warnings=(
            *dict.fromkeys(context.warnings),
            *(str(one) for one in miscounts(store.root, store.run_id)),
        ),
        shard=store.shard,
    )
