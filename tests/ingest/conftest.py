"""What all tests of the ingester share."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _short_backoff(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two tries nobody waits for half a minute here."""
    monkeypatch.setattr("ingest.api.retry_policy._FIRST_BACKOFF", 0.01)
    monkeypatch.setattr("ingest.sign_in.exchange._FIRST_BACKOFF", 0.01)
