"""A sign-in service over real HTTP: rotates refresh tokens as strictly as any could."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from enum import StrEnum
from typing import Any

from aiohttp import web

from ingest.demo.server import SPARTAN
from ingest.demo.world import World
from tests.support.watched_server import Override, WatchedServer

XUID, GAMERTAG = "2999000000000001", "Demo Falcon"
HALO = "https://prod.xsts.halowaypoint.com/"
HTML = Override(200, b"<!doctype html><title>Sign in</title>", {"Content-Type": "text/html"})


class Step(StrEnum):
    """The six requests, in order."""

    OAUTH = "/oauth20_token.srf"
    XBOX_USER = "/user/authenticate"
    XSTS_HALO = "/xsts/authorize halo"
    XSTS_XBOX = "/xsts/authorize xbox"
    SPARTAN = "/spartan-token"
    CLEARANCE = "/oban/flight-configurations/titles/hi/audiences/RETAIL/active"


@dataclass
class SignInService:
    """Answers the chain; what it gives out is numbered, so each token is good once or not at all.

    All tokens begin with `canary`, for whoever looks for them where they must not be.
    """

    refresh: str = "canary-refresh-0"
    rotates: bool = True
    lifetime: float = 4 * 3600
    clock_error: timedelta = timedelta()
    overrides: dict[Step, Override] = field(default_factory=dict)
    before: dict[Step, Callable[[], None]] = field(default_factory=dict)
    requests: Counter[Step] = field(default_factory=Counter)
    forms: list[dict[str, str]] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)
    spartans: list[str] = field(default_factory=list)
    delay: float = 0.0
    given: list[str] = field(default_factory=list)
    _counts: Counter[str] = field(default_factory=Counter)

    @property
    def sign_ins(self) -> int:
        """How often the first step was asked."""
        return self.requests[Step.OAUTH]

    async def answer(self, request: web.Request) -> web.Response:
        """The answer to one step, after whatever the test wants to happen first."""
        form = {name: str(value) for name, value in (await request.post()).items()}
        body = await request.json() if "json" in request.content_type else {}
        step = _step(request.path, body)
        self.requests[step] += 1
        await asyncio.sleep(self.delay)
        if step in self.before:
            self.before[step]()
        override = self.overrides.get(step)
        if override and override.times != 0:
            override.times = override.times and override.times - 1
            return web.Response(
                status=override.status, body=override.body, headers=override.headers
            )
        answers: dict[Step, Callable[[], Any]] = {
            Step.OAUTH: lambda: self._oauth(form),
            Step.XBOX_USER: lambda: self._xbox("access", body["Properties"]["RpsTicket"][2:]),
            Step.XSTS_HALO: lambda: self._xbox("user", body["Properties"]["UserTokens"][0]),
            Step.XSTS_XBOX: lambda: self._xbox("user", body["Properties"]["UserTokens"][0]),
            Step.SPARTAN: lambda: self._spartan(body["Proof"][0]["Token"]),
            Step.CLEARANCE: lambda: self._clearance(request.headers.get(SPARTAN, "")),
        }
        found = answers[step]()
        status = 400 if "error" in found else 200
        date = format_datetime(datetime.now(UTC) + self.clock_error, usegmt=True)
        return web.json_response(found, status=status, headers={"Date": date})

    def _new(self, kind: str) -> str:
        self._counts[kind] += 1
        self.given.append(f"canary-{kind}-{self._counts[kind]}")
        return self.given[-1]

    def _is_newest(self, kind: str, token: str) -> bool:
        return token == f"canary-{kind}-{self._counts[kind]}"

    def _oauth(self, form: dict[str, str]) -> dict[str, Any]:
        self.forms.append(form)
        if form["grant_type"] == "authorization_code":
            good = form["code"] in self.codes
            self.codes.discard(form["code"])
        else:
            good = form["refresh_token"] == self.refresh
        if not good:
            return {"error": "invalid_grant", "error_description": f"was sent {form}"}
        found = {"token_type": "bearer", "expires_in": 3600, "access_token": self._new("access")}
        if self.rotates or form["grant_type"] == "authorization_code":
            self.refresh = found["refresh_token"] = self._new("refresh")
        return found

    def _xbox(self, needs: str, token: str) -> dict[str, Any]:
        if not self._is_newest(needs, token):
            return {"error": f"wants another token than {token}"}
        claims = {"xui": [{"uhs": "1234", "xid": XUID, "gtg": GAMERTAG}]}
        return {
            "Token": self._new("user" if needs == "access" else "xsts"),
            "DisplayClaims": claims,
        }

    def _spartan(self, token: str) -> dict[str, Any]:
        # the first of the two tokens is the one for Halo
        if token != f"canary-xsts-{self._counts['xsts'] - 1}":
            return {"error": f"wants another token than {token}"}
        self.spartans.append(self._new("spartan"))
        ends = datetime.now(UTC) + self.clock_error + timedelta(seconds=self.lifetime)
        expires = {"ISO8601Date": ends.isoformat().replace("+00:00", "Z")}
        return {"SpartanToken": self.spartans[-1], "ExpiresUtc": expires}

    def _clearance(self, spartan: str) -> dict[str, Any]:
        if not self._is_newest("spartan", spartan):
            return {"error": f"wants another token than {spartan}"}
        return {"FlightConfigurationId": "canary-clearance"}


class SignInServer(WatchedServer):
    """The demo's API and the sign-in service at one address; good is only what was given last."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.service = SignInService()

    def _app(self) -> web.Application:
        app = web.Application()
        for path in {step.split()[0] for step in Step}:
            app.router.add_route("*", path, self.service.answer)
        app.router.add_get("/{path:.*}", self.handle)
        return app

    def _admits(self, request: web.Request) -> bool:
        self.tokens = set(self.service.spartans[-1:])
        return super()._admits(request)


def refusal(status: int, **document: object) -> Override:
    """A refusal as JSON."""
    return Override(status, json.dumps(document).encode(), {"Content-Type": "application/json"})


def _step(path: str, body: Any) -> Step:
    if path.startswith("/xsts/"):
        return Step.XSTS_HALO if body["RelyingParty"] == HALO else Step.XSTS_XBOX
    return Step(path)
