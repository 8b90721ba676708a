"""P8: an exception nobody thought of, in any step, costs one item and is told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ingest.api.client import HaloApi
from ingest.demo.world import World
from ingest.film.pool import FilmDecoders
from ingest.raw import FEEDS, Feed
from ingest.raw.verify import verify
from ingest.run.fetch.isolation import unless_unexpected
from ingest.run.progress import Progress
from tests.support.landing import land
from tests.support.raw import content, rows
from tests.support.watched_server import WatchedServer

ONCE = (Feed.MATCH_STATS, Feed.MATCH_SKILL, Feed.MATCH_FILM, Feed.PLAYER_MATCHES, Feed.ASSETS)
OF_ONE_MATCH = ("match_stats", "match_skill", "film_manifest")
OF_OTHER_THINGS = {
    "asset": Feed.ASSETS,
    "profiles": Feed.PROFILES,
    "document": Feed.DOCUMENTS,
    "career_rank": Feed.PLAYER_SNAPSHOTS,
}


def break_once(
    monkeypatch: pytest.MonkeyPatch,
    owner: type,
    name: str,
    kind: type[Exception] = RuntimeError,
    hits: Callable[[str], bool] = lambda _: True,
) -> None:
    """The first call of this step whose first argument is hit raises."""
    real = getattr(owner, name)
    raised: list[str] = []

    async def step(self: Any, *arguments: Any, **named: Any) -> Any:
        if not raised and hits(str(arguments[0])):
            raised.append(name)
            raise kind(f"{name} broke")
        return await real(self, *arguments, **named)

    monkeypatch.setattr(owner, name, step)


def failures(data_dir: Path) -> dict[str, list[tuple[str, str]]]:
    """Feed and key of every failed row, by reason."""
    found: dict[str, list[tuple[str, str]]] = {}
    for feed in FEEDS:
        for key, status, reason in rows(data_dir, feed, "key, status, reason"):
            if status == "failed":
                found.setdefault(reason, []).append((feed, key))
    return found


def landed_at_last(data_dir: Path) -> dict[tuple[str, str], list[object]]:
    """What there is of every key, failures on the way to it left out."""
    return {
        key: [one for one in found if one != ("failed", None)]
        for key, found in content(data_dir, ONCE).items()
    }


@pytest.mark.fault("P8")
async def test_each_step_breaks_once_and_costs_one_item(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    world = World(seed=12, players=1, matches=20)
    whole, hurt = tmp_path / "whole", tmp_path / "hurt"
    victims = [match.match_id for match in world.matches if match.film_available]
    of_step = dict(zip(OF_ONE_MATCH, victims, strict=False))
    async with WatchedServer(world) as server:
        await land(server, whole)
        for name, match_id in of_step.items():
            break_once(monkeypatch, HaloApi, name, hits=partial(contains, match_id))
        for name in OF_OTHER_THINGS:
            tracked = world.players[0].xuid if name == "profiles" else "nobody"
            # who is tracked was resolved before the run, and nothing goes on without that
            break_once(monkeypatch, HaloApi, name, hits=partial(lacks, tracked))
        first = await land(server, hurt)
        failed = failures(hurt)
        assert first.exit_code == 3
        assert (await land(server, hurt)).exit_code == 0
    for name, match_id in of_step.items():
        feed = name.replace("film_manifest", "match_film")
        assert failed.pop(f"RuntimeError: {name} broke") == [(feed, match_id)]
    for name, feed in OF_OTHER_THINGS.items():
        reason = f"RuntimeError: {name} broke"
        if name == "career_rank":
            (found,) = failed.pop(reason)
            assert found == (feed, world.players[0].xuid)
        else:
            assert {one for one, _ in failed.pop(reason)} == {feed}
    assert failed == {}
    assert landed_at_last(hurt) == content(whole, ONCE)
    assert verify(hurt / "raw").damaged == {}


def contains(text: str, argument: str) -> bool:
    return text in argument


def lacks(text: str, argument: str) -> bool:
    return text not in argument


@pytest.mark.fault("P8")
@pytest.mark.parametrize(("owner", "name"), [(HaloApi, "film_chunk"), (FilmDecoders, "decode")])
async def test_a_film_that_breaks_costs_one_film(
    owner: type, name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    async with WatchedServer(World(seed=12, players=1, matches=4)) as server:
        break_once(monkeypatch, owner, name)
        assert (await land(server, tmp_path)).exit_code == 3
        ((feed, _),) = failures(tmp_path)[f"RuntimeError: {name} broke"]
        assert feed == Feed.MATCH_FILM
        assert len(rows(tmp_path, "match_stats", "key")) == 4, "the match itself is landed"
        assert (await land(server, tmp_path)).exit_code == 0
    assert failures(tmp_path).keys() == {f"RuntimeError: {name} broke"}
    assert len(rows(tmp_path, "match_film", "key")) == 5


@pytest.mark.fault("P8")
async def test_a_history_that_breaks_is_walked_by_the_next_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    async with WatchedServer(World(seed=12, players=2, matches=30)) as server:
        break_once(monkeypatch, HaloApi, "history")
        first = await land(server, tmp_path)
        assert first.exit_code == 3
        assert len(first.lost_pages) == 1
        assert "RuntimeError: history broke" in first.lost_pages[0]
        assert rows(tmp_path, "match_stats", "key"), "the other player's are there"
        assert (await land(server, tmp_path)).exit_code == 0
        matches = {match.match_id for match in server.world.matches if not match.custom}
    assert {key for (key,) in rows(tmp_path, "match_stats", "key")} == matches


@pytest.mark.fault("P8")
async def test_our_own_assertions_end_the_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    async with WatchedServer(World(seed=12, players=1, matches=4)) as server:
        break_once(monkeypatch, HaloApi, "match_skill", AssertionError)
        with pytest.raises(AssertionError, match="match_skill broke"):
            await land(server, tmp_path)


@pytest.mark.fault("P8")
async def test_the_traceback_is_for_who_asks_for_details(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def breaks() -> str:
        raise ValueError("odd")

    caplog.set_level("INFO", "ingest")
    for verbose in (False, True):
        context: Any = SimpleNamespace(progress=Progress(verbose=verbose))
        assert await unless_unexpected(context, breaks, str) == "ValueError: odd"
        assert ("in breaks" in caplog.text) is verbose


@pytest.mark.fault("P8")
async def test_a_cancelled_step_that_fails_meanwhile_stays_cancelled() -> None:
    """Else its worker would go on, and the run wait for it for ever."""

    async def fails_when_cancelled() -> int:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            raise OSError("too many open files") from None
        return 0

    async def worker() -> None:
        while True:
            await unless_unexpected(context, gathered, lambda _: [])

    async def gathered() -> list[int]:
        return list(await asyncio.gather(fails_when_cancelled()))

    context: Any = None  # a failure that is not taken for an item's trouble tells nobody
    task = asyncio.create_task(worker())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()
    done, _ = await asyncio.wait({task}, timeout=10)
    assert done == {task}
    assert isinstance(task.exception(), OSError)
