"""`ingest export-legacy` on a small warehouse, read and written as the old application does."""

from __future__ import annotations

import asyncio
import hashlib
import json
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.support.commands import (
    Finished,
    environment,
    ingest,
    ingest_arguments,
)
from tests.support.old_files import EMPTY_TABLES, OLD_METADATA, OLD_VERSION
from tests.warehouse.test_old_names import OLD_SHARED_TABLES, OLD_TABLES

SHARED = "data/warehouse/shared_matches.duckdb"
METADATA = "data/warehouse/metadata.duckdb"
FALCON = "data/players/Demo Falcon/stats.duckdb"
FILES = {
    FALCON: {**OLD_TABLES, **EMPTY_TABLES},
    SHARED: {**OLD_SHARED_TABLES, **OLD_VERSION},
    METADATA: OLD_METADATA,
}
Rows = list[tuple[Any, ...]]


@pytest.fixture(scope="module")
def data_dir(demo_data: Path) -> Path:
    return demo_data


@pytest.fixture(scope="module")
def exported(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exported")
    done = asyncio.run(export_legacy(data_dir, folder))
    assert (done.code, done.err) == (0, "")
    return folder


@pytest.fixture
def mine(exported: Path, tmp_path: Path) -> Path:
    """A copy, to do as the old application does."""
    return Path(shutil.copytree(exported, tmp_path / "mine"))


@pytest.fixture
def other_dir(data_dir: Path, tmp_path: Path) -> Path:
    """A copy of the warehouse, to change before it is exported."""
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copyfile(data_dir / "warehouse.duckdb", folder / "warehouse.duckdb")
    return folder


async def export_legacy(data_dir: Path, folder: Path) -> Finished:
    env = environment(data_dir)
    return await ingest("export-legacy", str(folder), env=env, cwd=data_dir)


@contextmanager
def opened(path: Path, **config: Any) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(path), **config) as connection:
        yield connection


def ask(path: Path, query: str) -> Rows:
    with opened(path, read_only=True) as connection:
        return connection.execute(query).fetchall()


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("file", FILES)
def test_tables_have_the_old_names_columns_and_types(exported: Path, file: str) -> None:
    columns = ask(
        exported / file,
        """
        select
            table_name,
            string_agg(column_name || ' ' || data_type, ', ' order by column_index)
        from duckdb_columns() where not internal group by table_name
        """,
    )
    expected = {table: " ".join(said.split()) for table, said in FILES[file].items()}
    assert dict(columns) == expected


@pytest.mark.parametrize(("file", "schema"), [(FALCON, "player_demo_falcon"), (SHARED, "shared")])
def test_rows_are_the_warehouses(exported: Path, data_dir: Path, file: str, schema: str) -> None:
    tables = OLD_TABLES if schema != "shared" else OLD_SHARED_TABLES
    with opened(data_dir / "warehouse.duckdb", read_only=True) as connection:
        connection.execute(f"attach '{exported / file}' as old (read_only)")
        for table in tables:
            hidden = "exclude (id)" if table == "highlight_events" else ""
            ours = "where key <> 'written_by'" if table == "sync_meta" else ""
            here = f"select * {hidden} from {schema}.{table}"
            there = f"select * {hidden} from old.{table} {ours}"
            for one, other in ((here, there), (there, here)):
                left = connection.execute(f"{one} except all {other}").fetchall()
                assert left == [], table


def test_counts_are_those_of_core(exported: Path, data_dir: Path) -> None:
    warehouse = data_dir / "warehouse.duckdb"
    for table, where in {
        "match_registry": "",
        "match_participants": "where not is_bot",
        "highlight_events": "",
        "medals_earned": "where xuid is not null",
    }.items():
        found = ask(exported / SHARED, f"select count(*) from {table}")
        assert found == ask(warehouse, f"select count(*) from core.{table} {where}"), table
        assert found > [(0,)]
    for name, core in {
        "playlists": "playlists",
        "maps": "maps",
        "playlist_map_mode_pairs": "map_mode_pairs",
        "game_variants": "game_variants",
        "players": "tracked_players",
        "career_ranks": "career_ranks",
        "medal_definitions": "medals",
    }.items():
        found = ask(exported / METADATA, f"select count(*) from {name}")
        assert found == ask(warehouse, f"select count(*) from core.{core}"), name
    played = ask(warehouse, "select xuid, count(*) from core.player_matches group by all")
    for xuid, matches in played:
        profile = next(one for one in profiles(exported).values() if one["xuid"] == xuid)
        assert ask(exported / profile["db_path"], "select count(*) from match_stats") == [
            (matches,)
        ]


def profiles(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "db_profiles.json").read_text())
    assert found["version"] == "2.1"
    assert found["metadata_db"] == METADATA
    assert (folder / found["warehouse_path"]).is_dir()
    profiles: dict[str, Any] = found["profiles"]
    return profiles


def test_settings_name_players_aliases_and_friends(exported: Path, data_dir: Path) -> None:
    warehouse = data_dir / "warehouse.duckdb"
    tracked: dict[str, str] = dict(
        ask(warehouse, "select gamertag, xuid from core.tracked_players")
    )
    assert profiles(exported) == {
        gamertag: {
            "db_path": f"data/players/{gamertag}/stats.duckdb",
            "xuid": xuid,
            "waypoint_player": gamertag,
        }
        for gamertag, xuid in tracked.items()
    }
    aliases = json.loads((exported / "data/xuid_aliases.json").read_text())
    assert aliases == dict(
        ask(warehouse, "select xuid, gamertag from core.xuid_aliases where is_current")
    )
    friends = json.loads((exported / ".streamlit/friends_defaults.json").read_text())
    told = [(xuid, friend) for xuid, names in friends.items() for friend in names]
    assert sorted(told) == ask(warehouse, "select xuid, friend_xuid from core.friends order by all")


@pytest.mark.parametrize("file", FILES)
def test_duckdb_1_4_can_open_it(exported: Path, file: str) -> None:
    head = (exported / file).read_bytes()[:20]
    assert head[8:12] == b"DUCK"
    assert int.from_bytes(head[12:], "little") == 65, (
        "the storage of DuckDB 1.2; 1.4 takes 64 to 67"
    )


def test_every_file_says_who_wrote_it_and_nothing_stays_beside_it(exported: Path) -> None:
    notes: dict[str, str] = dict(ask(exported / FALCON, "select key, value from sync_meta"))
    assert notes["written_by"] == "halo warehouse"
    assert notes["gamertag"] == "Demo Falcon"
    assert notes["last_sync_at"]
    assert ask(exported / SHARED, "select version, description from schema_version") == [
        (6, "written by halo warehouse")
    ]
    assert ask(exported / METADATA, "select key, value from migration_meta") == [
        ("written_by", "halo warehouse")
    ]
    assert set(digests(exported)) == {
        *(one["db_path"] for one in profiles(exported).values()),
        SHARED,
        METADATA,
        "db_profiles.json",
        "data/xuid_aliases.json",
        ".streamlit/friends_defaults.json",
    }


def test_the_old_application_reads_and_goes_on_writing(mine: Path) -> None:
    with opened(mine / FALCON) as connection:
        run = connection.execute
        (newest, kills, start) = run(
            "SELECT match_id, kills, start_time FROM match_stats ORDER BY start_time DESC"
        ).fetchall()[0]
        run(
            """
            INSERT OR REPLACE INTO match_stats (match_id, start_time, kills, is_firefight)
            VALUES (?, ?, ?, FALSE)
            """,
            [newest, start, kills + 1],
        )
        found = run("SELECT kills, map_id FROM match_stats WHERE match_id = ?", [newest])
        (row,) = found.fetchall()
        assert row[0] == kills + 1
        assert row[1] is not None, "what a statement does not name stays, as it did there"
        last = run("SELECT MAX(id) FROM highlight_events").fetchall()[0][0]
        run(
            """
            INSERT INTO highlight_events (match_id, event_type, time_ms, xuid, gamertag,
                type_hint, raw_json)
            VALUES ('new', 'kill', 29000, '1', 'Ann', 50, '{}')
            """
        )
        added = run("SELECT id FROM highlight_events WHERE match_id = 'new'").fetchall()
        assert added == [(last + 1,)]
        with pytest.raises(duckdb.ConstraintException):
            run("INSERT INTO medals_earned SELECT * FROM medals_earned LIMIT 1")
        run("INSERT INTO match_stats (match_id) VALUES ('new')")
        defaults = "SELECT is_ranked, left_early, backfill_completed FROM match_stats"
        assert run(f"{defaults} WHERE match_id = 'new'").fetchall() == [(False, False, 0)]
        run("INSERT INTO antagonists (opponent_xuid, times_killed) VALUES ('1', 3)")
        net = run("SELECT net_kills FROM antagonists WHERE opponent_xuid = '1'").fetchall()
        assert net == [(3,)]
        run("INSERT INTO sync_meta (key, value) VALUES ('last_sync_mode', 'delta')")


def test_files_are_joined_as_the_dashboard_joins_them(mine: Path) -> None:
    with opened(mine / FALCON, read_only=True) as connection:
        connection.execute(f"ATTACH '{mine / SHARED}' AS shared (READ_ONLY)")
        connection.execute(f"ATTACH '{mine / METADATA}' AS meta (READ_ONLY)")
        (counts,) = connection.execute(
            """
            SELECT COUNT(*), COUNT(mr.match_id), COUNT(p.xuid), COUNT(maps.public_name)
            FROM match_stats ms
            LEFT JOIN shared.match_registry mr ON mr.match_id = ms.match_id
            LEFT JOIN shared.match_participants p
                ON p.match_id = ms.match_id
                AND p.xuid = (SELECT value FROM sync_meta WHERE key = 'xuid')
            LEFT JOIN meta.maps ON maps.asset_id = ms.map_id
            """
        ).fetchall()
    assert counts[0] == counts[1] == counts[2] == counts[3] >= 12


def test_sessions_are_numbered_as_its_page_of_team_mates_expects(exported: Path) -> None:
    (newest,) = ask(exported / FALCON, "SELECT max(session_id) FROM match_stats")[0]
    assert int(newest) == newest > 1
    starts = ask(
        exported / FALCON,
        "SELECT session_id, min(start_time) FROM match_stats WHERE session_id IS NOT NULL"
        " GROUP BY session_id ORDER BY 2",
    )
    assert [number for number, _ in starts] == list(range(1, newest + 1))


def test_its_citations_add_up_to_the_commendations(exported: Path, data_dir: Path) -> None:
    added_up = ask(
        exported / FALCON,
        "SELECT citation_name_norm, SUM(value) FROM match_citations GROUP BY 1",
    )
    ours = ask(
        data_dir / "warehouse.duckdb",
        """
        select commendation_id, total from marts.player_commendations
        inner join core.tracked_players using (xuid)
        where tracked_players.gamertag = 'Demo Falcon'
        """,
    )
    assert dict(added_up) == {name: total for name, total in ours if total > 0}
    assert len(added_up) > 5
    mappings = ask(exported / METADATA, "SELECT citation_name_norm FROM citation_mappings")
    assert {name for (name,) in mappings} == {name for name, _ in ours}


async def test_a_second_export_replaces_the_first(data_dir: Path, mine: Path) -> None:
    with opened(mine / FALCON) as connection:
        connection.execute("delete from match_stats")
    wal = mine / f"{SHARED}.wal"
    wal.write_bytes(b"")
    done = await export_legacy(data_dir, mine)
    assert done.code == 0, done.err
    assert ask(mine / FALCON, "select count(*) from match_stats") >= [(12,)]
    assert not wal.exists(), "an old log would be replayed into the new file"
    *files, summary = done.out.splitlines()
    written = dict(line.rsplit(": ", 1) for line in files)
    assert set(written) == set(digests(mine))
    rows = [int(text.removesuffix(" rows").replace(",", "")) for text in written.values()]
    assert summary == f"{len(files)} files, {sum(rows):,} rows written to {mine}"


async def test_originals_stay_and_nothing_is_written(data_dir: Path, tmp_path: Path) -> None:
    original = tmp_path / FALCON
    original.parent.mkdir(parents=True)
    with opened(original) as connection:
        connection.execute("create table match_stats as select 'm' as match_id")
    before = digests(tmp_path)
    done = await export_legacy(data_dir, tmp_path)
    assert (done.code, done.out) == (2, ""), done.err
    assert len(done.err.splitlines()) == 1
    assert str(original) in done.err
    assert digests(tmp_path) == before


async def test_settings_changed_since_are_not_written_over(data_dir: Path, mine: Path) -> None:
    friends = mine / ".streamlit/friends_defaults.json"
    friends.write_text('{"1": ["~Ann"]}')
    before = digests(mine)
    done = await export_legacy(data_dir, mine)
    assert (done.code, done.out) == (2, "")
    assert str(friends) in done.err
    assert digests(mine) == before


async def test_a_file_that_is_in_use_is_exit_6(data_dir: Path, mine: Path) -> None:
    with opened(mine / FALCON):
        done = await export_legacy(data_dir, mine)
    assert (done.code, done.out) == (6, "")
    assert "close the old application" in done.err


async def test_a_name_that_cannot_be_a_folder_becomes_the_xuid(
    other_dir: Path, tmp_path: Path
) -> None:
    with opened(other_dir / "warehouse.duckdb") as connection:
        connection.execute(
            """
            update core.tracked_players
            set gamertag = case schema_name when 'player_demo_falcon' then '../../up' end
            """
        )
    done = await export_legacy(other_dir, tmp_path / "old")
    assert done.code == 0, done.err
    for folder, profile in profiles(tmp_path / "old").items():
        assert folder == profile["xuid"]
        assert profile["db_path"] == f"data/players/{folder}/stats.duckdb"
        query = "select value from sync_meta where key = 'xuid'"
        assert ask(tmp_path / "old" / profile["db_path"], query) == [(folder,)]


@pytest.mark.parametrize(
    "missing", ["drop view player_demo_falcon.match_stats", "drop schema shared cascade"]
)
async def test_without_a_players_views_dbt_build_is_named(
    other_dir: Path, tmp_path: Path, missing: str
) -> None:
    with opened(other_dir / "warehouse.duckdb") as connection:
        connection.execute(missing)
    done = await export_legacy(other_dir, tmp_path / "old")
    assert (done.code, done.out) == (2, "")
    assert "dbt build" in done.err
    assert len(done.err.splitlines()) == 1
    assert not (tmp_path / "old").exists()


async def test_folders_that_cannot_be_used(data_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    done = await export_legacy(data_dir, tmp_path / "file")
    assert (done.code, done.out) == (6, ""), done.err
    assert len(done.err.splitlines()) == 1
    done = await export_legacy(data_dir, data_dir / "raw")
    assert (done.code, done.out) == (2, "")
    assert "raw data" in done.err


async def test_an_interrupted_export_leaves_nothing(other_dir: Path, tmp_path: Path) -> None:
    with opened(other_dir / "warehouse.duckdb") as connection:
        connection.execute(
            """
            create or replace view shared.medals_earned as
            select 'm' as match_id, 'x' as xuid, range as medal_name_id, 1::smallint as count,
                null::timestamp as created_at
            from range(100000000000)
            """
        )
    folder = tmp_path / "old"
    process = await asyncio.create_subprocess_exec(
        *ingest_arguments("export-legacy", str(folder)),
        env=environment(other_dir),
        cwd=other_dir,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    while not list(folder.rglob(".part-*shared_matches*")):
        await asyncio.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, err = await asyncio.wait_for(process.communicate(), 30)
    assert (process.returncode, out, err) == (130, b"", b"")
    assert digests(folder) == {}
