"""Completes an owner's sheet with what the old application derived from its own rows."""

from __future__ import annotations

from collections import Counter
from random import Random

from tests.support.legacy import derived, reading
from tests.support.legacy.ddl import Variant
from tests.support.legacy.films import pair_rows
from tests.support.legacy.plan import A, B, C, D
from tests.support.legacy.sheets import SYNCED_AT, Sheet
from tests.support.legacy.truth import Defect, LegacyTruth, Owner, Row

GARBAGE_ALIAS = "\x00\ufffdq\x07"
EMOJI_ALIAS = "Nébuleuse 🦊"
MEDIA_FILES = 4


def friends_of(truth: LegacyTruth, owner: Owner) -> list[str]:
    """Only the first owner listed friends: a gamertag, an xuid, and one who left."""
    if owner.index != A:
        return []
    return [
        truth.owners[B].gamertag,
        truth.owners[C].xuid,
        f"~{truth.owners[D].gamertag}",
    ]


def finished_tables(
    truth: LegacyTruth, sheet: Sheet, variant: Variant
) -> tuple[dict[str, list[Row]], Counter[str]]:
    """All rows by table, and how many rows of each are planted copies."""
    owner, names = sheet.owner, _names(truth)
    matches = sheet.tables["match_stats"]
    friends = {truth.owners[B].xuid, truth.owners[C].xuid} if owner.index == A else set()
    derived.add_sessions(matches, friends, as_text=variant.session_id == "VARCHAR")
    derived.add_performance(matches)
    pairs, copied_pairs = ([], 0) if owner.index == D else _pairs(sheet)
    tables = dict(sheet.tables)
    tables["personal_score_awards"] = sheet.tables["personal_score_awards"] + sheet.awards_again
    tables["match_participants"] = [row for rows in sheet.rosters.values() for row in rows]
    tables["killer_victim_pairs"] = pairs
    tables["xuid_aliases"] = [] if owner.index == D else _aliases(truth, sheet, names)
    tables["sync_meta"] = _sync_meta(owner)
    tables["sessions"] = derived.session_rows(matches)
    if owner.index != C:
        tables["mv_map_stats"] = derived.map_summaries(matches)
    if owner.index == A:
        tables["mv_global_stats"] = derived.global_stats(matches)
    if owner.index != D:
        as_text = variant.summary_session_id == "VARCHAR"
        tables["mv_session_stats"] = derived.session_summaries(matches, as_text)
        tables["teammates_aggregate"] = derived.teammate_rows(matches, names)
        met = {row["match_id"]: row["start_time"] for row in matches}
        tables["antagonists"] = derived.antagonist_rows(pairs, owner.xuid, names, met)
    if owner.index == B:
        tables |= _media(matches, owner)
    copies = Counter(
        highlight_events=sum(len(block.rows) - len(block.distinct) for block in sheet.films),
        killer_victim_pairs=copied_pairs,
        personal_score_awards=len(sheet.awards_again),
    )
    return tables, copies


def _names(truth: LegacyTruth) -> dict[str, str]:
    return {xuid: player.gamertag for xuid, player in truth.world.people.items()}


def _pairs(sheet: Sheet) -> tuple[list[Row], int]:
    """Pairs of what is stored, copies and all, as the backfill computed them."""
    stored: dict[str, list[Row]] = {}
    distinct: dict[str, list[Row]] = {}
    for block in sheet.films:
        stored.setdefault(block.match_id, []).extend(block.rows)
        distinct.setdefault(block.match_id, []).extend(block.distinct)
    pairs: list[Row] = []
    copied = 0
    for match_id, rows in stored.items():
        found = pair_rows(match_id, rows)
        pairs += [pair | {"created_at": SYNCED_AT} for pair in found]
        if len(rows) > len(distinct[match_id]):
            copied += len(found) - len(pair_rows(match_id, distinct[match_id]))
    return pairs, copied


def _aliases(truth: LegacyTruth, sheet: Sheet, names: dict[str, str]) -> list[Row]:
    """Whoever a stored film shows, the owner itself, and two odd ones."""
    seen = {sheet.owner.xuid: SYNCED_AT}
    for block in sheet.films:
        start = reading.start_of(truth.stats[block.match_id])
        seen |= {row["xuid"]: start for row in block.rows}
    rows = [
        {
            "xuid": xuid,
            "gamertag": names[xuid],
            "last_seen": moment,
            "source": "sync" if xuid == sheet.owner.xuid else "film",
            "updated_at": SYNCED_AT,
        }
        for xuid, moment in seen.items()
    ]
    planted = truth.plan.planted
    rng = Random(f"{truth.plan.seed}/aliases/{sheet.owner.index}")
    if sheet.owner.index == B:
        _rename(truth, sheet, rng, rows, "alias_garbage", GARBAGE_ALIAS, planted.garbage_aliases)
    if sheet.owner.index == C:
        _rename(truth, sheet, rng, rows, "alias_emoji", EMOJI_ALIAS, planted.emoji_aliases)
    return rows


def _rename(
    truth: LegacyTruth, sheet: Sheet, rng: Random, rows: list[Row], kind: str, name: str, count: int
) -> None:
    """Garbage hides the true gamertag; an emoji is as good a gamertag as any."""
    strangers = [row for row in rows if row["source"] == "film"]
    for row in rng.sample(strangers, min(count, len(strangers))):
        right = name if kind == "alias_emoji" else row["gamertag"]
        row["gamertag"] = name
        truth.defects.append(
            Defect(
                kind, sheet.owner.xuid, "xuid_aliases", None, name, right, "gamertag", row["xuid"]
            )
        )


def _sync_meta(owner: Owner) -> list[Row]:
    values = {
        "xuid": owner.xuid,
        "gamertag": owner.gamertag,
        "last_sync_at": SYNCED_AT.isoformat(),
    }
    return [{"key": key, "value": value, "updated_at": SYNCED_AT} for key, value in values.items()]


def _media(matches: list[Row], owner: Owner) -> dict[str, list[Row]]:
    """A few captures; all but the last belong to a match."""
    filmed = matches[-MEDIA_FILES:]
    files = [
        {
            "file_path": f"captures/clip_{number}.mp4",
            "file_hash": f"{number:032x}",
            "file_name": f"clip_{number}.mp4",
            "file_size": 5_000_000_000 + number,
            "file_ext": ".mp4",
            "kind": "video",
            "mtime": row["end_time"].timestamp(),
            "mtime_paris_epoch": row["end_time"].timestamp(),
            "status": "active",
        }
        for number, row in enumerate(filmed)
    ]
    associations = [
        {
            "media_path": file["file_path"],
            "match_id": row["match_id"],
            "xuid": owner.xuid,
            "match_start_time": row["start_time"],
            "associated_at": SYNCED_AT,
            "map_id": row["map_id"],
            "map_name": row["map_name"],
        }
        for file, row in list(zip(files, filmed, strict=True))[:-1]
    ]
    return {"media_files": files, "media_match_associations": associations}
