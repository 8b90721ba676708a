"""The hook for decoders of other people, such as one that reads weapons or positions."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from ingest.errors import UsageError

EXAMPLE = "my_decoder:WeaponDecoder"


@dataclass(frozen=True, slots=True)
class FilmToRead:
    """All that has landed of one film."""

    match_id: str
    manifest: Any | None
    """The manifest as the API gives it, parsed."""
    stats: Any | None
    """The stats of the match as the API gives them, parsed."""
    highlights: bytes | None
    """The chunk with the events, as it was served; None if it was not kept."""
    chunks: Mapping[int, bytes]
    """All other chunks by their index, as they were served: `zlib.decompress` inflates them."""


class FilmReader(Protocol):
    """What `--decoder MODULE:NAME` names: an object, or a class without arguments."""

    name: str
    """Letters, digits and underscores; rows of this decoder have it in their key."""
    version: str
    """Films are read again when it changes."""

    def read(self, film: FilmToRead) -> Any:
        """What the film shows, as JSON. Raise ValueError if the film cannot be read."""


def load_reader(text: str) -> FilmReader:
    """Import a decoder; modules in the working directory are found too."""
    module_name, _, name = text.partition(":")
    try:
        if (here := str(Path.cwd())) not in sys.path:
            sys.path.append(here)
        found = getattr(importlib.import_module(module_name), name)
        reader: FilmReader = found() if isinstance(found, type) else found
    except Exception as error:  # the module may raise anything, and its author reads why
        raise UsageError(
            f"the decoder {text} cannot be imported: {type(error).__name__}: {error}",
            f"name a module and an object in it, such as {EXAMPLE}",
        ) from error
    lacks = [one for one in ("name", "version", "read") if not hasattr(reader, one)]
    if lacks:
        raise UsageError(f"the decoder {text} has no `{lacks[0]}`", "see docs/architecture.md")
    if not str(reader.name).isidentifier():
        raise UsageError(f"{reader.name!r} is not a name of a decoder", "use letters and digits")
    return reader
