"""`--dry-run`: what a run would ask for, found by walking the histories and writing nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from ingest.api.client import HaloApi
from ingest.api.endpoints import Endpoint
from ingest.disk.files import OsFiles
from ingest.errors import EXIT_DONE, EXIT_UNFINISHED
from ingest.film.pool import FilmDecoders
from ingest.players import Player
from ingest.raw import Feed, Row
from ingest.raw.ledger import load_ledger
from ingest.raw.store import RawStore
from ingest.run.context import RunContext
from ingest.run.fetch.asset_names import unnamed_assets
from ingest.run.fetch.film_archive import (
    FILM_BYTES,
    OpenFilm,
    announcement,
    keeps_whole_films,
    open_films,
)
from ingest.run.options import RunOptions
from ingest.run.planned import PlannedMatch, open_feeds
from ingest.run.planner import Planner
from ingest.run.progress import Progress
from ingest.settings import Settings

_ENDPOINTS = {
    Feed.MATCH_STATS: (Endpoint.MATCH_STATS,),
    Feed.MATCH_SKILL: (Endpoint.MATCH_SKILL,),
    Feed.FILM_MANIFESTS: (Endpoint.FILM_MANIFEST,),
    Feed.MATCH_FILM: (Endpoint.FILM_MANIFEST, Endpoint.FILM_CHUNK),
}
_AFTER_STATS = frozenset({Feed.MATCH_SKILL, Feed.MATCH_FILM})


@dataclass(frozen=True, slots=True)
class Estimate:
    """Requests still to be sent, at most, and the minutes the limits make of them."""

    matches: int
    requests: Counter[Endpoint]
    minutes: float
    lost_pages: tuple[str, ...] = ()
    """Parts of histories that could not be read: more matches may be missing."""
    unknown_players: tuple[str, ...] = ()
    unknown_friends: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    film_archive: str = ""
    """What `keep_films = "all"` still takes."""

    @property
    def exit_code(self) -> int:
        """As a run would end that meets the same."""
        unfinished = self.lost_pages or self.unknown_players or self.unknown_friends
        return EXIT_UNFINISHED if unfinished else EXIT_DONE

    def lines(self) -> list[str]:
        """For people."""
        asked = ", ".join(f"{count:,} {name.value}" for name, count in self.requests.items())
        lines = [f"lost page: {page}" for page in self.lost_pages]
        lines += [f"not fetched for: {sentence}" for sentence in self.unknown_players]
        lines += [f"unknown friend: {sentence}" for sentence in self.unknown_friends]
        lines += [f"warning: {warning}" for warning in self.warnings]
        if not self.matches and not self.requests:
            state = "up to date: " if self.exit_code == EXIT_DONE else ""
            return [*lines, f"{state}no match to ask for; nothing was written"]
        return [
            *lines,
            f"{self.matches:,} matches to ask for",
            f"at most {self.requests.total():,} requests" + (f": {asked}" if asked else ""),
            *([self.film_archive] if self.film_archive else []),
            f"{_duration(self.minutes)} at the current limits; nothing was written",
        ]


async def estimate(
    api: HaloApi, settings: Settings, options: RunOptions, players: Sequence[Player]
) -> Estimate:
    """Plan as a run does, and count the requests."""
    root = settings.raw_dir
    store = RawStore(root, load_ledger(root), OsFiles(), lambda: datetime.now(UTC), "dry-run")
    context = RunContext(
        api, store, FilmDecoders(), options, Progress(quiet=True), lambda: datetime.now(UTC)
    )
    planned: dict[str, list[Feed]] = {}

    def note(match: PlannedMatch) -> None:
        planned[match.match_id] = open_feeds(context, match.match_id)

    await Planner(context, players, _land_nothing, note).plan()
    films = open_films(context) if keeps_whole_films(options) else []
    private = [f"the history of {player} is private" for player in context.private_histories]
    requests = _requests(list(planned.values()), options)
    if Feed.ASSET_NAMES in options.feeds and (unnamed := unnamed_assets(context)):
        requests[Endpoint.ASSET] += len(unnamed)
    if films:
        requests[Endpoint.FILM_CHUNK] += sum(len(film.chunks) for film in films)
    seconds = [
        count / settings.rates[name] for name, count in requests.items() if name in settings.rates
    ]
    return Estimate(
        len(planned),
        requests,
        max(seconds, default=0.0) / 60,
        lost_pages=tuple(context.lost_pages),
        warnings=(*context.warnings, *private),
        film_archive=_archive(films, options, planned.values()),
    )


def _archive(
    films: Collection[OpenFilm], options: RunOptions, planned: Iterable[Sequence[Feed]]
) -> str:
    """In words: known chunks, and a guess for films whose manifest has not landed."""
    if not keeps_whole_films(options):
        return ""
    asked = {Feed.MATCH_STATS, Feed.MATCH_FILM, Feed.FILM_MANIFESTS}
    more = sum(1 for feeds in planned if asked & set(feeds))
    parts = [announcement(films)] if films else []
    if more:
        parts.append(f"{more:,} more films may follow, about {more * FILM_BYTES / 1e6:,.0f} MB")
    return ". ".join(parts)


def _duration(minutes: float) -> str:
    return "less than a minute" if minutes < 1 else f"about {minutes:.0f} minutes"


async def _land_nothing(rows: Sequence[Row]) -> None:
    del rows


def _requests(planned: Sequence[Sequence[Feed]], options: RunOptions) -> Counter[Endpoint]:
    requests: Counter[Endpoint] = Counter()
    for feeds in planned:
        asked = set(feeds)
        if Feed.MATCH_STATS in asked:  # what depends on the stats is asked for right after them
            asked |= options.feeds & _AFTER_STATS
        for feed in asked:
            requests.update(_ENDPOINTS[feed])
    return requests
