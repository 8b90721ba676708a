"""The medals of the demo world. Ids, names and film codes are the game's own facts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Medal:
    name_id: int
    name: str
    french: str
    film_code: int
    weight: int
    difficulty: int
    kind: int
    personal_score: int
    sprite: int
    description: str


DOUBLE_KILL = Medal(
    622331684, "Double Kill", "Doublé", 0, 100, 1, 2, 50, 64, "Two kills, close together"
)
TRIPLE_KILL = Medal(
    2063152177, "Triple Kill", "Triplé", 1, 150, 2, 2, 100, 65, "Three kills, close together"
)
OVERKILL = Medal(
    835814121, "Overkill", "Surmassacre", 2, 220, 3, 2, 150, 66, "Four kills, close together"
)
KILLING_SPREE = Medal(
    2780740615, "Killing Spree", "Série meurtrière", 9, 100, 1, 0, 100, 1, "Five kills in one life"
)
KILLING_FRENZY = Medal(
    4261842076, "Killing Frenzy", "Frénésie", 10, 150, 2, 0, 200, 2, "Ten kills in one life"
)
KILLJOY = Medal(3233952928, "Killjoy", "Rabat-joie", 26, 50, 0, 0, 5, 0, "End someone's spree")
PERFECT = Medal(1512363953, "Perfect", "Parfait", 109, 100, 1, 4, 5, 113, "Waste no shot")
SNIPE = Medal(4229934157, "Snipe", "Tir de précision", 108, 50, 0, 4, 10, 103, "One sniper shot")
NO_SCOPE = Medal(
    2602963073, "No Scope", "Sans viseur", 114, 100, 1, 4, 10, 119, "Snipe without zoom"
)
BACK_SMACK = Medal(
    548533137, "Back Smack", "Coup de dos", 82, 50, 0, 4, 5, 100, "Strike from behind"
)
STICK = Medal(3655682764, "Stick", "Collage", 98, 50, 0, 4, 10, 98, "Stick a grenade to an enemy")
REVERSAL = Medal(
    2123530881, "Reversal", "Renversement", 105, 50, 0, 4, 10, 102, "Win from behind in a duel"
)
NINJA = Medal(3085856613, "Ninja", "Ninja", 90, 200, 3, 4, 0, 133, "Leap over and strike the back")
BOXER = Medal(269174970, "Boxer", "Boxeur", 74, 50, 0, 3, 0, 85, "Many kills by hand")

SKILL_MEDALS = (PERFECT, PERFECT, SNIPE, SNIPE, STICK, REVERSAL, BACK_SMACK, NO_SCOPE, NINJA)
PVE_MEDALS = (DOUBLE_KILL, DOUBLE_KILL, TRIPLE_KILL, KILLING_SPREE, BOXER, SNIPE, STICK)
MULTI_KILLS = {2: DOUBLE_KILL, 3: TRIPLE_KILL, 4: OVERKILL}
SPREES = {5: KILLING_SPREE, 10: KILLING_FRENZY}

AWARDED = (
    DOUBLE_KILL,
    TRIPLE_KILL,
    OVERKILL,
    KILLING_SPREE,
    KILLING_FRENZY,
    KILLJOY,
    PERFECT,
    SNIPE,
    NO_SCOPE,
    BACK_SMACK,
    STICK,
    REVERSAL,
    NINJA,
    BOXER,
)
NEVER_AWARDED = (
    Medal(
        1680000231, "Flawless Victory", "Victoire parfaite", 31, 150, 2, 1, 0, 10, "Concede nothing"
    ),
    Medal(2852571933, "Rifleman", "Fusilier", 71, 50, 0, 3, 0, 81, "Many rifle kills"),
    Medal(3934547153, "Hail Mary", "Longue distance", 106, 100, 1, 4, 5, 115, "A very far grenade"),
    Medal(1427176344, "360", "360", 121, 150, 2, 5, 0, 153, "Turn around once and snipe"),
)
KNOWN = AWARDED + NEVER_AWARDED
