"""Profiles: the gamertags of everybody seen, up to a hundred a request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import islice

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


class PlayersSeen:
    """Players seen in matches. Their profiles are requested a hundred at a time.

    So the number of requests follows from the number of players, in any order of the matches.
    """

    def __init__(self, context: RunContext) -> None:
        self._context = context
        self._waiting: dict[str, str | None] = {}

    async def rows(self, xuids: Mapping[str, str | None]) -> list[Row]:
        """Rows of full hundreds, after these were seen too; each xuid maps to a requester."""
        if Feed.PROFILES not in self._context.options.feeds:
            return _reminders(self._context, xuids)
        for xuid, requested_for in xuids.items():
            if self._context.wants(Feed.PROFILES, xuid):
                self._waiting.setdefault(xuid, requested_for)
        full = len(self._waiting) // PROFILES_PER_REQUEST * PROFILES_PER_REQUEST
        return await self._requested(full)

    async def rest(self) -> list[Row]:
        """Rows of all who still wait."""
        return await self._requested(len(self._waiting))

    def reminders(self) -> list[Row]:
        """Reminders to request those who still wait another time."""
        waiting, self._waiting = self._waiting, {}
        return _reminders(self._context, waiting)

    async def _requested(self, count: int) -> list[Row]:
        first = dict(islice(self._waiting.items(), count))
        # another step may have requested some of them meanwhile
        wanted = {one: who for one, who in first.items() if self._context.wants(Feed.PROFILES, one)}
        rows = await ask_profiles(self._context, wanted)
        for xuid in first:
            self._waiting.pop(xuid, None)
        return rows


def _reminders(context: RunContext, xuids: Mapping[str, str | None]) -> list[Row]:
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
