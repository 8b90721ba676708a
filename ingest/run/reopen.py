"""After damage: put back on the list what no plain run would think of asking for again."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

from ingest.payload.facts import match_facts
from ingest.players import Player
from ingest.raw import Feed, Row, Status
from ingest.raw.our_documents import tracked_players, tracked_players_row
from ingest.raw.reading import iterate_payloads, read_payloads
from ingest.raw.rounds import unfinished_round
from ingest.raw.store import RawStore
from ingest.raw.verify import feeds_to_reopen, mark_reopened

_REASON = "its segment was damaged and set aside"


def reopen_keys_of_damaged_segments(store: RawStore) -> None:
    """Land what the set-aside segments need, once, however often this was interrupted."""
    if lost := feeds_to_reopen(store.root):
        reopen(store, lost)
        mark_reopened(store.root, store.files)


def reopen(store: RawStore, lost: Collection[Feed]) -> None:
    """Land the rows that make the next run complete the feeds which lost a segment.

    Matches need none: their keys are absent, and every run looks through the known matches.
    """
    if Feed.PLAYER_MATCHES in lost:
        store.commit(list(_unfinished_walks(store)))
    wanted = {Feed.ASSETS, Feed.PROFILES} & set(lost)
    if wanted:
        rows = (row for row in _seen_in_matches(store) if row.feed in wanted)
        store.commit(list({(row.feed, row.key): row for row in rows}.values()))
    if Feed.DOCUMENTS in lost:
        store.commit(tracked_players_row(store, _everybody_walked(store)))


def _unfinished_walks(store: RawStore) -> Iterator[Row]:
    """The same walks, none of which reached the end."""
    for xuid, text in read_payloads(store.root, Feed.HISTORY_WALKS).items():
        walks: dict[str, Any] = json.loads(text)
        unfinished = {name: {**walk, "complete": False} for name, walk in walks.items()}
        payload = json.dumps(unfinished, sort_keys=True)
        yield Row(feed=Feed.HISTORY_WALKS, key=xuid, status=Status.OK, payload=payload)


def remind_of_unfinished_round(store: RawStore) -> None:
    """Land reminders of what the matches of the last run name, if it did not come to its end.

    No other ingester lives that may be about to request it.
    """
    if unfinished := unfinished_round(store.root):
        rows = _seen_in_matches(store, unfinished.first_sequence, "seen by a run that was stopped")
        store.commit(list({(row.feed, row.key): row for row in rows}.values()))


def _seen_in_matches(store: RawStore, since: int = 0, reason: str = _REASON) -> Iterator[Row]:
    """Reminders for the assets and players of the landed matches that were not requested yet."""
    blank = Row(feed=Feed.ASSETS, key="", status=Status.NOT_YET, attempt=0, reason=reason)
    for text in iterate_payloads(store.root, Feed.MATCH_STATS, since):
        facts = match_facts(json.loads(text))
        named = [(Feed.ASSETS, ref.key) for ref in facts.assets]
        named += [(Feed.PROFILES, xuid) for xuid in facts.xuids]
        for feed, key in named:
            if store.ledger.status(feed, key) is None:
                yield replace(blank, feed=feed, key=key)


def _everybody_walked(store: RawStore) -> list[Player]:
    """Tracked players as far as still known, and everybody whose history was walked."""
    players = {one.xuid: one for one in tracked_players(store.root)}
    walked = read_payloads(store.root, Feed.HISTORY_WALKS)
    profiles = read_payloads(store.root, Feed.PROFILES, walked)
    for xuid in walked:
        gamertag = json.loads(profiles[xuid]).get("gamertag") if xuid in profiles else None
        players.setdefault(xuid, Player(xuid, gamertag))
    return list(players.values())
