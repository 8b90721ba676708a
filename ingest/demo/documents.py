"""The game's own documents: medals, seasons, the CSR calendar, career ranks; and profiles."""

from __future__ import annotations

from collections.abc import Iterable

from ingest.demo.formats import Json, iso_date
from ingest.demo.medals import KNOWN, Medal
from ingest.demo.schedule import DemoPlayer
from ingest.demo.seasons import SEASONS

TITLES = (
    "Cadet",
    "Private",
    "Lance Corporal",
    "Corporal",
    "Sergeant",
    "Staff Sergeant",
    "Gunnery Sergeant",
    "Master Sergeant",
    "Lieutenant",
    "Captain",
    "Major",
    "Lt Colonel",
    "Colonel",
    "Brigadier General",
    "General",
)
METALS = ("Bronze", "Silver", "Gold", "Platinum", "Diamond", "Onyx")
NO_REWARDS: Json = {"InventoryRewards": [], "CurrencyRewards": []}
PICTURE = "https://images.invalid/demo-gamerpic/{xuid}"
SIZES = {"small": "&w=64&h=64", "medium": "&w=208&h=208", "large": "&w=424&h=424", "xlarge": ""}


def medal_metadata() -> Json:
    return {
        "difficulties": ["normal", "heroic", "legendary", "mythic"],
        "types": ["spree", "mode", "multikill", "proficiency", "skill", "style"],
        "sprites": {
            "small": {"path": "medals/images/medal_sheet_sm.png", "columns": 16, "size": 72},
            "medium": {"path": "medals/images/medal_sheet_med.png", "columns": 16, "size": 128},
            "extra-large": {"path": "medals/images/medal_sheet_xl.png", "columns": 16, "size": 256},
        },
        "medals": [_medal(medal) for medal in KNOWN],
    }


def _medal(medal: Medal) -> Json:
    return {
        "name": {"value": medal.name, "translations": {"fr-FR": medal.french}},
        "description": {"value": medal.description, "translations": {}},
        "spriteIndex": medal.sprite,
        "sortingWeight": medal.weight,
        "difficultyIndex": medal.difficulty,
        "typeIndex": medal.kind,
        "personalScore": medal.personal_score,
        "nameId": medal.name_id,
    }


def csr_calendar() -> Json:
    return {
        "Seasons": [
            {
                "CsrSeasonFilePath": season.csr_path,
                "StartDate": iso_date(season.start),
                "EndDate": iso_date(season.end),
            }
            for season in SEASONS
        ]
    }


def season_calendar() -> Json:
    return {
        "Seasons": [
            {
                "CsrSeasonFilePath": season.csr_path,
                "OperationTrackPath": f"RewardTracks/Operations/demo-{season.number}.json",
                "SeasonMetadata": season.old_path,
                "StartDate": iso_date(season.start),
                "EndDate": iso_date(season.end),
            }
            for season in SEASONS
        ],
        "Events": [
            {
                "RewardTrackPath": "RewardTracks/Events/Rituals/demoRitual.json",
                "StartDate": iso_date(SEASONS[0].start),
                "EndDate": iso_date(SEASONS[0].end),
            }
        ],
        "CareerRank": {"RewardTrackPath": "RewardTracks/CareerRanks/careerrank1.json"},
    }


def career_track() -> Json:
    """All 272 ranks: Recruit, fifteen titles in six metals and three grades, Hero."""
    ranks = [_rank(1, 100, "Recruit", "", "", "Bronze", 1)]
    for metal in METALS:
        for title in TITLES:
            for grade in (1, 2, 3):
                number = len(ranks) + 1
                ranks.append(_rank(number, 900 * number, title, metal, str(grade), metal, grade))
    ranks.append(_rank(272, 1, "Hero", "", "", "Gold", 0))
    return {
        "TrackId": "careerRank1",
        "Ranks": ranks,
        "Name": _text("Career Rank"),
        "Description": _text("Earn personal score to advance."),
        "OperationNumber": 1,
        "DateRange": _text(""),
        "IsRitual": False,
        "SummaryImagePath": "",
        "WeekNumber": None,
        "XpPerRank": 1000,
    }


def _rank(
    number: int, xp: int, title: str, subtitle: str, tier: str, metal: str, grade: int
) -> Json:
    icon = f"{number}_{title.replace(' ', '_')}.png"
    return {
        "Rank": number,
        "FreeRewards": NO_REWARDS,
        "PaidRewards": NO_REWARDS,
        "XpRequiredForRank": xp,
        "RankTitle": _text(title),
        "RankSubTitle": _text(subtitle),
        "RankTier": _text(tier),
        "RankIcon": f"career_rank/ProgressWidget/{icon}",
        "RankLargeIcon": f"career_rank/CelebrationMoment/{icon}",
        "RankAdornmentIcon": f"career_rank/NameplateAdornment/{icon}" if number > 1 else "",
        "TierType": metal,
        "RankGrade": grade,
    }


def _text(value: str) -> Json:
    return {"status": "Test", "value": value, "translations": {}}


def profile(player: DemoPlayer) -> Json:
    picture = PICTURE.format(xuid=player.xuid)
    return {
        "xuid": player.xuid,
        "gamertag": player.gamertag,
        "gamerpic": {size: picture + query for size, query in SIZES.items()},
    }


def profiles(players: Iterable[DemoPlayer]) -> list[Json]:
    return [profile(player) for player in players]
