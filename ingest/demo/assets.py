"""Maps, playlists, map-mode pairs and game variants as discovery serves them."""

from __future__ import annotations

from random import Random

from ingest.demo.film import BLOB_HOST
from ingest.demo.formats import Json
from ingest.demo.modes import MODES, Asset, Map, Mode, invented_asset, pair_of

KIND_OF_PATH = {
    "maps": "map",
    "playlists": "playlist",
    "mapModePairs": "map_mode_pair",
    "ugcGameVariants": "game_variant",
}
BLOB_FOLDERS = {"game_variant": "ugcgamevariant", "map_mode_pair": "mapmodepair"}


def all_assets() -> dict[tuple[str, str, str], Json]:
    """Every asset payload by kind, asset id and version id."""
    payloads: dict[tuple[str, str, str], Json] = {}
    for mode in MODES:
        for asset, details in (
            (mode.variant, _variant_details(mode)),
            (mode.playlist, _playlist_details(mode.playlist)),
            *((arena.asset, _map_details(arena)) for arena in mode.maps),
            *((pair_of(mode, arena), _pair_details(mode, arena)) for arena in mode.maps),
        ):
            for number, version in enumerate(asset.versions):
                payloads[asset.kind, asset.asset_id, version] = details | _asset(asset, number)
    return payloads


def _asset(asset: Asset, number: int = -1) -> Json:
    """The keys that every asset and every link to one has."""
    rng = Random(f"{asset.asset_id}/{number}")
    version = asset.versions[number]
    folder = BLOB_FOLDERS.get(asset.kind, asset.kind.replace("_", ""))
    path = f"/ugcstorage/{folder}/{asset.asset_id}/{version}/"
    images = ["images/hero.png", "images/screenshot1.png", "images/thumbnail.png"]
    plays = rng.randrange(1_000_000)
    return {
        "AssetId": asset.asset_id,
        "VersionId": version,
        "PublicName": asset.names[number],
        "Description": "" if asset.kind == "map_mode_pair" else f"Demo {asset.names[number]}.",
        "Files": {
            "Prefix": BLOB_HOST + path,
            "FileRelativePaths": [] if asset.kind == "map_mode_pair" else images,
            "PrefixEndpoint": {
                "AuthorityId": "iUgcFiles",
                "Path": path,
                "QueryString": None,
                "RetryPolicyId": "linearretry",
                "TopicName": "",
                "AcknowledgementTypeId": 0,
                "AuthenticationLifetimeExtensionSupported": False,
                "ClearanceAware": False,
            },
        },
        "Contributors": [],
        "AssetHome": 1,
        "AssetStats": {
            "PlaysRecent": plays // 40,
            "PlaysAllTime": plays,
            "Favorites": plays // 2000,
            "Likes": 0,
            "Bookmarks": 0,
            "ParentAssetCount": rng.randrange(60),
            "AverageRating": rng.randint(200, 480) / 100,
            "NumberOfRatings": plays // 900,
        },
        "InspectionResult": 50 if asset.kind == "map" else 0,
        "CloneBehavior": 0,
        "Order": 0,
    }


def _map_details(arena: Map) -> Json:
    rng = Random(arena.level_id)
    return {
        "CustomData": {
            "NumOfObjectsOnMap": rng.randrange(40, 900),
            "TagLevelId": rng.randrange(-(10**9), 10**9),
            "IsBaked": True,
            "HasNodeGraph": False,
        },
        "Tags": ["demo"],
        "PrefabLinks": [],
    }


def _variant_details(mode: Mode) -> Json:
    engine = invented_asset("enginegamevariant", f"Engine-{mode.key}")
    return {
        "CustomData": {"KeyValues": {}},
        "Tags": ["demo", mode.key],
        "EngineGameVariantLink": _asset(engine),
    }


def _pair_details(mode: Mode, arena: Map) -> Json:
    return {
        "CustomData": {},
        "Tags": [],
        "MapLink": _asset(arena.asset),
        "UgcGameVariantLink": _asset(mode.variant),
    }


def _playlist_details(playlist: Asset) -> Json:
    modes = [mode for mode in MODES if mode.playlist is playlist]
    pairs = [(mode, pair_of(mode, arena)) for mode in modes for arena in mode.maps]
    seats = max(mode.seats for mode in modes)
    team_size = seats // 2 if modes[0].teams and not modes[0].pve else 1
    return {
        "CustomData": {
            "PlaylistEntries": [
                {"MapModePairAssetId": pair.asset_id, "Metadata": {"Weight": float(mode.weight)}}
                for mode, pair in pairs
            ],
            "Strategy": 0,
            "MinTeams": 2,
            "MinTeamSize": team_size,
            "MaxTeams": 2,
            "MaxTeamSize": team_size,
            "MaxTeamImbalance": 0,
            "MaxSplitscreenPlayersAllowed": 4,
            "AllowFriendJoinInProgress": False,
            "AllowMatchmakingJoinInProgress": not modes[0].ranked,
            "AllowBotJoinInProgress": not modes[0].ranked,
            "ExitExperienceDurationSec": 30,
            "FireteamLeaderKickAllowed": False,
            "DisableMidgameChat": False,
            "AllowedDeviceInputs": [0],
            "BotDifficulty": 0,
            "MinFireteamSize": 1,
            "MaxFireteamSize": 4,
        },
        "Tags": [],
        "RotationEntries": [
            {"Metadata": {"Weight": float(mode.weight)}} | _asset(pair) for mode, pair in pairs
        ],
    }
