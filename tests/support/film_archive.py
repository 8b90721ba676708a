"""What an archive of whole films must hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from yarl import URL

from ingest.demo.api import DemoApi
from ingest.demo.world import World
from ingest.raw import Feed
from ingest.raw.reading import read_payloads


def expected_chunks(world: World, data_dir: Path) -> dict[str, bytes]:
    """The bytes of each chunk of types 1 and 2, as the server answers its address."""
    api, found = DemoApi(world), {}
    for match_id, text in read_payloads(data_dir / "raw", Feed.FILM_MANIFESTS).items():
        manifest: Any = json.loads(text)
        folder = URL(manifest["BlobStoragePathPrefix"]).path.rstrip("/")
        for chunk in manifest["CustomData"]["Chunks"]:
            if chunk["ChunkType"] in (1, 2):
                path = folder + chunk["FileRelativePath"]
                body = api.answer("film_chunk", path, {}).body
                assert len(body) == chunk["ChunkSize"]
                found[f"{match_id}:{chunk['Index']}"] = body
    return found
