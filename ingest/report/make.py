"""Makes a report from the published warehouse."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ingest.disk.atomic import replacing
from ingest.errors import StorageError, UsageError
from ingest.report import assets
from ingest.report.contents import Content, Contents, since_milliseconds
from ingest.report.folder import NewFolder, replacing_folder
from ingest.report.options import ReportOptions
from ingest.report.players import PlayerPage, chosen, match_file, players
from ingest.report.shell import as_script, page_of_folder, page_of_one_file
from ingest.report.tables import Table

TITLE = "Halo"


@dataclass(frozen=True, slots=True)
class Made:
    """What was made, for the user."""

    first_page: Path
    players: int
    matches: int
    written: int
    unchanged: int


def make_report(warehouse: duckdb.DuckDBPyConnection, options: ReportOptions) -> Made:
    """A folder of pages, or one file for one player."""
    _refuse_old_warehouse(warehouse)
    tracked = players(warehouse)
    pages = chosen(tracked, options.players)
    contents = Contents(warehouse, options)
    if options.is_single_file:
        return _one_file(contents, options, pages[0])
    return _folder(contents, options, pages)


def is_of_this_version(target: Path) -> bool:
    """Whether a report is there whose pages this package would make of the same rows."""
    try:
        script = (target / "assets" / "report.js").read_text(encoding="utf-8")
    except OSError:
        return False
    return script == assets.script()


def _refuse_old_warehouse(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = warehouse.execute(
        "select count(*) from information_schema.tables where table_schema = 'report'"
    ).fetchone()
    if not found or not found[0]:
        raise UsageError(
            "the warehouse has no views for a report, because an older version built it",
            "run `ingest build`",
        )


def _folder(contents: Contents, options: ReportOptions, pages: list[PlayerPage]) -> Made:
    match_ids = contents.match_ids([one.xuid for one in pages])
    player_files = {one.xuid: one.file for one in pages}
    match_files = {one: match_file(one) for one in match_ids}
    with replacing_folder(options.target) as folder:
        _shared_files(folder, contents)
        index = _content("index", contents.group(list(player_files), match_ids), options)
        index["links"] = {"players": player_files, "matches": match_files}
        index["is_part"] = bool(options.players)
        folder.write("index.html", page_of_folder(index, TITLE, options.language, 0))
        for one in pages:
            tables = contents.player(one.xuid)
            own = _known(match_files, tables["matches"].values("match_id"))
            # the id of a match without a page leads nowhere, and 10,000 ids are 0.5 MB
            tables["matches"] = tables["matches"].keeping("match_id", own)
            content = _content("player", tables, options)
            content["links"] = {"players": player_files, "matches": own}
            folder.write(one.file, page_of_folder(content, one.gamertag, options.language, 1))
        for match_id, tables in contents.matches(match_ids):
            content = _content("match", tables, options)
            content["links"] = {"players": player_files, "matches": {}}
            page = page_of_folder(content, _title(tables["match"]), options.language, 1)
            folder.write(match_files[match_id], page)
    return Made(
        options.target / "index.html",
        len(pages),
        len(match_ids),
        folder.written,
        folder.unchanged,
    )


def _one_file(contents: Contents, options: ReportOptions, player: PlayerPage) -> Made:
    tables = contents.player(player.xuid)
    tables["matches"] = tables["matches"].keeping("match_id", ())
    content = _content("player", tables, options)
    content["links"] = None
    shared = _age(contents) + _intervals(contents)
    page = page_of_one_file(content, player.gamertag, options.language, shared)
    file = options.target / f"report-{player.slug}.html"
    try:
        options.target.mkdir(parents=True, exist_ok=True)
        with replacing(file) as part:
            part.write_text(page, encoding="utf-8")
    except OSError as error:
        raise StorageError(f"{file} cannot be written: {error.strerror}") from None
    return Made(file, 1, 0, 1, 0)


def _title(match: Table) -> str:
    """What a tab says until the page says it in the language of the reader."""
    row = dict(zip(match.columns, match.rows[0], strict=True))
    return " · ".join(str(row[name]) for name in ("mode_category", "map_name") if row[name])


def _content(kind: str, tables: dict[str, Table], options: ReportOptions) -> Content:
    return {
        "kind": kind,
        "since": since_milliseconds(options),
        "tables": {name: table.as_json() for name, table in tables.items()},
    }


def _shared_files(folder: NewFolder, contents: Contents) -> None:
    folder.write("assets/report.js", assets.script())
    folder.write("assets/report.css", assets.styles())
    folder.write("assets/vega.js", assets.chart_library())
    folder.write("assets/licences.txt", assets.licences())
    folder.write("assets/intervals.js", _intervals(contents))
    folder.write("assets/age.js", _age(contents))


def _age(contents: Contents) -> str:
    return as_script("reportAge", contents.health())


def _intervals(contents: Contents) -> str:
    return as_script("reportIntervals", contents.intervals())


def _known(files: dict[str, str], match_ids: Iterable[str]) -> dict[str, str]:
    return {one: files[one] for one in match_ids if one in files}
