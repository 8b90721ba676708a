"""The v5 shared database, derived from the owners' files with that migration's mistakes."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from tests.support.legacy import reading
from tests.support.legacy.duckfile import new_database
from tests.support.legacy.plan import A, B, C, D
from tests.support.legacy.shared_sql import FINALE_COLUMNS, INDEXES, STEPS, TABLES, finale_update
from tests.support.legacy.truth import Defect, LegacyTruth, Owner

# The order in which the owners were migrated: the first copy of a match wins.
ORDER = (A, C, B, D)


@dataclass(slots=True)
class SharedTruth:
    """What the shared file holds and where it is wrong."""

    path: Path
    first_owner: dict[str, str] = field(default_factory=dict)
    """By match: the xuid of the owner whose copy the registry has (and whose time shift)."""
    rows: dict[str, int] = field(default_factory=dict)
    without_events: set[str] = field(default_factory=set)
    """Matches that the file calls events_loaded and has no event of."""
    lonely_medals: set[str] = field(default_factory=set)
    """Matches called medals_loaded with the medals of fewer players than earned any."""
    defects: list[Defect] = field(default_factory=list)

    def of_kind(self, kind: str) -> list[Defect]:
        return [defect for defect in self.defects if defect.kind == kind]


def write_v5_shared(
    truth: LegacyTruth, root: Path | None = None, finale: bool = False, lost_films: int = 3
) -> SharedTruth:
    """`data/warehouse/shared_matches.duckdb` below `root`; `finale` has the 32-column rosters."""
    folder = (root or truth.root) / "data" / "warehouse"
    shared = SharedTruth(folder / "shared_matches.duckdb")
    with new_database(shared.path) as connection:
        for name, columns in TABLES.items():
            if "nextval" in columns:
                connection.execute(f"create sequence {name}_id_seq")
            connection.execute(f"create table {name} ({columns})")
        owners = [truth.owners[index] for index in ORDER]
        for owner in owners:
            _take(connection, owner, "insert")
        _finish(connection, truth)
        _lose_films(connection, lost_films)
        if finale:
            for column in FINALE_COLUMNS:
                connection.execute(f"alter table match_participants add column {column}")
            for owner in owners:
                _take(connection, owner, "finale")
            connection.execute(
                "insert into schema_version values (6, 'V5 finale', timestamp '2026-02-15 18:00')"
            )
        for index in INDEXES:
            connection.execute(index)
        _look(connection, truth, shared)
    _compare(truth, shared)
    return shared


def _take(connection: duckdb.DuckDBPyConnection, owner: Owner, what: str) -> None:
    """One owner's rows, read from its file without touching it."""
    connection.execute(f"attach '{owner.database}' as player (read_only)")
    values = {"xuid": owner.xuid, "gamertag": owner.gamertag}
    steps = STEPS if what == "insert" else (finale_update(),)
    for step in steps:
        used = {name: value for name, value in values.items() if f"${name}" in step}
        connection.execute(step, used)
    connection.execute("detach player")


def _finish(connection: duckdb.DuckDBPyConnection, truth: LegacyTruth) -> None:
    """The global alias file, the recount of owners, the schema's number."""
    text = (truth.root / "data" / "xuid_aliases.json").read_text(encoding="utf-8")
    connection.executemany(
        "insert or replace into xuid_aliases values"
        " (?, ?, null, 'migration_json', timestamp '2026-02-15 09:00')",
        list(json.loads(text).items()),
    )
    counts = [(len(owners), match_id) for match_id, owners in truth.owners_of.items()]
    connection.execute("create temp table counted (player_count smallint, match_id varchar)")
    connection.executemany("insert into counted values (?, ?)", counts)
    connection.execute(
        "update match_registry set player_count = counted.player_count from counted"
        " where counted.match_id = match_registry.match_id"
    )
    connection.execute(
        "insert into schema_version values (1, 'initial', timestamp '2026-02-15 09:00')"
    )


def _lose_films(connection: duckdb.DuckDBPyConnection, count: int) -> None:
    """Matches whose events were never written, though the flag says so."""
    connection.execute(
        "delete from highlight_events where match_id in (select distinct match_id"
        f" from highlight_events order by match_id limit {count})"
    )


def _look(connection: duckdb.DuckDBPyConnection, truth: LegacyTruth, shared: SharedTruth) -> None:
    """What was written, as the file says."""
    for name in TABLES:
        (shared.rows[name],) = connection.execute(f"select count(*) from {name}").fetchall()[0]
    by_gamertag = {owner.gamertag: owner.xuid for owner in truth.owners}
    for match_id, gamertag in connection.execute(
        "select match_id, first_sync_by from match_registry"
    ).fetchall():
        shared.first_owner[match_id] = by_gamertag[gamertag]
    shared.without_events = {
        match_id
        for (match_id,) in connection.execute(
            "select match_id from match_registry where events_loaded and match_id not in"
            " (select match_id from highlight_events)"
        ).fetchall()
    }
    medals: dict[str, set[str]] = {match_id: set() for match_id in shared.first_owner}
    for match_id, xuid in connection.execute(
        "select distinct match_id, xuid from medals_earned"
    ).fetchall():
        medals[match_id].add(xuid)
    shared.lonely_medals = {
        match_id
        for match_id, xuids in medals.items()
        if xuids < {x for x, _ in reading.humans_of(truth.stats[match_id])
                    if reading.medal_rows(truth.stats[match_id], x)}
    }  # fmt: skip


def _compare(truth: LegacyTruth, shared: SharedTruth) -> None:
    """The mistakes that follow from whose copy came first."""
    corrupt = {(defect.owner, defect.match_id) for defect in truth.of_kind("score_corrupt")}
    for match_id, xuid in shared.first_owner.items():
        stats = truth.stats[match_id]
        player = reading.player_of(stats, xuid)
        if truth.sources[xuid, match_id] != "v3":
            continue
        mine, theirs = reading.team_scores(stats, xuid)
        if stats["Teams"] and player["LastTeamId"] == 1 and (xuid, match_id) not in corrupt:
            _note(shared, "team_scores_swapped", xuid, match_id, (mine, theirs), (theirs, mine))
        lasted = reading.whole_seconds(stats["MatchInfo"]["Duration"])
        played = reading.whole_seconds(player["ParticipationInfo"]["TimePlayed"])
        if played != lasted:
            _note(shared, "duration_is_time_played", xuid, match_id, played, lasted)
    for match_id in sorted(shared.without_events):
        _note(
            shared, "events_loaded_without_events", shared.first_owner[match_id], match_id, 0,
            len(truth.films.get(match_id, [])),
        )  # fmt: skip
    for match_id in sorted(shared.lonely_medals):
        xuid = shared.first_owner[match_id]
        _note(shared, "medals_loaded_of_owners_only", xuid, match_id, True, False)


def _note(
    shared: SharedTruth, kind: str, xuid: str, match_id: str, written: object, right: object
) -> None:
    shared.defects.append(Defect(kind, xuid, "match_registry", match_id, written, right))
