"""French names of assets: once per version, also of assets that landed before."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from ingest.demo.french import NAMES
from ingest.demo.world import World
from ingest.raw import Feed
from ingest.raw.reading import read_payloads
from ingest.run.options import RunOptions
from tests.support.commands import CLEARANCE, SPARTAN, environment, ingest
from tests.support.landing import land
from tests.support.raw import rows
from tests.support.watched_server import Override, WatchedServer

WORLD = World(seed=4, players=2, matches=20)


def names(data_dir: Path, feed: Feed) -> dict[str, str]:
    """By kind, asset and version."""
    landed = read_payloads(data_dir / "raw", feed)
    return {
        key.removeprefix("fr-FR:"): json.loads(text)["PublicName"] for key, text in landed.items()
    }


async def test_each_version_has_its_french_name(tmp_path: Path) -> None:
    async with WatchedServer(WORLD) as server:
        await land(server, tmp_path)
        english, french = names(tmp_path, Feed.ASSETS), names(tmp_path, Feed.ASSET_NAMES)
        assert french == {key: NAMES.get(name, name) for key, name in english.items()}
        assert set(french.values()) & set(NAMES.values())
        server.requests.clear()
        await land(server, tmp_path)
        assert server.requests["asset"] == 0


async def test_assets_of_before_get_their_names_and_nothing_else_is_asked(tmp_path: Path) -> None:
    async with WatchedServer(WORLD) as server:
        await land(server, tmp_path)
        known = names(tmp_path, Feed.ASSET_NAMES)
        shutil.rmtree(tmp_path / "raw" / Feed.ASSET_NAMES)
        server.requests.clear()
        planned = await ingest(
            *("run", "--dry-run", "--player", WORLD.players[0].xuid),
            env=environment(
                tmp_path,
                HALO_API_URL=server.url,
                SPNKR_SPARTAN_TOKEN=SPARTAN,
                SPNKR_CLEARANCE_TOKEN=CLEARANCE,
            ),
            cwd=tmp_path,
        )
        assert f"{len(known)} asset" in planned.out
        server.requests.clear()
        await land(server, tmp_path)
        assert names(tmp_path, Feed.ASSET_NAMES) == known
        assert server.requests["asset"] == len(known)
        assert not {"match_stats", "match_skill", "film_manifest"} & set(server.requests)


async def test_a_name_that_cannot_be_had_is_noted_and_asked_again(tmp_path: Path) -> None:
    everything = RunOptions()
    without = RunOptions(feeds=everything.feeds - {Feed.ASSET_NAMES})
    async with WatchedServer(WORLD) as server:
        await land(server, tmp_path, without)
        assert names(tmp_path, Feed.ASSET_NAMES) == {}
        failing, gone = sorted(names(tmp_path, Feed.ASSETS))[:2]
        for key, status in ((failing, 500), (gone, 404)):
            kind, asset_id, version_id = key.split(":")
            folder = {"game_variant": "ugcGameVariants", "map": "maps"}[kind]
            path = f"/hi/{folder}/{asset_id}/versions/{version_id}"
            server.overrides[path] = Override(status=status)
        await land(server, tmp_path)
        statuses = dict(rows(tmp_path, Feed.ASSET_NAMES, "key, status"))
        assert statuses[f"fr-FR:{failing}"] == "failed"
        assert statuses[f"fr-FR:{gone}"] == "gone"
        server.overrides.clear()
        await land(server, tmp_path)
        assert failing in names(tmp_path, Feed.ASSET_NAMES)
        assert gone not in names(tmp_path, Feed.ASSET_NAMES)
