"""Where ingest.toml is: named by the user, in the project, or in the user's config folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from ingest.errors import UsageError

FILE_NAME = "ingest.toml"
CONFIG = "HALO_CONFIG"
"""What `--config` sets."""


def settings_path(environ: Mapping[str, str]) -> Path:
    """The file in use; where there is none, the one that would be made here."""
    named = environ.get(CONFIG)
    if named:
        path = Path(named)
        if not path.is_file():
            raise UsageError(f"{path} does not exist", "name a file with --config or HALO_CONFIG")
        return path
    here = Path(FILE_NAME)
    if here.is_file():
        return here
    for folder in _folders_above():
        if (folder / FILE_NAME).is_file():
            return folder / FILE_NAME
    personal = _config_directory(environ)
    if personal is not None and (personal / FILE_NAME).is_file():
        return personal / FILE_NAME
    return here


def _folders_above() -> Sequence[Path]:
    try:
        return Path.cwd().parents
    except FileNotFoundError:  # the working directory was deleted
        return ()


def config_directory(environ: Mapping[str, str]) -> Path:
    """Where this user's programs keep such things, outside of any project."""
    found = _config_directory(environ)
    if found is None:
        raise UsageError(
            "there is no home directory to keep the refresh token in", "set XDG_CONFIG_HOME"
        )
    return found


def _config_directory(environ: Mapping[str, str]) -> Path | None:
    base = Path(environ.get("XDG_CONFIG_HOME", ""))
    if not base.is_absolute():  # to be ignored, says the XDG specification
        try:
            base = Path.home() / ".config"
        except RuntimeError:
            return None
    return base / "halo-ingest"
