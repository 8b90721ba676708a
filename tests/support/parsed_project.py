"""Imported by the server process of tests/support/dbt_process.py, before it forks."""

from tests.support.dbt_process import parse_once

parse_once()
