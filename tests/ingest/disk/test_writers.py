"""One writer alone, or the shards of one run: who keeps whom out."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from ingest.disk.writers import (
    is_alive,
    living_shards,
    shard_lock,
    start_lock,
    writer_lock,
    writer_of,
)
from ingest.errors import AnotherIngestRunning
from ingest.shard import Shard


def refusal(lock: AbstractContextManager[Any]) -> str:
    with pytest.raises(AnotherIngestRunning) as refused, lock:
        raise AssertionError("it was given the lock")
    return str(refused.value)


def test_shards_write_side_by_side(tmp_path: Path) -> None:
    with shard_lock(tmp_path, Shard(1, 2)) as first_is_alone:
        assert first_is_alone
        with shard_lock(tmp_path, Shard(2, 2)) as second_is_alone:
            assert not second_is_alone
            assert [*living_shards(tmp_path)] == [Shard(1, 2), Shard(2, 2)]
        assert is_alive(tmp_path, Shard(1, 2))
        assert not is_alive(tmp_path, Shard(2, 2))
    assert writer_of(tmp_path) is None


def test_one_shard_runs_once(tmp_path: Path) -> None:
    with shard_lock(tmp_path, Shard(1, 2)):
        assert "another ingest is shard 1/2" in refusal(shard_lock(tmp_path, Shard(1, 2)))


def test_shards_of_another_number_are_refused(tmp_path: Path) -> None:
    with shard_lock(tmp_path, Shard(1, 2)):
        said = refusal(shard_lock(tmp_path, Shard(3, 4)))
    assert "shards of 2 own other keys than shards of 4" in said
    with shard_lock(tmp_path, Shard(3, 4)) as is_alone:
        assert is_alone


def test_a_writer_that_is_alone_excludes_shards_and_they_exclude_it(tmp_path: Path) -> None:
    with writer_lock(tmp_path):
        assert "another ingest is writing" in refusal(shard_lock(tmp_path, Shard(1, 2)))
    with shard_lock(tmp_path, Shard(1, 2)), shard_lock(tmp_path, Shard(2, 2)):
        assert "shard 1/2: pid " in refusal(writer_lock(tmp_path))
        assert str(writer_of(tmp_path)).count("pid ") == 2
    with writer_lock(tmp_path):
        assert "pid " in str(writer_of(tmp_path))


def test_shards_start_one_by_one(tmp_path: Path) -> None:
    with start_lock(tmp_path):
        assert "just starting" in refusal(start_lock(tmp_path))
