"""A fifth of all requests go wrong, at random: a few runs later nothing shows it."""

from __future__ import annotations

import zlib
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from aiohttp import ClientTimeout

from ingest.demo.world import World
from ingest.raw import Feed
from ingest.run.options import RunOptions
from tests.support.fault_server import Asked, FaultServer, Send
from tests.support.faults import KINDS
from tests.support.landing import land
from tests.support.raw import newest

SHARE = 0.2
PASSING = [kind for kind in KINDS if kind.passes and not kind.is_slow]


class Fates:
    """Which requests go wrong and how: drawn from a seed, not from the order of arrival."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._asked: Counter[str] = Counter()
        self.struck = 0

    def __call__(self, asked: Asked) -> Send | None:
        self._asked[asked.path] += 1
        told = f"{self._seed}/{asked.path}/{self._asked[asked.path]}"
        rng = Random(zlib.crc32(told.encode()))
        if rng.random() >= SHARE:
            return None
        self.struck += 1
        return rng.choice(PASSING).send


@pytest.mark.slow
@pytest.mark.fault("N7", "N8", "N9", "N10", "N11", "N12")
@pytest.mark.parametrize(
    ("matches", "feeds"),
    [
        pytest.param(60, RunOptions().feeds, id="60-all-feeds"),
        pytest.param(2_000, RunOptions().feeds, id="2000-all-feeds", marks=pytest.mark.slow),
        pytest.param(
            2_000,
            frozenset({Feed.PLAYER_MATCHES, Feed.MATCH_STATS, Feed.MATCH_SKILL}),
            id="2000-stats-and-skill",
            marks=pytest.mark.slow,
        ),
    ],
)
async def test_a_fifth_of_faults_converges_in_three_runs(
    matches: int, feeds: frozenset[Feed], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.api.session.TIMEOUT", ClientTimeout(60))
    world = World(seed=17, players=3, matches=matches)
    options = RunOptions(feeds=feeds)
    async with FaultServer(world) as server:
        assert (await land(server, tmp_path / "calm", options)).exit_code == 0
    expected = newest(tmp_path / "calm")
    fates = Fates(seed=matches)
    codes: list[int] = []
    async with FaultServer(world, fate=fates) as server:
        while len(codes) < 3 and codes[-1:] != [0]:
            codes.append((await land(server, tmp_path / "stormy", options)).exit_code)
        asked = len(server.asked)
    assert codes[-1] == 0
    assert newest(tmp_path / "stormy") == expected
    assert fates.struck > SHARE * asked * 0.9
    print(f"{asked:,} requests, {fates.struck:,} struck, {len(codes)} runs: {codes}")
