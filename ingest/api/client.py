"""The requests the ingester makes: one method each, all of them asked alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import quote

from aiohttp import ClientResponse, ClientSession
from spnkr.client import HaloInfiniteClient
from yarl import URL

from ingest.api.bodies import trouble_in_chunk, trouble_in_json
from ingest.api.endpoints import AssetKind, Endpoint, MatchType
from ingest.api.pacing import Pacer
from ingest.api.requester import Answer, Check, HasResponse, Requester
from ingest.api.session import get_film_chunk

PAGE_SIZE = 25
PROFILES_PER_REQUEST = 100

_UNLIMITED = 1_000_000  # spnkr waits after sending, so its own limiter must never bite


ENGLISH = "en-US"


class HaloApi:
    """spnkr words the requests; how they are sent is the asker's."""

    def __init__(
        self,
        session: ClientSession,
        pacer: Pacer,
        requests: Counter[Endpoint] | None = None,
    ) -> None:
        # shared with the sign-in: its requests count as well
        self._requester = Requester(pacer, Counter() if requests is None else requests)
        self._session = session
        self._spnkr = HaloInfiniteClient(session, "", "", requests_per_second=_UNLIMITED)
        self._pacer = pacer

    @property
    def requests(self) -> Counter[Endpoint]:
        """Requests sent, by endpoint."""
        return self._requester.requests

    @property
    def retries(self) -> int:
        """Those of them that were sent because an earlier one came to nothing."""
        return self._requester.retries

    @property
    def is_shut(self) -> bool:
        """Whether the run is ending because nothing comes back any more."""
        return self._requester.breaker.is_open

    def report_to(self, say: Callable[[str], None]) -> None:
        """Where to say that the API asks for a pause."""
        self._requester.say = say

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
        return await self._ask(
            Endpoint.FILM_CHUNK, lambda: get_film_chunk(self._session, url), trouble_in_chunk
        )

    async def asset(
        self, kind: AssetKind, asset_id: str, version_id: str, language: str = ENGLISH
    ) -> Answer:
        discovery = self._spnkr.discovery_ugc
        requests: dict[AssetKind, Callable[..., Awaitable[HasResponse]]] = {
            "map": discovery.get_map,
            "playlist": discovery.get_playlist,
            "map_mode_pair": discovery.get_map_mode_pair,
            "game_variant": discovery.get_ugc_game_variant,
        }
        # Names come in the language asked for: pin it, so a version has one name for everybody.
        return await self._ask(
            Endpoint.ASSET, lambda: requests[kind](asset_id, version_id, language=language)
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
        requests: dict[str, Callable[[], Awaitable[HasResponse]]] = {
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
        self,
        endpoint: Endpoint,
        request: Callable[[], Awaitable[HasResponse | ClientResponse]],
        check: Check = trouble_in_json,
    ) -> Answer:
        return await self._requester.ask(
            endpoint, request, check, self._spnkr.gamecms_hacs.get_medal_metadata
        )
