"""The user's Azure app: what it is called by, the consent page, and what the page sends back."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from yarl import URL

from ingest.api.credentials import is_token
from ingest.errors import SignInNeeded
from ingest.sign_in.kept import Authority, KeptRefresh

CLIENT_ID, CLIENT_SECRET = "SPNKR_AZURE_CLIENT_ID", "SPNKR_AZURE_CLIENT_SECRET"
REDIRECT_URI = "SPNKR_AZURE_REDIRECT_URI"
DEFAULT_REDIRECT_URI = "https://localhost"
SCOPES = "Xboxlive.signin Xboxlive.offline_access"
_CONSENT_PAGE = URL("https://login.live.com/oauth20_authorize.srf")


@dataclass(frozen=True, slots=True)
class AzureApp:
    """Who asks for the account; public apps have no secret."""

    client_id: str
    client_secret: str = field(default="", repr=False)
    redirect_uri: str = DEFAULT_REDIRECT_URI
    authority: Authority = Authority.LIVE


def app_from(environ: Mapping[str, str], kept: KeptRefresh | None = None) -> AzureApp | None:
    """The app the environment names, else the one kept from signing in."""
    authority = kept.authority if kept else Authority.LIVE
    client_id = environ.get(CLIENT_ID, "").strip()
    if kept is not None and authority is Authority.CONSUMERS:
        # the app of a device code has no secret, and no other app may use its token
        return AzureApp(kept.client_id, authority=authority)
    secret = environ.get(CLIENT_SECRET, "").strip()
    redirect_uri = environ.get(REDIRECT_URI, "").strip() or DEFAULT_REDIRECT_URI
    if kept is not None and client_id in ("", kept.client_id):
        return AzureApp(kept.client_id, secret or kept.client_secret, redirect_uri, authority)
    return AzureApp(client_id, secret, redirect_uri, authority) if client_id else None


@dataclass(frozen=True, slots=True)
class Consent:
    """One visit of the consent page; the state proves that an answer belongs to it."""

    app: AzureApp
    state: str = field(default_factory=lambda: secrets.token_urlsafe(16), repr=False)

    @property
    def url(self) -> URL:
        """The page to open in a browser."""
        return _CONSENT_PAGE.with_query(
            client_id=self.app.client_id,
            response_type="code",
            approval_prompt="auto",
            scope=SCOPES,
            redirect_uri=self.app.redirect_uri,
            state=self.state,
        )

    def code_in(self, pasted: str) -> str:
        """The code in the address the browser was sent to."""
        try:
            query = URL(pasted.strip()).query
        except ValueError:
            query = URL().query
        if query.get("error"):
            raise SignInNeeded("consent was not given", "run `ingest login` again and accept")
        code = query.get("code", "")
        if not is_token(code):
            raise SignInNeeded(
                "what was pasted is not the address the browser ended at (it holds code=…)",
                "run `ingest login` again",
            )
        if query.get("state") != self.state:
            raise SignInNeeded(
                "the pasted address belongs to an earlier visit of the page",
                "run `ingest login` again",
            )
        return code
