"""Profiles: the gamertags of everybody seen, up to a hundred a request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from ingest.api.client import PROFILES_PER_REQUEST
from ingest.api.pacing import Withdrawn
from ingest.api.requester import Answer, RequestFailed
from ingest.payload.admit import Admitted, Refused, elements
from ingest.payload.answers import document_in
from ingest.payload.facts import at
from ingest.raw import Feed, Row, Status
from ingest.run.context import RunContext
from ingest.run.fetch.isolation import rows_or_failed
from ingest.run.fetch.outcome import Outcome, outcome_of
from ingest.run.fetch.rows import blank_row, changed_or_not, failed, landed, noted, settled


async def profile_rows(context: RunContext, xuids: Mapping[str, str | None]) -> list[Row]:
    """Rows for the xuids that were not requested before; each maps to a requester."""
    if Feed.PROFILES not in context.options.feeds:
        return noted_profiles(context, xuids)
    wanted = [xuid for xuid in xuids if context.wants(Feed.PROFILES, xuid)]
    return await ask_profiles(context, {xuid: xuids[xuid] for xuid in wanted})


def noted_profiles(context: RunContext, xuids: Mapping[str, str | None]) -> list[Row]:
    """Reminders to ask for these another time."""
    ledger = context.store.ledger
    unseen = [xuid for xuid in xuids if ledger.status(Feed.PROFILES, xuid) is None]
    return [noted(blank_row(context, Feed.PROFILES, xuid, xuids[xuid])) for xuid in unseen]


async def ask_profiles(context: RunContext, xuids: Mapping[str, str | None]) -> list[Row]:
    """Request these, even if they are known; one row each."""
    asked, rows = list(xuids), list[Row]()
    for start in range(0, len(asked), PROFILES_PER_REQUEST):
        group = asked[start : start + PROFILES_PER_REQUEST]
        blanks = [blank_row(context, Feed.PROFILES, xuid, xuids[xuid]) for xuid in group]
        rows += await rows_or_failed(context, blanks, partial(_ask_group, context, blanks))
    return rows


async def _ask_group(context: RunContext, blanks: Sequence[Row]) -> list[Row]:
    try:
        answer = await context.api.profiles([blank.key for blank in blanks])
    except RequestFailed as error:
        return [failed(blank, error) for blank in blanks]
    except Withdrawn:
        return [noted(blank) for blank in blanks]
    found, otherwise = _read(context, answer)
    return [
        changed_or_not(context, landed(blank, found[blank.key].text))
        if blank.key in found
        else settled(blank, otherwise, answer.status)
        for blank in blanks
    ]


def _read(context: RunContext, answer: Answer) -> tuple[dict[str, Admitted], Outcome]:
    """Profiles by xuid, and what it means for an xuid not to be among them."""
    if not answer.is_success:
        return {}, outcome_of(answer, context.now(), None, ())
    try:
        document = document_in(answer)
    except Refused as error:
        return {}, Outcome(Status.FAILED, str(error))
    if not isinstance(document.value, list):
        return {}, Outcome(Status.FAILED, "not a list of profiles")
    profiles = {str(at(one.value, "xuid")): one for one in elements(document)}
    return profiles, Outcome(Status.GONE, "the API knows no such account")
