"""What is looked at once a day: reference documents and snapshots of the players."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial

from ingest.api.requester import Answer, RequestFailed
from ingest.payload.admit import Refused
from ingest.payload.answers import document_in
from ingest.players import Player
from ingest.raw import Feed, Row
from ingest.run.context import RunContext
from ingest.run.fetch.isolation import rows_or_failed
from ingest.run.fetch.outcome import outcome_of
from ingest.run.fetch.profiles import ask_profiles
from ingest.run.fetch.rows import (
    blank_row,
    changed_or_not,
    failed,
    is_due_today,
    landed,
    quarantined,
    settled,
    unless_withdrawn,
)

DOCUMENTS = ("medal_metadata", "season_calendar", "csr_season_calendar", "career_ranks")


async def daily_rows(context: RunContext, players: Sequence[Player]) -> list[Row]:
    """Rows of what was not looked at today, and of profiles an earlier run still owes."""
    feeds = context.options.feeds
    steps: list[Callable[[], Awaitable[list[Row]]]] = []

    def plan(feed: Feed, key: str, step: Callable[[], Awaitable[list[Row]]]) -> None:
        blank = blank_row(context, feed, key, None)
        steps.append(partial(rows_or_failed, context, [blank], step))

    if Feed.DOCUMENTS in feeds:
        names = [name for name in DOCUMENTS if context.owns(name)]
        for name in (one for one in names if is_due_today(context, Feed.DOCUMENTS, one)):
            plan(Feed.DOCUMENTS, name, partial(_document, context, name))
    if Feed.PROFILES in feeds and context.owns(Feed.PROFILES):
        owed = context.due(Feed.PROFILES)
        steps.append(partial(ask_profiles, context, dict.fromkeys(owed)))
    if Feed.PLAYER_SNAPSHOTS in feeds:
        xuids = [player.xuid for player in players if context.owns(player.xuid)]
        due = [xuid for xuid in xuids if is_due_today(context, Feed.PLAYER_SNAPSHOTS, xuid)]
        for xuid in due:
            plan(Feed.PLAYER_SNAPSHOTS, xuid, partial(_snapshot, context, xuid))
    found = await asyncio.gather(*(unless_withdrawn(step) for step in steps))
    return [row for rows in found for row in rows]


async def _document(context: RunContext, name: str) -> list[Row]:
    blank = blank_row(context, Feed.DOCUMENTS, name, None)
    try:
        answer = await context.api.document(name)
        if not answer.is_success:
            return [settled(blank, outcome_of(answer, context.now(), None, ()), answer.status)]
        return [changed_or_not(context, landed(blank, document_in(answer).text))]
    except RequestFailed as error:
        return [failed(blank, error)]
    except Refused as error:
        return [quarantined(blank, answer, error)]


async def _snapshot(context: RunContext, xuid: str) -> list[Row]:
    """The three answers about a player of today, each verbatim under its name."""
    blank = blank_row(context, Feed.PLAYER_SNAPSHOTS, xuid, xuid)
    parts: dict[str, Callable[[str], Awaitable[Answer]]] = {
        "match_count": context.api.match_count,
        "service_record": context.api.service_record,
        "career_rank": context.api.career_rank,
    }
    texts, missing = [], []
    for name, ask in parts.items():
        try:
            answer = await ask(xuid)
            if answer.is_success:
                texts.append(f"{json.dumps(name)}:{document_in(answer).text}")
            else:
                missing.append(f"{name}: HTTP {answer.status}")
        except RequestFailed as error:
            return [failed(blank, f"{name}: {error}")]
        except Refused as error:
            return [quarantined(blank, answer, f"{name}: {error}")]
    if not texts:
        outcome = outcome_of(answer, context.now(), None, ())
        return [settled(blank, outcome, answer.status)]
    row = landed(blank, "{" + ",".join(texts) + "}")
    return [changed_or_not(context, replace(row, reason="; ".join(missing) or None))]
