"""The sign-in service that the tests of this folder ask."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from ingest.demo.world import World
from tests.support.sign_in_service import SignInServer


@pytest.fixture(scope="package")
def world() -> World:
    return World(seed=3, players=1, matches=10)


@pytest.fixture
async def server(world: World) -> AsyncIterator[SignInServer]:
    async with SignInServer(world) as server:
        yield server
