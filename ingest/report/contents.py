"""Which rows each page holds. The views compute them; here they are only selected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

import duckdb

from ingest.report.options import ReportOptions
from ingest.report.tables import Table, read

OF_PLAYER = {
    "career": "recorded_at",
    "teammates": "place",
    "opponents": "place_by_kills",
    "medals": "medal_id",
    "streaks": "streak_type, place",
    "missing": "data_type, status",
}
"""Views with rows of a player, and the order in which the page has them."""
OF_MATCH = {
    "match": ("matches", "match_id"),
    "roster": ("match_players", "player_id"),
    "teams": ("match_teams", "team_id"),
    "kills": ("match_kills", "time_ms, place"),
    "honours": ("match_honours", "time_ms, place"),
    "slices": ("match_slices", "team_id, slice_index"),
    "moments": ("match_moments", "moment_index"),
    "meetings": ("match_meetings", "xuid, met_xuid"),
}
OF_GROUP = {"players": "xuid", "pairs": "xuid, other_xuid", "days": "local_date, xuid"}
"""Views with rows of a tracked player that the index shows."""
MATCHES_AT_ONCE = 100
NEWEST = 25
"""Matches on the index."""

Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Contents:
    """Reads the rows of every page of one report."""

    warehouse: duckdb.DuckDBPyConnection
    options: ReportOptions

    def player(self, xuid: str) -> dict[str, Table]:
        """All matches of a player, oldest first, and what is counted over all of them."""
        where, given = "xuid = ?", [xuid]
        tables = {
            "players": self._rows("players", where, given, "xuid"),
            "people": self._rows("people", "true", [], "xuid"),
        }
        for view, order in OF_PLAYER.items():
            tables[view] = self._rows(view, where, given, order)
        tables["matches"] = self._rows(
            "player_matches", f"{where} and {self._since}", given, "started_at, match_id"
        )
        return tables

    def match_ids(self, xuids: Sequence[str]) -> list[str]:
        """The newest matches of these players, as many as the options allow."""
        found = read(
            self.warehouse,
            f"""
            select match_id, max(started_at) as started_at
            from report.player_matches
            where list_contains(?, xuid) and {self._since}
            group by match_id
            order by started_at desc, match_id
            {"" if self.options.matches is None else f"limit {self.options.matches}"}
            """,
            [list(xuids)],
        )
        return [str(one) for one in found.values("match_id")]

    def matches(self, match_ids: Sequence[str]) -> Iterator[tuple[str, dict[str, Table]]]:
        """The rows of every match, some matches at once."""
        for first in range(0, len(match_ids), MATCHES_AT_ONCE):
            part = match_ids[first : first + MATCHES_AT_ONCE]
            tables = {name: self._by_match(*view, part) for name, view in OF_MATCH.items()}
            for match_id in part:
                yield match_id, {name: found[match_id] for name, found in tables.items()}

    def group(self, xuids: Sequence[str], newest: Sequence[str]) -> dict[str, Table]:
        """What the index shows of these players."""
        tables = {
            name: self._rows(name, "list_contains(?, xuid)", [list(xuids)], order)
            for name, order in OF_GROUP.items()
        }
        tables["records"] = self._rows("records", "true", [], "metric, place")
        tables["matches"] = self._rows(
            "matches", "list_contains(?, match_id)", [list(newest[:NEWEST])], "started_at, match_id"
        )
        return tables

    def health(self) -> dict[str, Any]:
        """How old and how complete the data is: one row."""
        columns = self._rows("health", "true", [], "matches").as_json()["columns"]
        return {name: column["rows"][0] for name, column in columns.items()}

    def intervals(self) -> dict[str, Any]:
        """For some numbers of matches: the bounds of evenly spaced numbers of wins."""
        found = read(
            self.warehouse,
            """
            select matches, round(win_rate_low, 4) as low, round(win_rate_high, 4) as high
            from report.win_rate_intervals
            order by matches, wins
            """,
        )
        bounds = {
            matches: {"low": table.values("low"), "high": table.values("high")}
            for matches, table in found.by("matches")
        }
        return {"matches": list(bounds), "bounds": bounds}

    @property
    def _since(self) -> str:
        if self.options.since is None:
            return "true"
        return f"started_at_local >= timestamp '{self.options.since:%Y-%m-%d} 00:00:00'"

    def _rows(self, view: str, where: str, given: Sequence[object], order: str) -> Table:
        return read(
            self.warehouse, f"select * from report.{view} where {where} order by {order}", given
        )

    def _by_match(self, view: str, order: str, match_ids: Sequence[str]) -> dict[str, Table]:
        where = "list_contains(?, match_id)"
        found = self._rows(view, where, [list(match_ids)], f"match_id, {order}")
        nothing = {match_id: Table(found.columns, []) for match_id in match_ids}
        return nothing | dict(found.by("match_id"))


def since_milliseconds(options: ReportOptions) -> int | None:
    """The first moment of the report, as the pages write times."""
    if options.since is None:
        return None
    return round(datetime.combine(options.since, time(), UTC).timestamp() * 1000)
