"""What holds for every test."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

from tests.support.canary import no_secret_is_written
from tests.support.demo_warehouse import demo_data

__all__ = ["demo_data", "no_secret_is_written"]


MOST_WORKERS = 4

# a slow machine is not a fault of what is tested
settings.register_profile("without deadline", deadline=None)
settings.load_profile("without deadline")


def pytest_xdist_auto_num_workers() -> int:
    """One worker more than there are processors, because some tests wait for time to pass."""
    return min((os.cpu_count() or 1) + 1, MOST_WORKERS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One file builds the demo warehouse first; others that need it come last.

    A worker that needs it earlier would only wait for the one that builds it.
    """
    reading = {item.path for item in items if "demo_data" in getattr(item, "fixturenames", ())}
    builder = next((item.path for item in items if item.path in reading), None)

    def turn(item: pytest.Item) -> int:
        if item.path == builder:
            return 0
        return 2 if item.path in reading else 1

    items.sort(key=turn)
