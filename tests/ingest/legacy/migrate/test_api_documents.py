"""Version 3 kept the API's own JSON, which lands as if it were asked for today."""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from ingest.raw import Feed, Row, Status
from ingest.raw.store import open_for_writing
from tests.support.legacy.owners import write_owners
from tests.support.legacy.plan import A, B, C, small_plan
from tests.support.legacy.truth import LegacyTruth
from tests.support.legacy.v3 import V3Truth, write_v3
from tests.support.migrating import Values, keys, landed_of, migrated
from tests.support.raw import rows

COLUMNS = "key, payload, requested_for, origin"


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> LegacyTruth:
    return write_owners(tmp_path_factory.mktemp("truth"), small_plan())


@pytest.fixture
def files(truth: LegacyTruth, tmp_path: Path) -> tuple[V3Truth, V3Truth]:
    """Files of two owners that have some matches in common."""
    ann, carl = truth.owners[A], truth.owners[C]
    (tmp_path / "old").mkdir()
    mine = truth.matches[ann.xuid]
    common = [one for one in truth.matches[carl.xuid] if one in set(mine)]
    first = write_v3(tmp_path / "old" / f"spnkr_gt_{ann.gamertag}.db", truth, ann, mine[:8])
    matches = [*common[:6], truth.matches[carl.xuid][-1]]
    second = write_v3(tmp_path / "old" / f"spnkr_gt_{carl.gamertag}.db", truth, carl, matches)
    assert set(first.matches) & set(second.matches)
    return first, second


def stored(path: Path, select: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        return connection.execute(select).fetchall()


def add(path: Path, statement: str, values: Sequence[tuple[Any, ...]]) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(statement, values)


def test_answers_land_verbatim_once(files: tuple[V3Truth, V3Truth], tmp_path: Path) -> None:
    migrated(tmp_path, tmp_path / "old")
    expected: dict[str, tuple[str, str, str]] = {}
    for file in sorted(files, key=lambda file: file.path.name):  # the first of two is asked
        gamertag = file.path.stem.removeprefix("spnkr_gt_")
        origin = f"{gamertag}:{file.path.name}:match_stats"
        for body, match_id in stored(file.path, "select ResponseBody, MatchId from MatchStats"):
            expected.setdefault(match_id, (body, file.owner, origin))
    found = {key: tuple(row) for key, *row in rows(tmp_path, Feed.MATCH_STATS, COLUMNS)}
    assert found == expected
    assert found.keys() == {*files[0].matches, *files[1].matches}
    kinds = {"map": "Maps", "playlist": "Playlists", "game_variant": "GameVariants"}
    kinds["map_mode_pair"] = "PlaylistMapModePairs"
    assets = {
        f"{kind}:{asset}:{version}": body
        for kind, table in kinds.items()
        for asset, version, body in stored(
            files[0].path, f"select AssetId, VersionId, ResponseBody from {table}"
        )
    }
    assert {key: body for key, body, *_ in rows(tmp_path, Feed.ASSETS, COLUMNS)} == assets
    assert len(assets) == len(files[0].assets)
    assert set(keys(tmp_path).values()) == {1}


def test_the_other_tables_land_as_rows(files: tuple[V3Truth, V3Truth], tmp_path: Path) -> None:
    migrated(tmp_path, tmp_path / "old")
    for file in files:
        tables = landed_of(tmp_path, file.path)
        assert {row.requested_for for table in tables.values() for row in table} == {file.owner}
        skill = stored(file.path, "select MatchId, ResponseBody from PlayerMatchStats")
        assert [(row.feed, row.values) for row in tables["player_match_stats"]] == [
            ("legacy_match_skill", {"match_id": match_id, "skill": json.loads(body)})
            for match_id, body in skill
        ]
        events = stored(file.path, "select MatchId, ResponseBody from HighlightEvents")
        assert len(events) == sum(file.events.values())
        assert [(row.feed, row.values) for row in tables["highlight_events"]] == [
            ("legacy_highlight_events", {"match_id": match_id, "response_body": body})
            for match_id, body in events
        ]
        people = stored(file.path, "select Xuid, Gamertag from XuidAliases")
        assert [(row.feed, row.values) for row in tables["xuid_aliases"]] == [
            ("legacy_xuid_aliases", {"xuid": xuid, "gamertag": name}) for xuid, name in people
        ]
        assert [(row.feed, row.values) for row in tables["match_stats"]] == [
            ("legacy_other", {"answer_feed": "match_stats", "answer_key": match_id})
            for (match_id,) in stored(file.path, "select MatchId from MatchStats")
        ]


def test_what_the_api_answered_stays_and_what_it_lost_comes_back(
    files: tuple[V3Truth, V3Truth], tmp_path: Path
) -> None:
    answered, gone, failed, *others = files[0].matches
    with open_for_writing(tmp_path / "raw") as store:
        for key, status in ((answered, Status.OK), (gone, Status.GONE), (failed, Status.FAILED)):
            payload = '{"from": "API"}' if status is Status.OK else None
            store.commit([Row(feed=Feed.MATCH_STATS, key=key, status=status, payload=payload)])
    migrated(tmp_path, tmp_path / "old")
    found: dict[str, list[str | None]] = {}
    for key, payload in rows(tmp_path, Feed.MATCH_STATS, "key, payload"):
        found.setdefault(key, []).append(payload)
    assert found.pop(answered) == ['{"from": "API"}']
    bodies: dict[str, list[str | None]] = {key: [] for key in found}
    bodies |= {gone: [None], failed: [None]}
    for file in files:
        for match_id, body in stored(file.path, "select MatchId, ResponseBody from MatchStats"):
            if match_id in bodies and body not in bodies[match_id]:
                bodies[match_id].append(body)
    assert found == bodies
    assert set(others) <= set(found)
    again, _ = migrated(tmp_path, tmp_path / "old")
    assert again.landed == 0


def test_what_cannot_be_admitted_is_kept(files: tuple[V3Truth, V3Truth], tmp_path: Path) -> None:
    path, bad = files[0].path, files[0].matches[0]
    bodies = ['{"MatchId": ', "[]", "", None, '{"a": 1, "a": 2}', '{"MatchId": "x", "Players": []}']
    add(path, "insert into MatchStats values (?, ?)", [(body, bad) for body in bodies])
    add(path, "insert into PlayerMatchStats values (?, ?)", [(bad, body) for body in bodies])
    add(path, "insert into Maps values ('a', 'v', ?)", [(body,) for body in bodies])
    add(path, "insert into XuidAliases values (?, ?)", [("1", b"\xffname")])
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("create table PerformanceScores (MatchId text, Score real)")
    add(path, "insert into PerformanceScores values ('x', ?)", [(0.1,), (math.inf,), (-math.inf,)])
    migrated(tmp_path, tmp_path / "old")
    tables = landed_of(tmp_path, path)
    identified: dict[str, Values] = {
        "match_stats": {"match_id": bad},
        "player_match_stats": {"match_id": bad},
        "maps": {"asset_id": "a", "version_id": "v"},
    }
    for table, ids in identified.items():
        kept = [row for row in tables[table] if "response_body" in row.values]
        assert {row.feed for row in kept} == {"legacy_other"}
        assert [row.values for row in kept] == [ids | {"response_body": body} for body in bodies]
    assert tables["xuid_aliases"][-1].values == {"xuid": "1", "gamertag": "\ufffdname"}
    scores = [row.values["score"] for row in tables["performance_scores"]]
    assert scores == [0.1, "Infinity", "-Infinity"]
    before = keys(tmp_path)
    again, _ = migrated(tmp_path, tmp_path / "old")
    assert again.landed == 0
    assert keys(tmp_path) == before


def test_the_owner_of_a_file_without_notes(truth: LegacyTruth, tmp_path: Path) -> None:
    """By the table of version 3 that has one row per player, or by the name of the file."""
    (tmp_path / "old").mkdir()
    noted, named = tmp_path / "old" / "noted.db", tmp_path / "old" / "spnkr_gt_Demo Namesake.db"
    for path, index in ((noted, A), (named, B)):
        write_v3(path, truth, truth.owners[index])
        add(path, "delete from SyncMeta where 1 = ?", [(1,)])
    with closing(sqlite3.connect(noted)) as connection, connection:
        connection.execute("drop table SyncMeta")
        connection.execute("create table SyncMeta (Xuid text primary key, LastSyncAt text)")
        connection.execute(f"insert into SyncMeta values ('{truth.owners[A].xuid}', null)")
    aliases = {truth.owners[B].xuid: "demo namesake"}
    (tmp_path / "old" / "xuid_aliases.json").write_text(json.dumps(aliases))
    migration, _ = migrated(tmp_path, tmp_path / "old")
    assert [(one.xuid, one.gamertag) for one in migration.owners] == [
        (truth.owners[A].xuid, truth.owners[A].gamertag),
        (truth.owners[B].xuid, "Demo Namesake"),
    ]
