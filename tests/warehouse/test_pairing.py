"""Kills find as many victims as a maximum matching gives them."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from tests.support.matching import End, Group, most_pairs, random_group

Pair = tuple[int, int, int, str]
"""Index of the kill, index of the death, milliseconds between them, quality."""
PairUp = Callable[[dict[str, Group]], dict[str, list[Pair]]]


@pytest.fixture
def pair_up(data_dir: Path) -> Iterator[PairUp]:
    """Runs the SQL that dbt compiled on the events of these groups."""
    folder = data_dir / "target" / "compiled" / "halo" / "dbt_project" / "models"
    # the steps before it are a part of its SQL
    query = next(folder.rglob("int_kill_death_pairs.sql")).read_text()
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as warehouse")
        connection.execute("create schema warehouse.core")

        def run(groups: dict[str, Group]) -> dict[str, list[Pair]]:
            _write(connection, groups)
            pairs: dict[str, list[Pair]] = defaultdict(list)
            found = connection.execute(query).fetchall()
            for match_id, *pair in found:
                pairs[match_id].append((pair[0], pair[1], pair[2], pair[3]))
            return pairs

        yield run


def _write(connection: duckdb.DuckDBPyConnection, groups: dict[str, Group]) -> None:
    connection.execute(
        """
        create table warehouse.core.highlight_events (
            match_id varchar, event_index int, event_type varchar, time_ms int, xuid varchar,
            gamertag varchar, source varchar
        );
        create table warehouse.core.match_participants (
            match_id varchar, xuid varchar, team_id int, team_count int
        );
        create table warehouse.core.match_registry (match_id varchar, is_team_match boolean);
        """
    )
    events = [
        (match_id, end.event_index, end.event_type, end.time_ms, str(end.player), "P", "api")
        for match_id, group in groups.items()
        for end in group.ends
    ]
    participants = [
        (match_id, str(player), team, 2 if player in group.changed_team else 1)
        for match_id, group in groups.items()
        for player, team in group.teams.items()
    ]
    registry = [(match_id, bool(group.teams)) for match_id, group in groups.items()]
    for table, rows in (
        ("highlight_events", events),
        ("match_participants", participants),
        ("match_registry", registry),
    ):
        if rows:
            places = ", ".join("?" for _ in rows[0])
            connection.executemany(f"insert into warehouse.core.{table} values ({places})", rows)


@pytest.mark.parametrize("count", [300, pytest.param(1_500, marks=pytest.mark.slow)])
def test_generated_groups_are_paired_as_a_maximum_matching(pair_up: PairUp, count: int) -> None:
    chance = random.Random(11)
    groups = {f"match {number}": random_group(chance) for number in range(count)}
    pairs = pair_up(groups)
    assert sum(most_pairs(group) for group in groups.values()) > 2 * count
    for match_id, group in groups.items():
        assert_is_right(group, pairs[match_id], match_id)


def assert_is_right(group: Group, pairs: list[Pair], match_id: str) -> None:
    ends = {end.event_index: end for end in group.ends}
    assert len(pairs) == most_pairs(group), match_id
    assert len({kill for kill, *_ in pairs}) == len({death for _, death, *_ in pairs}) == len(pairs)
    for kill, death, gap, quality in pairs:
        assert ends[death] in group.victims_of(ends[kill]), match_id
        assert gap == ends[death].time_ms - ends[kill].time_ms
        only_choice = group.victims_of(ends[kill]) == [ends[death]] and group.killers_of(
            ends[death]
        ) == [ends[kill]]
        assert quality == ("certain" if only_choice else "ambiguous"), match_id


def one_against_many(victims: int) -> Group:
    """One player kills everybody of the other team with one rocket."""
    kills = [End(n, "kill", 500, 0, ("team", 0)) for n in range(victims)]
    deaths = [End(victims + n, "death", 500, 1 + n, ("team", 1)) for n in range(victims)]
    return Group({0: 0, **{1 + n: 1 for n in range(victims)}}, frozenset(), kills + deaths)


@pytest.mark.parametrize("victims", [4, 6, 12])
def test_each_of_several_simultaneous_kills_finds_a_victim(pair_up: PairUp, victims: int) -> None:
    pairs = pair_up({"rocket": one_against_many(victims)})["rocket"]
    assert sorted(kill for kill, *_ in pairs) == list(range(victims))
    assert sorted(death for _, death, *_ in pairs) == list(range(victims, 2 * victims))


def free_for_all(kills: int, players: int, step: int) -> Group:
    """As many deaths as kills, `step` kills in each millisecond; nobody dies of themselves."""
    ends = []
    for n in range(kills):
        killer, victim = n % players, (n + 1) % players
        ends.append(End(2 * n, "kill", n // step, killer, ("player", killer)))
        ends.append(End(2 * n + 1, "death", n // step, victim, ("player", victim)))
    return Group({}, frozenset(), ends)


@pytest.mark.parametrize(
    "group",
    [
        pytest.param(free_for_all(2_000, players=12, step=2_000), id="in one millisecond"),
        pytest.param(free_for_all(2_000, players=2_000, step=2_000), id="of thousands of players"),
        pytest.param(free_for_all(300, players=12, step=1), id="one after the other"),
    ],
)
def test_thousands_of_kills_are_all_paired(pair_up: PairUp, group: Group) -> None:
    assert len(pair_up({"crowd": group})["crowd"]) == len(group.kills)


def test_pairs_do_not_depend_on_the_order_of_the_rows(pair_up: PairUp) -> None:
    chance = random.Random(12)
    group = random_group(chance)
    again = Group(group.teams, group.changed_team, chance.sample(group.ends, len(group.ends)))
    pairs = pair_up({"once": group, "again": again})
    assert sorted(pairs["once"]) == sorted(pairs["again"])
