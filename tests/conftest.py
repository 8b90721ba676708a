"""What holds for every test."""

from __future__ import annotations

import pytest

from tests.support.canary import no_secret_is_written
from tests.support.demo_warehouse import demo_data

__all__ = ["demo_data", "no_secret_is_written"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One file builds the demo warehouse first; others that need it come last.

    A worker that needs it earlier would only wait for the one that builds it.
    """
    needs = {item.path for item in items if "demo_data" in getattr(item, "fixturenames", ())}
    builder = next((item.path for item in items if item.path in needs), None)
    items.sort(key=lambda item: item.path != builder and 1 + (item.path in needs))
