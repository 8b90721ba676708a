"""All shards together keep to the rates of one ingester."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.api.credentials import Tokens
from ingest.api.endpoints import Endpoint
from ingest.run.connection import RunRequest
from ingest.run.options import RunOptions
from ingest.settings import load_settings
from ingest.shard import WHOLE, Shard


@pytest.mark.parametrize("shard", [WHOLE, Shard(1, 4), Shard(3, 4)])
def test_a_shard_takes_its_part_of_every_rate(shard: Shard, tmp_path: Path) -> None:
    config = tmp_path / "ingest.toml"
    config.write_text("[limits]\nmatch_stats = 10\n")
    environ = {"HALO_CONFIG": str(config), "HALO_RATE_LIMIT": "asset=6"}
    settings = load_settings(environ)
    request = RunRequest(settings, RunOptions(shard=shard), [], Tokens("", ""))
    assert {*request.rates} == {*Endpoint}
    assert request.rates[Endpoint.MATCH_STATS] * shard.count == 10
    assert request.rates[Endpoint.ASSET] * shard.count == 6
    assert request.rates[Endpoint.HISTORY] * shard.count == 1
