"""Local times of the marts, against Python's own calendar."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from tests.support.demo_warehouse import DEFAULT_ZONE, zone_of

Warehouse = duckdb.DuckDBPyConnection


def local(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)


def test_a_match_starts_when_the_clocks_of_the_player_say(warehouse: Warehouse) -> None:
    found: list[Any] = warehouse.sql(
        """
        select xuid, started_at, started_at_local, local_date, local_hour, local_weekday
        from marts.player_match_stats
        """
    ).fetchall()
    assert len({zone_of(row[0]).key for row in found}) == 2
    for xuid, moment, shown, day, hour, weekday in found:
        clock = local(moment, zone_of(xuid))
        assert (shown, day, hour, weekday) == (clock, clock.date(), clock.hour, clock.isoweekday())


def test_a_match_of_nobody_has_the_default_zone(warehouse: Warehouse) -> None:
    found = warehouse.sql("select started_at, started_at_local from marts.film_availability")
    for moment, shown in found.fetchall():
        assert shown == local(moment, ZoneInfo(DEFAULT_ZONE))


def test_a_period_begins_at_midnight_of_the_player(warehouse: Warehouse) -> None:
    found = warehouse.sql(
        "select xuid, period_started_at, period_started_at_local from marts.player_trends"
    ).fetchall()
    for xuid, moment, shown in found:
        assert (shown.hour, shown.minute) == (0, 0)
        assert local(moment, zone_of(xuid)) == shown
