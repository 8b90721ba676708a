"""All checks, in the order in which things must be corrected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from ingest.doctor.check_account import check_account, check_account_offline, check_token_files
from ingest.doctor.check_directory import check_access, check_locks, check_mount, check_space
from ingest.doctor.check_raw import check_leftovers, check_sample, check_waiting
from ingest.doctor.check_versions import check_versions
from ingest.doctor.check_warehouse import check_warehouse
from ingest.doctor.finding import Finding, good, looked_at, refused
from ingest.errors import IngestError
from ingest.settings import Settings, load_settings
from ingest.settings_place import settings_path
from ingest.warehouse.build.publication import published


def checkup(environ: Mapping[str, str], *, offline: bool) -> Iterator[Finding]:
    """Look at everything; each finding comes as soon as it is made."""
    yield from looked_at("versions", check_versions)
    try:
        settings = load_settings(environ)
    except IngestError as error:  # where to look is not known then
        yield refused("settings", error)
        return
    yield _settings(settings, settings_path(environ))
    yield from looked_at("token file", partial(check_token_files, environ))
    ask = (
        partial(check_account_offline, environ)
        if offline
        else partial(check_account, environ, settings.api_url)
    )
    yield from looked_at("account", ask)
    yield from _storage(environ, settings)


def _storage(environ: Mapping[str, str], settings: Settings) -> Iterator[Finding]:
    data_dir, root = settings.data_dir, settings.raw_dir
    yield from looked_at("access", partial(check_access, data_dir))
    yield from looked_at("mount", partial(check_mount, data_dir))
    yield from looked_at("locks", partial(check_locks, data_dir))
    folders = (root, published(environ, settings).file.parent)
    yield from looked_at("space", partial(check_space, folders))
    yield from looked_at("segments", partial(check_sample, root))
    yield from looked_at("leftovers", partial(check_leftovers, root))
    yield from looked_at("landed", partial(check_waiting, root))
    yield from looked_at("warehouse", partial(check_warehouse, environ, root))


def _settings(settings: Settings, path: Path) -> Finding:
    players = len(settings.players)
    seen = f"{path}: {players:,} players; data in {settings.data_dir}"
    return good("settings", seen, "" if players else "`ingest players add GAMERTAG`")
