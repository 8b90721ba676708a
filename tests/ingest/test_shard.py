"""Of every key exactly one shard is the owner, in every process."""

from __future__ import annotations

import hashlib
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import UsageError
from ingest.shard import WHOLE, Shard, shard_of
from tests.support.commands import ROOT

PRINT_OWNERS = """
import sys
from ingest.shard import Shard
print([[Shard(i, 4).owns(key) for i in (1, 2, 3, 4)].index(True) + 1 for key in sys.argv[1:]])
"""


@given(key=st.text(), count=st.integers(1, 64))
def test_every_key_has_one_owner(key: str, count: int) -> None:
    owners = [index for index in range(1, count + 1) if Shard(index, count).owns(key)]
    digest = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
    assert owners == [int(digest[:16], 16) % count + 1]


def test_the_owner_is_the_same_in_every_process() -> None:
    keys = [f"match {number}" for number in range(20)]
    owners = [next(i for i in range(1, 5) if Shard(i, 4).owns(key)) for key in keys]
    for seed in ("1", "2"):  # Python's own hash would differ
        command = [sys.executable, "-c", PRINT_OWNERS, *keys]
        env = {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed}
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=env)
        assert done.stdout.strip() == str(owners)


def test_keys_are_spread_evenly() -> None:
    owned = [sum(Shard(i, 4).owns(f"{number}") for number in range(4_000)) for i in range(1, 5)]
    assert all(850 < count < 1150 for count in owned)


def test_shards_are_read_as_they_are_written() -> None:
    assert shard_of("2/4") == Shard(2, 4)
    assert str(Shard(2, 4)) == "2/4"
    assert shard_of("1/1") == WHOLE
    assert Shard(2, 3).others == [Shard(1, 3), Shard(3, 3)]


@pytest.mark.parametrize(
    "text", ["0/4", "5/4", "x", "", "1", "1/0", "-1/4", "1/4/2", "٣/4", "1 / 4"]
)
def test_what_is_no_shard_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="names no shard") as refused:
        shard_of(text)
    assert "i/n" in refused.value.remedy
