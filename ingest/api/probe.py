"""Asks one small thing once: does the API answer, does it take the token, what time is it there?"""

from __future__ import annotations

from datetime import datetime

from aiohttp import ClientError, ClientSession
from spnkr.client import HaloInfiniteClient

from ingest.api.bodies import TooLarge, read_body
from ingest.api.dates import server_date
from ingest.api.session import HttpStatus, RefusedRequest, TokensRefused
from ingest.errors import ApiUnavailable, SignInNeeded


async def probe(session: ClientSession) -> datetime | None:
    """The time the API gave with its answer; an error when it gave none we can use."""
    try:
        return await _date(session)
    except TokensRefused as error:
        await error.renew()
    try:
        return await _date(session)
    except TokensRefused:
        raise SignInNeeded(
            "the API refuses even a token it has just given", "run `ingest login` to sign in again"
        ) from None


async def _date(session: ClientSession) -> datetime | None:
    client = HaloInfiniteClient(session, "", "")
    try:
        response = (await client.gamecms_hacs.get_csr_season_calendar()).response
        await read_body(response)
    except (HttpStatus, RefusedRequest, TooLarge) as error:
        raise ApiUnavailable(f"the Halo API answers {error}", "try again later") from None
    except (ClientError, TimeoutError) as error:
        raise ApiUnavailable(
            f"the Halo API does not answer ({type(error).__name__})",
            "check the connection and try again later",
        ) from None
    return server_date(response.headers.get("Date"))
