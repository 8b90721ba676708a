"""`ingest report` as its user types it."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

import duckdb
import pytest

from tests.support.commands import Finished, environment, ingest


@pytest.fixture
def data_dir(demo_data: Path, tmp_path: Path) -> Path:
    """The demo's warehouse under a name of its own: a report is written beside it."""
    (tmp_path / "data").mkdir()
    os.link(demo_data / "warehouse.duckdb", tmp_path / "data" / "warehouse.duckdb")
    return tmp_path / "data"


async def report(data_dir: Path, *arguments: str) -> Finished:
    return await ingest("report", *arguments, env=environment(data_dir), cwd=data_dir.parent)


def files(folder: Path) -> dict[str, os.stat_result]:
    return {str(one.relative_to(folder)): one.stat() for one in folder.rglob("*") if one.is_file()}


async def test_a_report_lies_beside_the_warehouse(data_dir: Path) -> None:
    done = await report(data_dir, "--matches", "5")
    assert done.code == 0, done.err
    assert done.out == (
        "players: 4, matches: 5, files written: 17, unchanged: 0\n"
        f"open {data_dir / 'report' / 'index.html'}\n"
    )
    found = files(data_dir / "report")
    assert len([name for name in found if name.startswith("players/")]) == 4
    assert len([name for name in found if name.startswith("matches/")]) == 5
    assert {"index.html", "assets/vega.js", "assets/licences.txt"} <= set(found)


async def test_the_second_report_writes_nothing_again(data_dir: Path) -> None:
    await report(data_dir, "--matches", "5")
    before = files(data_dir / "report")
    done = await report(data_dir, "--matches", "5")
    assert done.out.startswith("players: 4, matches: 5, files written: 0, unchanged: 17\n")
    after = files(data_dir / "report")
    assert {name: one.st_ino for name, one in after.items()} == {
        name: one.st_ino for name, one in before.items()
    }


async def test_the_newest_matches_have_a_page(data_dir: Path) -> None:
    await report(data_dir, "--matches", "7")
    with duckdb.connect(str(data_dir / "warehouse.duckdb"), read_only=True) as warehouse:
        rows = warehouse.execute(
            """
            select distinct match_id, started_at from marts.player_match_stats
            order by started_at desc, match_id limit 7
            """
        ).fetchall()
    pages = {Path(name).stem for name in files(data_dir / "report") if name.startswith("matches/")}
    assert pages == {match_id for match_id, _ in rows}


async def test_all_matches_of_one_player(data_dir: Path) -> None:
    with duckdb.connect(str(data_dir / "warehouse.duckdb"), read_only=True) as warehouse:
        gamertag, slug = warehouse.execute(
            "select gamertag, slug from core.tracked_players order by gamertag limit 1"
        ).fetchall()[0]
        rows = warehouse.execute(
            "select match_id from marts.player_match_stats where gamertag = ?", [gamertag]
        ).fetchall()
    done = await report(data_dir, "--player", gamertag.upper(), "--matches", "all")
    assert done.code == 0, done.err
    found = files(data_dir / "report")
    assert [name for name in found if name.startswith("players/")] == [f"players/{slug}.html"]
    pages = {Path(name).stem for name in found if name.startswith("matches/")}
    assert pages == {match_id for (match_id,) in rows}


async def test_one_file_for_a_friend(data_dir: Path) -> None:
    done = await report(data_dir, "--player", "Demo Falcon", "--single-file", "--language", "fr")
    assert done.code == 0, done.err
    page = data_dir / "report-demo_falcon.html"
    assert done.out == f"open {page}\n"
    text = page.read_text()
    assert 'lang="fr"' in text
    assert not re.search(r'\b(?:src|href)="(?!#)', text.split("<script>")[0])


async def test_since_leaves_older_matches_out(data_dir: Path) -> None:
    with duckdb.connect(str(data_dir / "warehouse.duckdb"), read_only=True) as warehouse:
        ((day, count),) = warehouse.execute(
            """
            with days as (
                select local_date, count(distinct match_id) as matches
                from marts.player_match_stats group by local_date
            ),
            middle as (select quantile_disc(local_date, 0.5) as local_date from days)
            select any_value(middle.local_date), count(distinct match_id)
            from marts.player_match_stats as matches
            inner join middle on matches.local_date >= middle.local_date
            """
        ).fetchall()
    done = await report(data_dir, "--since", str(day), "--matches", "all")
    assert done.code == 0, done.err
    pages = [name for name in files(data_dir / "report") if name.startswith("matches/")]
    assert len(pages) == count > 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--player", "Not Tracked"], "no tracked player is called Not Tracked"),
        (["--single-file"], "--single-file makes the page of one player"),
        (["--player", "a", "--single-file", "--matches", "3"], "--matches has no effect"),
        (["--since", "yesterday"], "--since 'yesterday' is not a day"),
        (["--language", "de"], "--language 'de' is not known"),
        (["--matches", "-1"], "--matches '-1' is not a number"),
        (["--out", "."], "has a file that is not of a report"),
        (["--matches", "9" * 30], "is not a number"),
    ],
)
async def test_what_cannot_be_done_is_said(data_dir: Path, arguments: list[str], said: str) -> None:
    done = await report(data_dir, *arguments)
    assert done.code == 2
    assert said in done.err
    assert not (data_dir / "report").exists()


async def test_a_warehouse_of_an_older_version_names_the_command(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as warehouse:
        warehouse.execute("create schema core; create table core.tracked_players (xuid varchar)")
    done = await report(tmp_path)
    assert done.code == 2
    assert "an older version built it; run `ingest build`" in done.err


async def test_without_a_warehouse_the_build_is_named(tmp_path: Path) -> None:
    done = await report(tmp_path)
    assert done.code == 2
    assert "does not exist; run `dbt build` first" in done.err


async def test_the_warehouse_is_only_read(data_dir: Path) -> None:
    warehouse = data_dir / "warehouse.duckdb"
    before = warehouse.read_bytes()
    mode = warehouse.stat().st_mode
    warehouse.chmod(stat.S_IRUSR)
    try:
        done = await report(data_dir, "--matches", "1")
    finally:
        warehouse.chmod(mode)
    assert done.code == 0, done.err
    assert warehouse.read_bytes() == before
