"""Which account there is: given in the environment, or kept from `ingest login`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from ingest.api.credentials import Tokens, is_token
from ingest.errors import SignInNeeded
from ingest.settings_place import config_directory
from ingest.sign_in.azure import CLIENT_ID, AzureApp, app_from
from ingest.sign_in.token_file import Kept, TokenFile

SPARTAN, CLEARANCE = "SPNKR_SPARTAN_TOKEN", "SPNKR_CLEARANCE_TOKEN"
REFRESH_TOKEN = "SPNKR_OAUTH_REFRESH_TOKEN"

_NO_ACCOUNT = (
    "no account: sign in with `ingest login`, or set SPNKR_SPARTAN_TOKEN and "
    "SPNKR_CLEARANCE_TOKEN, or try `ingest run --demo`, which needs none"
)


@dataclass(frozen=True, slots=True)
class RefreshingAccount:
    """An account that can be signed in time and again."""

    app: AzureApp
    file: TokenFile
    given: str = field(default="", repr=False)

    def refresh_token(self) -> str:
        """The newest we have; what it came from is used up."""
        kept = self.file.read()
        token = kept.refresh_token if kept else self.given
        if not token:
            raise SignInNeeded(_NO_ACCOUNT)
        return token

    def keep(self, refresh_token: str) -> None:
        """Put a rotated token where `refresh_token` finds it."""
        kept = self.file.read() or Kept(self.given)
        self.file.keep(replace(kept, refresh_token=refresh_token))

    @property
    def place(self) -> str:
        """Where the refresh token is, for people."""
        return str(self.file.path) if self.file.read() else f"{REFRESH_TOKEN} (environment)"


AnyAccount = Tokens | RefreshingAccount


def login_file(environ: Mapping[str, str]) -> TokenFile:
    """Where `ingest login` keeps the refresh token."""
    return TokenFile(config_directory(environ) / "login.json")


def kept_files(environ: Mapping[str, str]) -> list[TokenFile]:
    """Every file that may hold a refresh token."""
    directory = config_directory(environ)
    rotated = sorted({_without_new(path) for path in directory.glob("environment-*.json*")})
    return [login_file(environ), *map(TokenFile, rotated)]


def find_account(environ: Mapping[str, str]) -> AnyAccount:
    """Tokens over a refresh token over what `ingest login` kept."""
    spartan, clearance, given = (
        environ.get(name, "").strip() for name in (SPARTAN, CLEARANCE, REFRESH_TOKEN)
    )
    for name, token in ((SPARTAN, spartan), (CLEARANCE, clearance), (REFRESH_TOKEN, given)):
        if token and not is_token(token):
            raise SignInNeeded(
                f"{name} contains characters that no token has", "copy it again, in one piece"
            )
    if spartan and clearance:
        return Tokens(spartan, clearance)
    if given:
        app = app_from(environ)
        if app is None:
            raise SignInNeeded(f"{REFRESH_TOKEN} is set without {CLIENT_ID}: set that as well")
        return RefreshingAccount(app, _rotated_file(environ, given), given)
    file = login_file(environ)
    kept = file.read()
    if kept is None:
        raise SignInNeeded(_NO_ACCOUNT)
    app = app_from(environ, AzureApp(kept.client_id, kept.client_secret))
    if app is None:
        raise SignInNeeded(f"{file.path} is damaged", "`ingest logout`, then `ingest login`")
    return RefreshingAccount(app, file)


def _rotated_file(environ: Mapping[str, str], given: str) -> TokenFile:
    """What the given token was exchanged for; another given token has another file."""
    name = sha256(given.encode()).hexdigest()[:16]
    return TokenFile(config_directory(environ) / f"environment-{name}.json")


def _without_new(path: Path) -> Path:
    return path.with_name(path.name.removesuffix(".new"))
