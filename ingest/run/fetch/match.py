"""Everything there is about one match: stats first, then skill, film and assets side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from ingest.api.requester import Answer, RequestFailed
from ingest.payload.admit import Admitted, Refused, admit
from ingest.payload.answers import document_in
from ingest.payload.facts import MatchFacts, at, instant, items, match_facts, uuid_text
from ingest.raw import Feed, Row, Status
from ingest.raw.reading import read_payloads
from ingest.run.context import RunContext
from ingest.run.fetch.assets import Assets
from ingest.run.fetch.film import film_rows
from ingest.run.fetch.film_manifest import manifest_of
from ingest.run.fetch.isolation import rows_or_failed
from ingest.run.fetch.landed_documents import LandedDocuments
from ingest.run.fetch.not_yet import STATS_APPEAR_WITHIN
from ingest.run.fetch.outcome import outcome_of
from ingest.run.fetch.rows import blank_row, failed, landed, quarantined, settled, unless_withdrawn
from ingest.run.planned import PlannedMatch, open_feeds


@dataclass(slots=True)
class FetchedMatch:
    """The rows of a match, the humans in it, and the player whose history led to it."""

    requested_for: str | None
    rows: list[Row] = field(default_factory=list)
    xuids: tuple[str, ...] = ()


async def fetch_match(
    context: RunContext, assets: Assets, documents: LandedDocuments, match: PlannedMatch
) -> FetchedMatch:
    """Request everything that is open of this match."""
    fetched = FetchedMatch(match.requested_for)
    if open_feeds(context, match.match_id) == [Feed.FILM_MANIFESTS]:
        fetched.rows += await _manifest(context, documents, match)
        return fetched
    stats: Any = None
    if not context.is_settled(Feed.MATCH_STATS, match.match_id):
        row, stats = await _stats(context, match)
        fetched.rows.append(row)
        if row.status in (Status.FAILED, Status.NOT_YET, Status.FORBIDDEN):
            return fetched
    elif context.store.ledger.status(Feed.MATCH_STATS, match.match_id) is Status.OK:
        stats = await documents.of(Feed.MATCH_STATS, match.match_id)
    facts = match_facts(stats) if stats is not None else None
    steps: list[Callable[[], Awaitable[list[Row]]]] = []
    if facts is not None:
        fetched.xuids = facts.xuids
        steps.append(partial(assets.rows, facts.assets, match.requested_for))
        if context.wants(Feed.MATCH_SKILL, match.match_id):
            blank = blank_row(context, Feed.MATCH_SKILL, match.match_id, match.requested_for)
            step = partial(_skill, context, blank, facts)
            steps.append(partial(rows_or_failed, context, [blank], step))
    if context.wants(Feed.MATCH_FILM, match.match_id):
        blank = blank_row(context, Feed.MATCH_FILM, match.match_id, match.requested_for)
        step = partial(_film, context, documents, blank, match, facts)
        steps.append(partial(rows_or_failed, context, [blank], step))
    for rows in await asyncio.gather(*(unless_withdrawn(step) for step in steps)):
        fetched.rows += rows
    return fetched


async def _stats(context: RunContext, match: PlannedMatch) -> tuple[Row, Any]:
    blank = blank_row(context, Feed.MATCH_STATS, match.match_id, match.requested_for)
    try:
        answer = await context.api.match_stats(match.match_id)
    except RequestFailed as error:
        return failed(blank, error), None
    if not answer.is_success:
        started_at = match.started_at or await asyncio.to_thread(_start_in_history, context, match)
        outcome = outcome_of(answer, context.now(), started_at, STATS_APPEAR_WITHIN)
        return settled(blank, outcome, answer.status), None
    try:
        document = document_in(answer)
        if uuid_text(at(document.value, "MatchId")) != match.match_id:
            raise Refused("the stats are of another match")
    except Refused as error:
        return quarantined(blank, answer, error), None
    return landed(blank, document.text), document.value


async def _skill(context: RunContext, blank: Row, facts: MatchFacts) -> list[Row]:
    if not facts.is_matchmade or not facts.xuids:
        why = "not matchmade" if facts.xuids else "no humans"
        return [replace(blank, status=Status.EMPTY, attempt=0, reason=f"never asked: {why}")]
    try:
        answer = await context.api.match_skill(blank.key, facts.xuids)
    except RequestFailed as error:
        return [failed(blank, error)]
    if answer.is_success:
        try:
            return [landed(blank, _skill_document(document_in(answer)).text)]
        except Refused as error:
            return [quarantined(blank, answer, error)]
    if answer.status == 404 and (others := _skill_of_others(answer)):
        # one unknown xuid makes the whole answer a 404, with everybody else's skill in it
        return [landed(blank, others.text, http_status=404)]
    outcome = outcome_of(answer, context.now(), facts.started_at, STATS_APPEAR_WITHIN)
    return [settled(blank, outcome, answer.status)]


def _skill_document(document: Admitted) -> Admitted:
    if not isinstance(at(document.value, "Value"), list):
        raise Refused("no skill values")
    return document


def _skill_of_others(answer: Answer) -> Admitted | None:
    try:
        document = _skill_document(admit(answer.body))
    except Refused:
        return None
    return document if items(document.value, "Value") else None


async def _film(
    context: RunContext,
    documents: LandedDocuments,
    blank: Row,
    match: PlannedMatch,
    facts: MatchFacts | None,
) -> list[Row]:
    if facts is not None:
        return await film_rows(context, documents, blank, facts.started_at, facts.roster)
    return await film_rows(context, documents, blank, match.started_at, None)


async def _manifest(
    context: RunContext, documents: LandedDocuments, match: PlannedMatch
) -> list[Row]:
    """The manifest alone, of a film that was fetched before manifests were landed."""
    blank = blank_row(context, Feed.FILM_MANIFESTS, match.match_id, match.requested_for)

    async def ask() -> list[Row]:
        started_at = match.started_at
        found = await manifest_of(
            context, documents, match.match_id, match.requested_for, started_at
        )
        return [found.row]

    return await unless_withdrawn(partial(rows_or_failed, context, [blank], ask))


def _start_in_history(context: RunContext, match: PlannedMatch) -> datetime | None:
    key = f"{match.requested_for}:{match.match_id}"
    payload = read_payloads(context.store.root, Feed.PLAYER_MATCHES, [key]).get(key, "{}")
    return instant(at(admit(payload.encode()).value, "MatchInfo", "StartTime"))
