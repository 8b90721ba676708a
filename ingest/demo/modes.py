"""The modes, playlists and maps of the demo world, with their invented asset ids."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from random import Random


def invented_uuid(*parts: object) -> str:
    rng = Random("/".join(str(part) for part in parts))
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))


@dataclass(frozen=True, slots=True)
class Asset:
    """A piece of user content. The older half of the world plays its first version."""

    kind: str
    asset_id: str
    versions: tuple[str, ...]
    names: tuple[str, ...]

    def version(self, late: bool) -> str:
        return self.versions[-1 if late else 0]


def invented_asset(kind: str, *names: str) -> Asset:
    versions = tuple(invented_uuid(kind, names[0], "version", n) for n in range(len(names)))
    return Asset(kind, invented_uuid(kind, names[0]), versions, names)


@dataclass(frozen=True, slots=True)
class Map:
    asset: Asset
    level_id: str


@dataclass(frozen=True, slots=True)
class Award:
    """An objective feat: its key in the mode's stats block and its personal score."""

    field: str
    name_id: int
    points: int


@dataclass(frozen=True, slots=True)
class Mode:
    key: str
    category: int
    variant: Asset
    playlist: Asset
    experience: int
    maps: tuple[Map, ...]
    weight: int
    minutes: tuple[float, float]
    kills: tuple[int, int]
    scoring: str
    score_limit: int = 0
    block: str | None = None
    awards: tuple[Award, ...] = ()
    seats: int = 8
    teams: bool = True
    ranked: bool = False
    pve: bool = False


def _map(*names: str) -> Map:
    return Map(invented_asset("map", *names), invented_uuid("level", names[0]))


def _variant(*names: str) -> Asset:
    return invented_asset("game_variant", *names)


RANKED = invented_asset("playlist", "Ranked Skirmish")
QUICK = invented_asset("playlist", "Quick Clash", "Quick Clash: Community")
BIG = invented_asset("playlist", "Big Team Clash")
FREE_FOR_ALL = invented_asset("playlist", "Lone Spartans")
OUTBREAK = invented_asset("playlist", "Outbreak")
LAST_GATE = invented_asset("playlist", "Firefight: Last Gate")

ARENA = (
    _map("Glasswork", "Glasswork - Dusk"),
    _map("Saltpan"),
    _map("Causeway"),
    _map("Lanternfall"),
    _map("Coldforge"),
)
FIELD = (_map("Broad Reach"), _map("Dustline"))
WARREN = (_map("Hollow Mill"), _map("Undercroft", "Undercroft Flooded"))
GATE = (_map("Last Gate"),)

FLAGS = (
    Award("FlagCaptures", 601966503, 300),
    Award("FlagSteals", 3002710045, 25),
    Award("FlagReturns", 22113181, 25),
)
ZONES = (
    Award("StrongholdCaptures", 3507884073, 50),
    Award("StrongholdSecures", 709346128, 25),
)
HILLS = (
    Award("StrongholdCaptures", 1032565232, 100),
    Award("StrongholdSecures", 340198991, 25),
)
SKULLS = (Award("SkullGrabs", 204144695, 10),)
# The firefight block has no field for hills: the feats show in personal scores only.
GATES = (Award("HillScored", 1032565232, 100), Award("HillControl", 340198991, 25))

MODES = (
    Mode("ranked_slayer", 6, _variant("Ranked:Slayer"), RANKED, 2, ARENA, 15, (6.5, 9.9),
         (38, 50), "kills", 50, ranked=True),
    Mode("social_slayer", 6, _variant("Arena:Slayer"), QUICK, 2, ARENA, 16, (6.0, 9.5),
         (36, 50), "kills", 50),
    Mode("ctf", 15, _variant("Ranked:CTF 3 Captures"), RANKED, 2, ARENA, 11, (6.5, 10.6),
         (35, 62), "captures", 3, "CaptureTheFlagStats", FLAGS, ranked=True),
    Mode("strongholds", 11, _variant("Ranked:Strongholds"), RANKED, 2, ARENA, 9, (6.5, 10.4),
         (35, 60), "ticks", 250, "ZonesStats", ZONES, ranked=True),
    Mode("oddball", 18, _variant("Ranked:Oddball"), RANKED, 2, ARENA, 8, (7.0, 10.8),
         (40, 64), "rounds", 100, "OddballStats", SKULLS, ranked=True),
    Mode("koth", 12, _variant("Arena:King of the Hill", "Arena:KOTH"), QUICK, 2, ARENA, 9,
         (6.5, 10.5), (38, 60), "hills", 4, "ZonesStats", HILLS),
    Mode("fiesta", 9, _variant("Fiesta:Slayer"), QUICK, 2, ARENA, 8, (6.0, 8.5),
         (40, 50), "kills", 50),
    Mode("total_control", 14, _variant("BTB:Total Control"), BIG, 3, FIELD, 6, (8.0, 10.9),
         (75, 100), "hills", 3, "ZonesStats", ZONES, seats=16),
    Mode("infection", 22, _variant("Outbreak:Classic"), OUTBREAK, 5, WARREN, 5, (4.5, 6.5),
         (45, 70), "survival", 0, "InfectionStats", seats=12, teams=False),
    Mode("ffa_slayer", 6, _variant("FFA:Slayer"), FREE_FOR_ALL, 2, ARENA, 5, (5.5, 8.0),
         (80, 115), "kills", 25, teams=False),
    Mode("firefight", 42, _variant("Firefight:Hold the Gate"), LAST_GATE, 5, GATE, 7,
         (8.5, 10.9), (0, 0), "hills", 5, "EliminationStats", GATES, seats=4, pve=True),
)  # fmt: skip
MODE_BY_KEY = {mode.key: mode for mode in MODES}
CUSTOM_MODES = tuple(MODE_BY_KEY[key] for key in ("social_slayer", "ctf", "strongholds", "oddball"))

PAIRS = {
    (mode.key, arena.asset.asset_id): invented_asset(
        "map_mode_pair", f"{mode.variant.names[0]} on {arena.asset.names[0]}"
    )
    for mode in MODES
    for arena in mode.maps
}


def pair_of(mode: Mode, arena: Map) -> Asset:
    return PAIRS[mode.key, arena.asset.asset_id]
