"""What all tests of the ingester share."""

from __future__ import annotations

import pytest

from tests.support.workers import WorkerHere


@pytest.fixture(autouse=True)
def _short_backoff(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test waits half a minute between two tries."""
    monkeypatch.setattr("ingest.api.retry_policy._FIRST_BACKOFF", 0.01)
    monkeypatch.setattr("ingest.sign_in.exchange._FIRST_BACKOFF", 0.01)


@pytest.fixture(autouse=True)
def _films_decoded_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker process takes two seconds to start. The tests of the pool start real ones."""
    monkeypatch.setattr("ingest.film.pool.start_worker", WorkerHere)
