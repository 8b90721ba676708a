"""Asks the API: one method a request, each paced, counted and retried alike."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol
from urllib.parse import quote

from aiohttp import ClientError, ClientResponse, ClientSession
from spnkr.client import HaloInfiniteClient
from yarl import URL

from ingest.api.endpoints import Endpoint
from ingest.api.pacing import Pacer
from ingest.api.session import HttpStatus, RefusedRequest, read_body
from ingest.errors import ApiUnavailable, SignInNeeded

MatchType = Literal["matchmaking", "all", "custom", "local"]
AssetKind = Literal["map", "playlist", "map_mode_pair", "game_variant"]
PAGE_SIZE = 25
PROFILES_PER_REQUEST = 100

_TRIES = 5
_FIRST_BACKOFF = 0.5
_LONGEST_PAUSE = 15 * 60.0
_UNLIMITED = 1_000_000  # spnkr waits after sending, so its own limiter must never bite


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said, for good: any status that asking again at once would not change."""

    status: int
    body: bytes


class RequestFailed(Exception):
    """No answer in spite of retries, or one our rules refuse. The next run asks again."""


class _HasResponse(Protocol):
    @property
    def response(self) -> ClientResponse: ...


class HaloApi:
    """The requests the ingester makes."""

    def __init__(
        self,
        session: ClientSession,
        pacer: Pacer,
        requests: Counter[Endpoint] | None = None,
    ) -> None:
        # shared with whoever signs in: those requests count as well
        self.requests: Counter[Endpoint] = Counter() if requests is None else requests
        self.retries = 0
        self._session = session
        self._spnkr = HaloInfiniteClient(session, "", "", requests_per_second=_UNLIMITED)
        self._pacer = pacer
        self._answered = False

    def withdraw(self) -> None:
        """Send nothing more: requests that still wait for their turn end with `Withdrawn`."""
        self._pacer.close()

    async def history(self, xuid: str, start: int, match_type: MatchType) -> Answer:
        stats = self._spnkr.stats
        return await self._ask(
            Endpoint.HISTORY, lambda: stats.get_match_history(xuid, start, PAGE_SIZE, match_type)
        )

    async def match_stats(self, match_id: str) -> Answer:
        return await self._ask(
            Endpoint.MATCH_STATS, lambda: self._spnkr.stats.get_match_stats(match_id)
        )

    async def match_skill(self, match_id: str, xuids: Sequence[str]) -> Answer:
        return await self._ask(
            Endpoint.MATCH_SKILL, lambda: self._spnkr.skill.get_match_skill(match_id, xuids)
        )

    async def film_manifest(self, match_id: str) -> Answer:
        discovery = self._spnkr.discovery_ugc
        return await self._ask(
            Endpoint.FILM_MANIFEST, lambda: discovery.get_film_by_match_id(match_id)
        )

    async def film_chunk(self, url: URL) -> Answer:
        return await self._ask(Endpoint.FILM_CHUNK, lambda: self._session.get(url))

    async def asset(self, kind: AssetKind, asset_id: str, version_id: str) -> Answer:
        discovery = self._spnkr.discovery_ugc
        requests: dict[AssetKind, Callable[..., Awaitable[_HasResponse]]] = {
            "map": discovery.get_map,
            "playlist": discovery.get_playlist,
            "map_mode_pair": discovery.get_map_mode_pair,
            "game_variant": discovery.get_ugc_game_variant,
        }
        # Names come in the language asked for: pin it, so a version has one name for everybody.
        return await self._ask(
            Endpoint.ASSET, lambda: requests[kind](asset_id, version_id, language="en-US")
        )

    async def profiles(self, xuids: Sequence[str]) -> Answer:
        return await self._ask(Endpoint.PROFILE, lambda: self._spnkr.profile.get_users_by_id(xuids))

    async def profile_of(self, gamertag: str) -> Answer:
        encoded = quote(gamertag, safe="")
        return await self._ask(
            Endpoint.PROFILE, lambda: self._spnkr.profile.get_user_by_gamertag(encoded)
        )

    async def document(self, name: str) -> Answer:
        cms = self._spnkr.gamecms_hacs
        requests: dict[str, Callable[[], Awaitable[_HasResponse]]] = {
            "medal_metadata": cms.get_medal_metadata,
            "season_calendar": cms.get_season_calendar,
            "csr_season_calendar": cms.get_csr_season_calendar,
            "career_ranks": cms.get_career_reward_track,
        }
        return await self._ask(Endpoint.DOCUMENT, requests[name])

    async def match_count(self, xuid: str) -> Answer:
        return await self._ask(
            Endpoint.MATCH_COUNT, lambda: self._spnkr.stats.get_match_count(xuid)
        )

    async def service_record(self, xuid: str) -> Answer:
        return await self._ask(
            Endpoint.SNAPSHOT, lambda: self._spnkr.stats.get_service_record(xuid)
        )

    async def career_rank(self, xuid: str) -> Answer:
        return await self._ask(
            Endpoint.SNAPSHOT, lambda: self._spnkr.economy.get_player_career_rank(xuid)
        )

    async def _ask(
        self, endpoint: Endpoint, request: Callable[[], Awaitable[_HasResponse | ClientResponse]]
    ) -> Answer:
        """Send until there is an answer, at most `_TRIES` times."""
        trouble = ""
        for attempt in range(_TRIES):
            if attempt:
                self.retries += 1
                await asyncio.sleep(random.uniform(0, _FIRST_BACKOFF * 2**attempt))
            await self._pacer.turn(endpoint)
            self.requests[endpoint] += 1
            try:
                return await self._answer(request)
            except HttpStatus as error:
                trouble = str(error)
                if error.status == 429:
                    self._pacer.pause(endpoint, _pause_asked_for(error.retry_after))
            except (ClientError, TimeoutError) as error:
                trouble = type(error).__name__
            except RefusedRequest as error:
                raise RequestFailed(str(error)) from error
        if not self._answered:
            raise ApiUnavailable(
                f"the Halo API does not answer ({endpoint}: {trouble}); try again later"
            )
        raise RequestFailed(f"{trouble} after {_TRIES} tries")

    async def _answer(
        self, request: Callable[[], Awaitable[_HasResponse | ClientResponse]]
    ) -> Answer:
        """One try: an answer, or an exception when another try could help."""
        try:
            wrapped = await request()
            response = wrapped if isinstance(wrapped, ClientResponse) else wrapped.response
            answer = Answer(response.status, await read_body(response))
        except HttpStatus as error:
            if error.status == 401:
                raise SignInNeeded(
                    "the film store wants a sign-in, which it never did; run again later"
                ) from None
            if error.status in (408, 429) or error.status >= 500:
                raise
            answer = Answer(error.status, error.body)
        self._answered = True
        return answer


def _pause_asked_for(retry_after: str | None) -> float:
    """Seconds the server asked us to wait, within reason."""
    try:
        seconds = float(retry_after or 0)
    except ValueError:
        seconds = 0
    return min(max(seconds, 0.0), _LONGEST_PAUSE)
