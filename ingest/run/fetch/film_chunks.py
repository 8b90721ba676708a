"""The chunks that a film manifest names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from yarl import URL

from ingest.api.session import is_film_store
from ingest.payload.admit import Refused
from ingest.payload.facts import at, items

HEADER, REPLICATION, HIGHLIGHTS = 1, 2, 3
"""Types of chunks: the players and settings, all that moves, and the events."""


@dataclass(frozen=True, slots=True)
class FilmChunk:
    """One file of a film."""

    index: int
    url: URL
    size: int
    """Bytes, as the manifest says."""


def chunks_of(manifest: Any, *types: int) -> list[FilmChunk]:
    """The chunks of these types, in the order of the film. Raises Refused for a foreign address."""
    prefix = at(manifest, "BlobStoragePathPrefix")
    found: dict[int, FilmChunk] = {}
    for place, chunk in enumerate(items(at(manifest, "CustomData"), "Chunks")):
        if at(chunk, "ChunkType") in types:
            index, size = at(chunk, "Index"), at(chunk, "ChunkSize")
            index = index if isinstance(index, int) else place
            url = _address(prefix, at(chunk, "FileRelativePath"))
            # an index that is there twice would be a key twice
            found.setdefault(index, FilmChunk(index, url, size if isinstance(size, int) else 0))
    return [*found.values()]


def _address(prefix: Any, relative: Any) -> URL:
    """Join the two halves the server names; never leave the host or the folder."""
    if not isinstance(prefix, str) or not isinstance(relative, str):
        raise Refused("the manifest names no chunk address")
    try:
        folder = URL(prefix)
        is_in_store = (
            is_film_store(folder.host)
            and folder.origin() == URL(f"https://{folder.host}")
            and folder.user is None
        )
    except ValueError:  # an odd host is only looked at when it is asked for
        raise Refused("the chunk's address is not a URL") from None
    name = relative.removeprefix("/")
    if not is_in_store or not prefix.endswith("/"):
        raise Refused("the chunk lies on a host that is no film store")
    if not name or not all(part.replace("_", "").isalnum() for part in name.split("/")):
        raise Refused("the chunk's path leaves its folder")
    return folder / name
