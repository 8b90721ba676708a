"""Settings: flags over environment over ingest.toml over defaults."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from ipaddress import ip_address
from itertools import chain
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from yarl import URL

from ingest.api.credentials import is_token
from ingest.api.endpoints import Endpoint
from ingest.api.rates import DEFAULT_RATES
from ingest.errors import StorageError, UsageError
from ingest.film.keep import KeepFilms
from ingest.plain_messages import plain_setting_error
from ingest.players import is_xuid, valid_gamertag
from ingest.settings_place import settings_path
from ingest.shard import DEFAULT_SHARD_WAIT
from ingest.timezones import DEFAULT_TIMEZONE, checked_timezone

DATA_DIR = Path("data")
DEMO_DATA_DIR = Path("data/demo")


class PlayerEntry(BaseModel):
    """A `[[players]]` entry: one of the two names is enough."""

    model_config = ConfigDict(extra="forbid")

    xuid: str | None = None
    gamertag: str | None = None
    timezone: str | None = None

    @field_validator("timezone")
    @classmethod
    def _known_timezone(cls, value: str | None) -> str | None:
        return None if value is None else checked_timezone(value)

    @model_validator(mode="after")
    def _named(self) -> Self:
        if self.xuid is None and self.gamertag is None:
            raise ValueError("a player needs a gamertag or an xuid")
        if self.xuid is not None and not is_xuid(self.xuid):
            raise ValueError(f"{self.xuid!r} is not an xuid: 16 digits")
        if self.gamertag is not None and not valid_gamertag(self.gamertag):
            raise ValueError(f"{self.gamertag!r} is not a gamertag")
        return self

    @property
    def name(self) -> str:
        """What to look the player up by: the xuid never changes."""
        return self.xuid or self.gamertag or ""


class AccountEntry(BaseModel):
    """The `[account]` table. It holds no secret."""

    model_config = ConfigDict(extra="forbid")

    client_id: str = ""

    @field_validator("client_id")
    @classmethod
    def _usable(cls, value: str) -> str:
        if value and not is_token(value):
            raise ValueError("account.client_id contains characters that no client id has")
        return value


class SettingsFile(BaseModel):
    """The content of ingest.toml."""

    model_config = ConfigDict(extra="forbid")

    players: list[PlayerEntry] = []
    friends: dict[str, list[str]] = {}
    limits: dict[Endpoint, float] = {}
    keep_films: KeepFilms = KeepFilms.DOUBTFUL
    timezone: str = DEFAULT_TIMEZONE
    data_dir: Path | None = None
    account: AccountEntry = AccountEntry()

    @field_validator("timezone")
    @classmethod
    def _known_timezone(cls, value: str) -> str:
        return checked_timezone(value)

    @field_validator("data_dir")
    @classmethod
    def _of_this_user(cls, value: Path | None) -> Path | None:
        return None if value is None else value.expanduser()

    @field_validator("keep_films", mode="before")
    @classmethod
    def _as_before(cls, value: object) -> object:
        """The setting was a boolean."""
        if isinstance(value, bool):
            return KeepFilms.HIGHLIGHTS if value else KeepFilms.DOUBTFUL
        return value

    @model_validator(mode="after")
    def _friends_named(self) -> Self:
        for name in chain(self.friends, *self.friends.values()):
            if not is_xuid(name) and not valid_gamertag(name):
                raise ValueError(f"friends: {name!r} is neither an xuid nor a gamertag")
        return self

    @model_validator(mode="after")
    def _positive_limits(self) -> Self:
        for endpoint, rate in self.limits.items():
            if not 0 < rate < float("inf"):
                raise ValueError(f"limits.{endpoint} must be more than 0 requests a second")
        return self


class Settings(BaseModel):
    """Everything a command needs to know that is not on its command line."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    data_dir: Path
    api_url: URL | None = None
    rates: dict[Endpoint, float] = Field(default_factory=dict)
    players: list[PlayerEntry] = []
    friends: dict[str, list[str]] = {}
    keep_films: KeepFilms = KeepFilms.DOUBTFUL
    timezone: str = DEFAULT_TIMEZONE
    client_id: str = ""
    shard_wait: float = DEFAULT_SHARD_WAIT

    @property
    def raw_dir(self) -> Path:
        """Where the raw layer lies."""
        return self.data_dir / "raw"


def load_settings(environ: Mapping[str, str], *, demo: bool = False) -> Settings:
    """Read the environment and the ingest.toml in use."""
    path = settings_path(environ)
    file = read_settings_file(path)
    beside = path.parent  # relative paths in the file count from the file
    default_dir = beside / (DEMO_DATA_DIR if demo else file.data_dir or DATA_DIR)
    limited = environ.get("HALO_RATE_LIMIT", "off" if demo else "")
    data_dir = Path(environ.get("HALO_DATA_DIR") or default_dir)
    if data_dir.exists() and not data_dir.is_dir():
        raise StorageError(f"{data_dir} is not a directory", "set HALO_DATA_DIR to one")
    return Settings(
        data_dir=data_dir,
        api_url=_api_url(environ.get("HALO_API_URL", "")),
        rates=_rates(limited, file.limits),
        players=[] if demo else file.players,
        friends={} if demo else file.friends,
        keep_films=file.keep_films,
        timezone=DEFAULT_TIMEZONE if demo else file.timezone,
        client_id=file.account.client_id,
        shard_wait=_seconds(environ, "HALO_SHARD_WAIT", DEFAULT_SHARD_WAIT),
    )


def read_settings_file(path: Path) -> SettingsFile:
    """Parse ingest.toml; a missing file is an empty one."""
    try:
        return SettingsFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return SettingsFile()
    except ValidationError as error:
        known = {
            "": SettingsFile.model_fields,
            "players": PlayerEntry.model_fields,
            "account": AccountEntry.model_fields,
        }
        said = plain_setting_error(error.errors()[0], known)
        raise UsageError(f"{path}: {said}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from None


def _seconds(environ: Mapping[str, str], name: str, default: float) -> float:
    text = environ.get(name) or str(default)
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    if not 0 <= seconds < float("inf"):
        raise UsageError(f"{name}: {text!r} is not a number of seconds", "write one such as 120")
    return seconds


def _api_url(text: str) -> URL | None:
    if not text:
        return None
    try:
        url = URL(text)
        is_origin = url.scheme in ("http", "https") and bool(url.host) and url.path in ("", "/")
    except ValueError:
        is_origin = False
    if not is_origin or any(sign.isspace() for sign in text):
        raise UsageError("HALO_API_URL must be an origin like http://127.0.0.1:8080")
    if url.scheme == "http" and not _is_loopback(url.host or ""):
        raise UsageError("HALO_API_URL may use http on the loopback address only", "use https")
    return url.origin()


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _rates(text: str, from_file: Mapping[Endpoint, float]) -> dict[Endpoint, float]:
    """`off`, or `endpoint=n,…` over ingest.toml over the defaults."""
    if text.strip().lower() == "off":
        return {}
    rates = {**DEFAULT_RATES, **from_file}
    for part in filter(None, (item.strip() for item in text.split(","))):
        name, _, number = part.partition("=")
        try:
            rate = float(number)
            endpoint = Endpoint(name.strip())
        except ValueError:
            raise UsageError(
                f"HALO_RATE_LIMIT: {part!r} is not endpoint=number",
                f"endpoints are {', '.join(Endpoint)}",
            ) from None
        if not 0 < rate < float("inf"):
            raise UsageError(f"HALO_RATE_LIMIT: {part!r} must be more than 0")
        rates[endpoint] = rate
    return rates
