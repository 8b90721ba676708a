"""`ingest export` on a small warehouse of hostile values, read back without DuckDB."""

from __future__ import annotations

import asyncio
import csv
import gzip
import hashlib
import io
import json
import os
import signal
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest

from tests.support.commands import Finished, environment, ingest, ingest_arguments

BIG = 2**53 + 1
HUGE = 2**90 + 1
WHEN = datetime(2026, 3, 4, 5, 6, 7, 890123)
TEXTS = [
    "=cmd()",
    "-1+2",
    "+1",
    "@sum",
    "\ttab",
    "\rreturn",
    "plain",
    'quo"te, comma',
    "new\nline",
    "crlf\r\nline",
    "smile 😀 é",
    "'apostrophe",
    "mid=dle",
    "",
    None,
]
GUARDED = "=+-@\t\r"
SPELLED = 'Odd ta"ble; drop'


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        connection.execute(
            """
            create schema marts;
            create schema core;
            create table marts.hostile (
                id integer, words varchar, small integer, big bigint, huge hugeint,
                ratio double, price decimal(9, 2), played timestamp, landed timestamptz,
                mood enum ('=sad', 'glad'), list varchar[], nested struct(a bigint, t timestamp)
            );
            create table core.empty_one (id integer, words varchar);
            create view core.endless as select range as id from range(100000000000);
            """
        )
        connection.execute(f"""create table core."{SPELLED.replace('"', '""')}" as select 1 as a""")
        lost = folder / "lost.parquet"
        pl.DataFrame({"a": [1]}).write_parquet(lost)
        connection.execute(f"create view core.broken as from read_parquet('{lost}')")
        lost.unlink()
        for number, text in enumerate(TEXTS):
            connection.execute(
                "insert into marts.hostile values (?, ?, -5, ?, ?, ?, -1.50, ?, ?, '=sad', ?, ?)",
                [
                    number,
                    text,
                    BIG,
                    HUGE,
                    float("nan") if number == 1 else -2.5,
                    WHEN,
                    WHEN.replace(tzinfo=UTC),
                    ["=in a list", None],
                    {"a": BIG, "t": WHEN},
                ],
            )
    return folder


def digests(folder: Path) -> dict[Path, str]:
    return {
        path: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


async def export(data_dir: Path, *arguments: str, **more: str) -> Finished:
    """The command in the folder that has the data directory."""
    env = environment(data_dir, **more)
    return await ingest("export", *arguments, env=env, cwd=data_dir.parent)


def guarded(text: str | None) -> str:
    """As the promise has it; csv tells null and empty apart by quotes only."""
    return f"'{text}" if text and text[0] in GUARDED else text or ""


def check_csv(text: str) -> None:
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["words"] for row in rows] == [guarded(one) for one in TEXTS]
    assert {row["small"] for row in rows} == {"-5"}
    assert {row["big"] for row in rows} == {str(BIG)}
    assert {row["huge"] for row in rows} == {str(HUGE)}
    assert {row["price"] for row in rows} == {"-1.50"}
    assert {row["ratio"] for row in rows} == {"-2.5", "nan"}
    assert {row["mood"] for row in rows} == {"'=sad"}
    assert {datetime.fromisoformat(row["played"]) for row in rows} == {WHEN}
    assert {datetime.fromisoformat(row["landed"]) for row in rows} == {WHEN.replace(tzinfo=UTC)}


def check_jsonl(text: str) -> None:
    assert "NaN" not in text, "which is not JSON"
    rows = [json.loads(line) for line in text.splitlines()]
    assert [row["words"] for row in rows] == TEXTS
    assert {row["small"] for row in rows} == {-5}
    assert {row["big"] for row in rows} == {BIG}
    assert {row["huge"] for row in rows} == {HUGE}
    assert [row["ratio"] for row in rows[:3]] == [-2.5, None, -2.5]
    assert {row["played"] for row in rows} == {"2026-03-04T05:06:07.890123"}
    assert {row["landed"] for row in rows} == {"2026-03-04T05:06:07.890123Z"}
    assert rows[0]["list"] == ["=in a list", None]
    assert rows[0]["nested"] == {"a": BIG, "t": "2026-03-04T05:06:07.890123"}


@pytest.mark.fault("X5")
async def test_csv_keeps_every_value_and_guards_what_a_spreadsheet_would_run(
    data_dir: Path,
) -> None:
    before = digests(data_dir)
    done = await export(data_dir, "marts.hostile", "--format", "csv", TZ="America/New_York")
    assert (done.code, done.out) == (0, ""), done.err
    assert done.err == "15 rows of marts.hostile written to marts.hostile.csv\n"
    check_csv((data_dir.parent / "marts.hostile.csv").read_bytes().decode("utf-8"))
    assert digests(data_dir) == before


async def test_jsonl_keeps_every_value(data_dir: Path) -> None:
    before = digests(data_dir)
    done = await export(data_dir, "marts.hostile", "--format", "jsonl", TZ="America/New_York")
    assert (done.code, done.out) == (0, ""), done.err
    check_jsonl((data_dir.parent / "marts.hostile.jsonl").read_bytes().decode("utf-8"))
    assert digests(data_dir) == before


async def test_parquet_is_the_default_and_keeps_every_value(data_dir: Path) -> None:
    before = digests(data_dir)
    done = await export(data_dir, "MARTS.Hostile")
    assert (done.code, done.out) == (0, ""), done.err
    frame = pl.read_parquet(data_dir.parent / "marts.hostile.parquet")
    assert frame["words"].to_list() == TEXTS
    assert frame["small"].unique().to_list() == [-5]
    assert frame["big"].unique().to_list() == [BIG]
    assert frame["huge"].unique().to_list() == [Decimal(HUGE)]
    assert frame["played"].unique().to_list() == [WHEN]
    assert frame["landed"].dt.epoch("us").unique().to_list() == [
        int(WHEN.replace(tzinfo=UTC).timestamp()) * 1_000_000 + WHEN.microsecond
    ]
    assert frame["mood"].cast(pl.String).unique().to_list() == ["=sad"]
    assert frame["nested"][0] == {"a": BIG, "t": WHEN}
    assert digests(data_dir) == before


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
async def test_standard_output_has_the_rows_and_nothing_else(kind: str, data_dir: Path) -> None:
    before = digests(data_dir.parent)
    process = await asyncio.create_subprocess_exec(
        *ingest_arguments("export", "marts.hostile", "--format", kind, "--output", "-"),
        env=environment(data_dir),
        cwd=data_dir.parent,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert process.returncode == 0, err
    assert err == b"15 rows of marts.hostile written to standard output\n"
    (check_csv if kind == "csv" else check_jsonl)(out.decode("utf-8"))
    assert digests(data_dir.parent) == before


@pytest.mark.fault("P5")
async def test_a_reader_that_goes_away_ends_it_quietly(data_dir: Path) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    process = await asyncio.create_subprocess_exec(
        *ingest_arguments("export", "marts.hostile", "--format", "csv", "--output", "-"),
        env=environment(data_dir),
        cwd=data_dir.parent,
        stdout=theirs,
        stderr=asyncio.subprocess.PIPE,
    )
    os.close(theirs)
    _, err = await process.communicate()
    assert (process.returncode, err) == (141, b"")


async def test_an_empty_table_is_a_file_too(data_dir: Path) -> None:
    for kind, content in (("csv", b"id,words\n"), ("jsonl", b"")):
        assert (await export(data_dir, "core.empty_one", "--format", kind)).code == 0
        assert (data_dir.parent / f"core.empty_one.{kind}").read_bytes() == content
    assert (await export(data_dir, "core.empty_one")).code == 0
    frame = pl.read_parquet(data_dir.parent / "core.empty_one.parquet")
    assert (frame.height, frame.columns) == (0, ["id", "words"])


async def test_an_earlier_file_is_replaced_and_gz_is_compressed(data_dir: Path) -> None:
    target = data_dir.parent / "it's.csv.gz"
    target.write_text("of last week")
    arguments = ("marts.hostile", "--format", "csv", "--output", target.name)
    done = await export(data_dir, *arguments)
    assert done.code == 0, done.err
    check_csv(gzip.decompress(target.read_bytes()).decode("utf-8"))


async def test_a_warehouse_elsewhere_and_a_name_with_quotes(data_dir: Path) -> None:
    elsewhere = data_dir.parent / "core.duckdb"  # named as one of its schemas is
    (data_dir / "warehouse.duckdb").rename(elsewhere)
    more = {"HALO_WAREHOUSE": str(elsewhere)}
    arguments = (f"core.{SPELLED}", "--format", "csv", "--output", "-")
    done = await export(data_dir, *arguments, **more)
    assert (done.code, done.out) == (0, "a\n1\n"), done.err


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("q.csv", "read_csv"),
        ("q.csv.gz", "read_csv"),
        ("q.jsonl", "read_json"),
        ("q.jsonl.zst", "read_json"),
        ("q.parquet", "read_parquet"),
        ("q", "read_parquet"),
    ],
)
async def test_the_name_of_the_file_gives_the_format(name: str, read: str, data_dir: Path) -> None:
    query = "select range as n from range(5) order by n desc -- newest first"
    done = await export(data_dir, "--sql", query, "--output", name)
    assert done.code == 0, done.err
    assert "5 rows of the query" in done.err
    with duckdb.connect() as connection:
        found = connection.sql(f"select n from {read}('{data_dir.parent / name}')").fetchall()
    assert found == [(4,), (3,), (2,), (1,), (0,)]


@pytest.mark.parametrize("end", [";", "; -- a note", " /* ; */", ";\n"])
async def test_a_query_may_end_with_a_semicolon_and_a_note(end: str, data_dir: Path) -> None:
    done = await export(data_dir, "--sql", f"select ';' as n{end}", "--output", "q.csv")
    assert done.code == 0, done.err
    assert (data_dir.parent / "q.csv").read_text().split() == ["n", ";"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["hostile"], 2, "schema.table"),
        ([".hostile"], 2, "schema.table"),
        (["marts."], 2, "schema.table"),
        (["marts.hostil"], 2, "did you mean marts.hostile"),
        (["zzzzzz.qqqqqq"], 2, "core, marts"),
        (["marts.hostile; drop table marts.hostile"], 2, "no table"),
        (["marts.hostile where 1 = 0"], 2, "no table"),
        (['marts."hostile"'], 2, "marts.hostile"),
        (["marts.hostile", "--format", "xlsx"], 2, "xlsx"),
        (["marts.hostile", "--output", "-"], 2, "parquet"),
        (["marts.hostile", "--output", "data/warehouse.duckdb"], 2, "warehouse itself"),
        (["marts.hostile", "--output", "data/raw/assets/kept.parquet"], 2, "raw data"),
        (["marts.hostile", "--output", "no/such/folder.parquet"], 6, "no/such/folder.parquet"),
        (["marts.hostile", "--output", "data"], 6, "not a file"),
        (["marts.hostile", "--output", ""], 6, "not a file"),
        (["marts.hostile", "--output", "/dev/null"], 6, "not a file"),
        (["marts.hostile", "--output", "data/warehouse.duckdb/x"], 6, "cannot be written"),
        (["marts.hostile", "--output", "x" * 300], 6, "cannot be written"),
        (["marts.hostile", "--output", "q.xlsx"], 2, "no format is known for 'q.xlsx'"),
        (["marts.hostile", "--output", "q.csv.bz2"], 2, "no format is known"),
        (["marts.hostile", "--output", "q.gz"], 2, "no format is known"),
        (["marts.hostile", "--output", "q.parquet.gz"], 2, "compressed already"),
        (["marts.hostile", "--output", "q.csv", "--format", "jsonl"], 2, "contradicts"),
        (["marts.hostile", "--sql", "select 1"], 2, "TABLE"),
        ([], 2, "TABLE"),
        (["--sql", "copy (select 1) to 'x.csv'"], 2, "one SELECT"),
        (["--sql", "create table x as select 1"], 2, "one SELECT"),
        (["--sql", "insert into marts.hostile select 1"], 2, "one SELECT"),
        (["--sql", "attach 'other.duckdb'"], 2, "one SELECT"),
        (["--sql", "set threads = 1"], 2, "one SELECT"),
        (["--sql", "select 1; select 2"], 2, "one SELECT"),
        (["--sql", ""], 2, "one SELECT"),
        (["--sql", "select cast('x' as int)"], 2, "Could not convert"),
        (["--sql", "selec 1"], 2, "selec"),
        (["--sql", "select nothing_such from marts.hostile"], 2, "nothing_such"),
        (["core.broken"], 6, "core.broken"),
        (["core.broken", "--format", "csv", "--output", "-"], 6, "core.broken"),
    ],
)
async def test_an_error_is_one_line_its_code_and_no_file(
    arguments: list[str], code: int, words: str, data_dir: Path
) -> None:
    before = digests(data_dir.parent)
    done = await export(data_dir, *arguments)
    assert (done.code, done.out) == (code, ""), done.err
    assert len(done.err.splitlines()) == 1, done.err
    assert words in done.err
    assert digests(data_dir.parent) == before


async def test_without_a_warehouse_dbt_build_is_named(tmp_path: Path) -> None:
    done = await export(tmp_path / "data", "marts.hostile")
    assert (done.code, done.out) == (2, "")
    assert len(done.err.splitlines()) == 1
    assert "dbt build" in done.err
    assert digests(tmp_path) == {}


async def test_a_warehouse_that_is_none_is_said(data_dir: Path) -> None:
    (data_dir / "warehouse.duckdb").write_text("something else")
    done = await export(data_dir, "marts.hostile")
    assert (done.code, len(done.err.splitlines())) == (6, 1)
    assert "cannot be opened" in done.err


async def test_a_warehouse_being_built_is_exit_6_and_says_to_wait(data_dir: Path) -> None:
    with duckdb.connect(str(data_dir / "warehouse.duckdb")):
        done = await export(data_dir, "marts.hostile")
    assert (done.code, len(done.err.splitlines())) == (6, 1)
    assert "when `dbt build` is done" in done.err
    assert {path.name for path in data_dir.parent.iterdir()} == {"data"}


@pytest.mark.fault("P5")
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
async def test_a_full_disk_behind_standard_output_is_exit_6(data_dir: Path) -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    process = await asyncio.create_subprocess_exec(
        *ingest_arguments("export", "marts.hostile", "--format", "csv", "--output", "-"),
        env=environment(data_dir),
        cwd=data_dir.parent,
        stdout=full,
        stderr=asyncio.subprocess.PIPE,
    )
    os.close(full)
    _, err = await process.communicate()
    assert process.returncode == 6
    assert len(err.splitlines()) == 1, err


@pytest.mark.fault("P2")
async def test_an_interrupted_export_leaves_the_earlier_file_alone(data_dir: Path) -> None:
    folder = data_dir.parent
    target = folder / "core.endless.csv"
    target.write_text("of last week")
    process = await asyncio.create_subprocess_exec(
        *ingest_arguments("export", "core.endless", "--format", "csv"),
        env=environment(data_dir),
        cwd=folder,
        stderr=asyncio.subprocess.PIPE,
    )
    while not any(part.stat().st_size for part in folder.glob(".part-*")):
        await asyncio.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, err = await asyncio.wait_for(process.communicate(), 30)
    assert (process.returncode, err) == (130, b"")
    assert target.read_text() == "of last week"
    assert {path.name for path in folder.iterdir()} == {"data", target.name}
