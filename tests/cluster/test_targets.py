"""Both ways into Spark set up their sessions alike, and follow the environment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from dbt.clients.yaml_helper import load_yaml_text
from jinja2 import Environment

from tests.support.commands import ROOT

FOR_A_SESSION = "set:hiveconf:"
FIXED_AT_THE_START = {
    "spark.master",
    "spark.driver.memory",
    "spark.executor.memory",
    "spark.executor.instances",
    "spark.ui.enabled",
    "spark.sql.warehouse.dir",
    "spark.hadoop.javax.jdo.option.ConnectionURL",
}


def profile(target: str) -> dict[str, Any]:
    profiles = load_yaml_text((ROOT / "profiles.yml").read_text())
    assert profiles
    found: dict[str, Any] = profiles["halo"]["outputs"][target]
    return found


def rendered(text: str, environ: Mapping[str, str]) -> str:
    """A value of a profile, as dbt reads it in this environment."""
    jinja = Environment()
    jinja.filters["as_number"] = int
    return jinja.from_string(text).render(env_var=environ.get)


def test_both_targets_set_the_same_in_a_session() -> None:
    of_session = profile("spark")["server_side_parameters"]
    of_thrift = profile("spark_thrift")["server_side_parameters"]
    assert all(name.startswith(FOR_A_SESSION) for name in of_thrift), "the server ignores others"
    named = {name.removeprefix(FOR_A_SESSION): value for name, value in of_thrift.items()}
    # dbt-spark adds this to a session by itself
    assert named.pop("spark.sql.ansi.enabled") == "false"
    assert set(of_session) >= FIXED_AT_THE_START
    assert named == {
        name: value for name, value in of_session.items() if name not in FIXED_AT_THE_START
    }


@pytest.mark.parametrize(
    ("variable", "target", "setting", "default"),
    [
        ("HALO_SPARK_MASTER", "spark", "spark.master", "local[2]"),
        ("HALO_SPARK_MEMORY", "spark", "spark.driver.memory", "1g"),
        ("HALO_SPARK_MEMORY", "spark", "spark.executor.memory", "1g"),
        ("HALO_SPARK_EXECUTORS", "spark", "spark.executor.instances", "2"),
        ("HALO_SPARK_WAREHOUSE", "spark", "spark.sql.warehouse.dir", "data/spark/warehouse"),
        ("HALO_SPARK_PARTITIONS", "spark", "spark.sql.shuffle.partitions", "4"),
        ("HALO_SPARK_THREADS", "spark", "threads", "2"),
        ("HALO_SPARK_THREADS", "spark_thrift", "threads", "1"),
        ("HALO_SPARK_HOST", "spark_thrift", "host", "localhost"),
        ("HALO_SPARK_PORT", "spark_thrift", "port", "10000"),
        ("HALO_SPARK_USER", "spark_thrift", "user", "halo"),
    ],
)
def test_settings_come_from_the_environment(
    variable: str, target: str, setting: str, default: str
) -> None:
    chosen = profile(target)
    text = {**chosen, **chosen["server_side_parameters"]}[setting]
    assert rendered(text, {}) == default
    assert rendered(text, {variable: ""}) == default
    assert rendered(text, {variable: "4321"}) == "4321"
