"""After a migration a run asks for what the API still serves, whatever the histories show."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest
from yarl import URL

from ingest.api.credentials import Tokens
from ingest.api.endpoints import Endpoint
from ingest.demo.formats import dump
from ingest.raw import Feed
from ingest.run.options import RunOptions
from ingest.run.progress import Progress
from ingest.run.start import RunRequest, dry_run, run
from ingest.settings import Settings
from tests.support.commands import environment, ingest
from tests.support.legacy import reading
from tests.support.legacy.damage import WalRows, leave_wal
from tests.support.legacy.owners import write_owners
from tests.support.legacy.plan import A, B, small_plan
from tests.support.legacy.truth import LegacyTruth
from tests.support.migrating import migrated
from tests.support.raw import rows
from tests.support.watched_server import Override, WatchedServer

STATS = re.compile(r"/hi/matches/([0-9a-f-]{36})/stats")
EMPTY_PAGE = {"Start": 0, "Count": 25, "ResultCount": 0, "Results": [], "Links": {}}
STATS_ONLY = frozenset({Feed.MATCH_STATS})
AT_ONCE = 25


@dataclass(frozen=True)
class Installation:
    """Old files, and one match in them that the API has forgotten."""

    truth: LegacyTruth
    lost: WalRows

    @property
    def matches(self) -> set[str]:
        return self.truth.unique | set(self.truth.orphans) | {self.lost.match_id}


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    truth = write_owners(tmp_path_factory.mktemp("old"), small_plan())
    return Installation(truth, leave_wal(truth.owners[A].database))


@pytest.fixture
def data_dir(old: Installation, tmp_path: Path) -> Path:
    migrated(tmp_path, old.truth.root)
    return tmp_path


def forget_histories(server: WatchedServer, xuids: Iterable[str]) -> None:
    for xuid in xuids:
        server.overrides[f"/hi/players/xuid({xuid})/matches"] = Override(body=dump(EMPTY_PAGE))


def requested(
    server: WatchedServer, data_dir: Path, names: list[str], max_matches: int | None = None
) -> RunRequest:
    settings = Settings(data_dir=data_dir, api_url=URL(server.url))
    options = RunOptions(feeds=STATS_ONLY, max_matches=max_matches)
    return RunRequest(settings, options, names, Tokens("spartan", "clearance"))


async def asked(
    server: WatchedServer, data_dir: Path, names: list[str], max_matches: int | None = None
) -> list[str]:
    """The matches whose stats a run asks for, in that order."""
    server.paths.clear()
    await run(requested(server, data_dir, names, max_matches), Progress(quiet=True))
    stats = [found[1] for path in server.paths if (found := STATS.fullmatch(path))]
    assert all(server.paths[f"/hi/matches/{match_id}/stats"] == 1 for match_id in stats)
    return stats


async def status(data_dir: Path) -> dict[str, int]:
    done = await ingest("status", "--json", env=environment(data_dir), cwd=data_dir)
    migrated_counts: dict[str, int] = json.loads(done.out)["migrated"]
    return migrated_counts


async def test_every_migrated_match_is_asked_for_newest_first(
    old: Installation, data_dir: Path
) -> None:
    everybody = [owner.xuid for owner in old.truth.owners]
    count = len(old.matches)
    assert await status(data_dir) == {"matches": count, "legacy_only": count, "gone": 0}
    async with WatchedServer(old.truth.world) as server:
        forget_histories(server, everybody)
        assert await asked(server, data_dir, everybody, max_matches=10) == []
        request = requested(server, data_dir, everybody)
        assert (await dry_run(request)).requests[Endpoint.MATCH_STATS] == count
        order = await asked(server, data_dir, everybody)
        assert set(order) == old.matches
        assert await asked(server, data_dir, everybody) == []
    by_start = sorted(
        old.truth.unique, key=lambda one: reading.start_of(old.truth.stats[one]), reverse=True
    )
    dated = [one for one in order if one in old.truth.unique]
    # so many are asked for side by side; and hours of difference come from the old clocks
    assert all(abs(dated.index(one) - place) < AT_ONCE for place, one in enumerate(by_start))
    assert set(order[-AT_ONCE - len(old.truth.orphans) :]) >= set(old.truth.orphans)
    assert await status(data_dir) == {"matches": count, "legacy_only": 1, "gone": 1}
    found = dict(rows(data_dir, Feed.MATCH_STATS, "key, status"))
    assert found.pop(old.lost.match_id) == "gone"
    assert found == dict.fromkeys(old.matches - {old.lost.match_id}, "ok")


async def test_a_player_by_name_gets_only_what_is_theirs(old: Installation, data_dir: Path) -> None:
    ann, ben = old.truth.owners[A].xuid, old.truth.owners[B].xuid
    orphans = {one for one, owner in old.truth.orphans.items() if owner == ann}
    assert orphans
    async with WatchedServer(old.truth.world) as server:
        forget_histories(server, [ann, ben])
        first = await asked(server, data_dir, [ann])
        assert set(first) == {*old.truth.matches[ann], *orphans, old.lost.match_id}
        both = {*old.truth.matches[ann], *old.truth.matches[ben], *old.truth.orphans}
        second = await asked(server, data_dir, [ann, ben])
        assert not set(second) & set(first)
        orphans_of_ben = {one for one, owner in old.truth.orphans.items() if owner == ben}
        assert set(second) == set(old.truth.matches[ben]) - set(first) | orphans_of_ben
        assert set(second) <= both


async def test_what_histories_show_is_not_asked_for_twice(
    old: Installation, data_dir: Path
) -> None:
    everybody = [owner.xuid for owner in old.truth.owners]
    async with WatchedServer(old.truth.world) as server:
        forget_histories(server, everybody[1:])
        order = await asked(server, data_dir, everybody)
        assert len(order) == len(set(order))
        assert set(order) == old.matches
        assert await asked(server, data_dir, everybody) == []
