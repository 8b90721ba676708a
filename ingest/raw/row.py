"""One row of a segment: what was asked, what came of it, and the bytes as they came."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from ingest.raw.feeds import Feed, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The columns a caller decides; the store adds when, in which run and in which order."""

    feed: Feed
    key: str
    status: Status
    payload: str | None = None
    body: bytes | None = None
    http_status: int | None = None
    attempt: int = 1
    next_try_at: datetime | None = None
    reason: str | None = None
    requested_for: str | None = None
    origin: str | None = None

    @property
    def sha256(self) -> str | None:
        """Hash of the payload, or of the body when there is no payload."""
        return content_sha256(self.payload, self.body)


def content_sha256(payload: str | None, body: bytes | None) -> str | None:
    """The `sha256` column, recomputed by `ingest verify` from the other two."""
    if payload is not None:
        return hashlib.sha256(payload.encode()).hexdigest()
    if body is not None:
        return hashlib.sha256(body).hexdigest()
    return None
