"""What a crash or a power cut may do to the raw layer: nothing that was acknowledged is lost."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from ingest.raw import Feed, Row, Status
from ingest.raw.commit import make_directories
from ingest.raw.ledger import Ledger, load_ledger
from ingest.raw.segment_format import DamagedSegment, check
from ingest.raw.store import RawStore, open_for_writing, recover
from tests.support.simulated_disk import Crash, SimulatedDisk

ROOT = Path("/data/raw")
COMMITS = 12
VARIANTS_PER_POINT = 10

Tree = dict[Path, bytes]


@dataclass
class Violations:
    unreadable: int = 0
    lost: int = 0
    double: int = 0

    @property
    def total(self) -> int:
        return self.unreadable + self.lost + self.double


def batch(number: int) -> list[Row]:
    """A batch as the ingester commits it: rows of two feeds under keys of their own."""
    return [
        Row(feed=feed, key=f"match-{number}-{item}", status=Status.OK, payload=f'{{"n":{number}}}')
        for feed in (Feed.MATCH_SKILL, Feed.MATCH_STATS)
        for item in range(3)
    ]


def land(disk: SimulatedDisk, numbers: Iterable[int], acknowledged: list[Row], run_id: str) -> None:
    """One writer process: recover, then commit batch after batch."""
    make_directories(disk, ROOT)
    recover(disk, ROOT)
    store = RawStore(ROOT, Ledger(), disk, lambda: datetime(2026, 6, 30, tzinfo=UTC), run_id)
    for number in numbers:
        rows = batch(number)
        store.commit(rows)
        acknowledged += rows


@cache  # the same bytes survive most of the thousands of crashes
def keys_in(data: bytes) -> list[str] | None:
    """Keys of a segment's rows, or None when it cannot be read."""
    try:
        check(data)
    except DamagedSegment:
        return None
    return pl.read_parquet(io.BytesIO(data))["key"].to_list()


def inspect(tree: Tree, acknowledged: list[Row]) -> Violations:
    """Read what is left the way every reader does: all segments below the feeds' folders."""
    found: list[tuple[str, str]] = []
    violations = Violations()
    for path, data in tree.items():
        if path.parent.name.startswith("landed_on=") and path.suffix == ".parquet":
            keys = keys_in(data)
            if keys is None:
                violations.unreadable += 1
            else:
                found += [(path.parent.parent.name, key) for key in keys]
    violations.lost = len({(row.feed.value, row.key) for row in acknowledged} - set(found))
    violations.double = len(found) - len(set(found))
    return violations


def calls_of_a_whole_run(make_disk: Callable[[], SimulatedDisk]) -> int:
    disk = make_disk()
    land(disk, range(COMMITS), [], "aaaa")
    return disk.calls


def crashed(disk: SimulatedDisk, at: int) -> list[Row]:
    acknowledged: list[Row] = []
    disk.crash_at = at
    with pytest.raises(Crash):
        land(disk, range(COMMITS), acknowledged, "aaaa")
    return acknowledged


def power_losses(make_disk: Callable[[], SimulatedDisk], step: int = 1) -> Iterator[int]:
    """How many violations each variant of a power loss leaves."""
    for at in range(1, calls_of_a_whole_run(make_disk) + 1, step):
        disk = make_disk()
        acknowledged = crashed(disk, at)
        for variant in range(VARIANTS_PER_POINT):
            tree = disk.after_power_loss(random.Random(f"{at}:{variant}"))
            yield inspect(tree, acknowledged).total


@pytest.mark.fault("P1")
@pytest.mark.parametrize("step", [3, pytest.param(1, marks=pytest.mark.slow)])
def test_process_crash_at_every_call_loses_nothing(step: int) -> None:
    points = calls_of_a_whole_run(SimulatedDisk)
    for at in range(1, points + 1, step):
        disk = SimulatedDisk()
        acknowledged = crashed(disk, at)
        assert inspect(disk.after_process_crash(), acknowledged).total == 0, f"call {at}"
    assert points > 12 * COMMITS


@pytest.mark.fault("P9")
@pytest.mark.parametrize("step", [3, pytest.param(1, marks=pytest.mark.slow)])
def test_power_loss_at_every_call_loses_nothing(step: int) -> None:
    violations = [*power_losses(SimulatedDisk, step)]
    assert len(violations) >= 800 / step
    assert sum(violations) == 0


@pytest.mark.fault("P9")
@pytest.mark.parametrize("missing", ["lose_sync", "lose_sync_directory"])
def test_the_simulator_catches_a_protocol_without_one_of_its_syncs(missing: str) -> None:
    assert any(power_losses(lambda: SimulatedDisk(**{missing: True})))


@pytest.mark.fault("P9")
def test_power_loss_after_a_restarted_writer_loses_nothing() -> None:
    """Names a crashed process never synced must be made durable by the next one."""
    for at in range(1, calls_of_a_whole_run(SimulatedDisk) + 1, 3):
        disk = SimulatedDisk()
        acknowledged = crashed(disk, at)
        disk.restart()
        land(disk, range(COMMITS, COMMITS + 2), acknowledged, "bbbb")
        for variant in range(3):
            tree = disk.after_power_loss(random.Random(f"{at}:{variant}"))
            assert inspect(tree, acknowledged).total == 0, f"call {at}"


@pytest.mark.slow
@pytest.mark.fault("P10")
def test_crash_during_recovery_can_be_recovered_from() -> None:
    points = calls_of_a_whole_run(SimulatedDisk)
    for at in range(1, points + 1, 7):
        for at_recovery in range(1, 15):
            disk = SimulatedDisk()
            acknowledged = crashed(disk, at)
            disk.restart()
            disk.crash_at = disk.calls + at_recovery
            with suppress(Crash):  # a late point lies behind the last call
                land(disk, [COMMITS], acknowledged, "bbbb")
            disk.restart()
            land(disk, [COMMITS + 1], acknowledged, "cccc")
            assert inspect(disk.after_process_crash(), acknowledged).total == 0


@pytest.mark.fault("P1")
def test_a_real_store_goes_on_from_what_a_crash_left(tmp_path: Path) -> None:
    """The ledger of a new process knows exactly what the crashed one had acknowledged, or more."""
    for at in range(1, calls_of_a_whole_run(SimulatedDisk) + 1, 11):
        disk = SimulatedDisk()
        acknowledged = crashed(disk, at)
        root = write_out(disk.after_process_crash(), tmp_path / str(at))
        with open_for_writing(root) as store:
            for row in acknowledged:
                assert store.ledger.status(row.feed, row.key) is Status.OK
            rest = [row for n in range(COMMITS) for row in batch(n)]
            store.commit([r for r in rest if store.ledger.status(r.feed, r.key) is None])
        ledger = load_ledger(root)
        assert ledger.statuses(Feed.MATCH_STATS).total() == 3 * COMMITS
        assert not list((root / ".incoming").iterdir())


def write_out(tree: Tree, target: Path) -> Path:
    root = target / "raw"
    root.mkdir(parents=True)
    for path, data in tree.items():
        real = root / path.relative_to(ROOT)
        real.parent.mkdir(parents=True, exist_ok=True)
        real.write_bytes(data)
    return root
