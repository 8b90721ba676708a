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
from pathlib import Path
from typing import Any
from urllib.parse import quote

from aiohttp import web

from ingest.demo.server import SPARTAN
from ingest.demo.world import World
from tests.support.commands import environment
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


class OtherStep(StrEnum):
    """The first requests of the other ways to sign in."""

    DEVICE_CODE = "/consumers/oauth2/v2.0/devicecode"
    CONSUMER_TOKEN = "/consumers/oauth2/v2.0/token"
    FRONT_PAGE = "/"


AnyStep = Step | OtherStep
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
CONSUMER_SCOPE = "XboxLive.signin offline_access"


@dataclass
class SignInService:
    """Answers the chain; what it gives out is numbered, so each token is good once or not at all.

    All tokens begin with `canary`, for whoever looks for them where they must not be.
    """

    refresh: str = "canary-refresh-0"
    rotates: bool = True
    lifetime: float = 4 * 3600
    clock_error: timedelta = timedelta()
    overrides: dict[AnyStep, Override] = field(default_factory=dict)
    before: dict[AnyStep, Callable[[], None]] = field(default_factory=dict)
    requests: Counter[AnyStep] = field(default_factory=Counter)
    forms: list[dict[str, str]] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)
    device_answers: list[str] = field(default_factory=list)
    """The errors that the next polls for a device code get, before it is good."""
    device_times: list[float] = field(default_factory=list)
    wpauth: str = "canary-wpauth-0"
    pasted: str = ""
    """A Spartan token that Halo Waypoint gave to the browser of the user."""
    cookies: str = "Path=/; Secure; HttpOnly; Max-Age=14400"
    """What the front page says of its cookies."""
    spartans: list[str] = field(default_factory=list)
    delay: float = 0.0
    given: list[str] = field(default_factory=list)
    _counts: Counter[str] = field(default_factory=Counter)

    @property
    def sign_ins(self) -> int:
        """How often the first step was asked."""
        return self.requests[Step.OAUTH]

    async def answer(self, request: web.Request) -> web.Response:
        """The answer to one step, after what the test wants to happen first."""
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
        if step is OtherStep.FRONT_PAGE:
            return self._front_page(request)
        answers: dict[AnyStep, Callable[[], Any]] = {
            OtherStep.DEVICE_CODE: lambda: self._device_code(form),
            OtherStep.CONSUMER_TOKEN: lambda: self._consumer_token(form),
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

    def _device_code(self, form: dict[str, str]) -> dict[str, Any]:
        self.forms.append(form)
        if form != {"client_id": form["client_id"], "scope": CONSUMER_SCOPE}:
            return {"error": "invalid_request"}
        return {
            "device_code": self._new("device"),
            "user_code": "ABCD-EFGH",
            "verification_uri": "https://www.microsoft.com/link",
            "expires_in": 900,
            "interval": 0.05,
            "message": "To sign in, open the page.",
        }

    def _consumer_token(self, form: dict[str, str]) -> dict[str, Any]:
        if form["grant_type"] != DEVICE_GRANT:
            return self._oauth(form)
        self.device_times.append(asyncio.get_running_loop().time())
        if self.device_answers:
            return {"error": self.device_answers.pop(0), "error_description": f"was sent {form}"}
        if not self._is_newest("device", form["device_code"]):
            return {"error": "bad_verification_code"}
        return self._oauth({**form, "grant_type": "authorization_code", "code": self._device_ok()})

    def _device_ok(self) -> str:
        self.codes.add("canary-typed")
        return "canary-typed"

    def _front_page(self, request: web.Request) -> web.Response:
        """The page as a browser gets it: cookies for a visitor who is signed in, else none."""
        answer = web.Response(body=HTML.body, headers=HTML.headers)
        if request.headers.get("Cookie") != f"wpauth={self.wpauth}":
            return answer
        self.wpauth = self._new("wpauth")
        self.spartans.append(self._new("spartan"))
        token = quote(f"v4={self.spartans[-1]}", safe="")
        self.spartans[-1] = f"v4={self.spartans[-1]}"
        answer.headers.add("Set-Cookie", f"wpauth={self.wpauth}; {self.cookies}")
        answer.headers.add("Set-Cookie", f"343-spartan-token={token}; {self.cookies}")
        return answer

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
        is_pasted = self.pasted and spartan == self.pasted
        if not is_pasted and not self._is_newest("spartan", spartan.removeprefix("v4=")):
            return {"error": f"wants another token than {spartan}"}
        return {"FlightConfigurationId": "canary-clearance"}


class SignInServer(WatchedServer):
    """The demo's API and the sign-in service at one address; good is only what was given last."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.service = SignInService()

    def _app(self) -> web.Application:
        app = web.Application()
        for path in {step.split()[0] for step in (*Step, *OtherStep)}:
            app.router.add_route("*", path, self.service.answer)
        app.router.add_get("/{path:.*}", self.handle)
        return app

    def _admits(self, request: web.Request) -> bool:
        self.tokens = {self.service.pasted, *self.service.spartans[-1:]}
        return super()._admits(request)


def settings_for(server: SignInServer, folder: Path, **more: str) -> dict[str, str]:
    """Of a user whose data and account are in the folder."""
    env = {
        "HALO_API_URL": server.url,
        "HALO_RATE_LIMIT": "off",
        "XDG_CONFIG_HOME": str(folder / "config"),
    }
    return environment(folder / "data", **env, **more)


def refusal(status: int, **document: object) -> Override:
    """A refusal as JSON."""
    return Override(status, json.dumps(document).encode(), {"Content-Type": "application/json"})


def _step(path: str, body: Any) -> AnyStep:
    if path.startswith("/xsts/"):
        return Step.XSTS_HALO if body["RelyingParty"] == HALO else Step.XSTS_XBOX
    return OtherStep(path) if path in set(OtherStep) else Step(path)
