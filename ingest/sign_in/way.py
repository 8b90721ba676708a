"""The ways to sign in, the easiest first."""

from __future__ import annotations

from enum import StrEnum


class Way(StrEnum):
    """What `ingest login --with` takes."""

    WAYPOINT = "waypoint"
    DEVICE_CODE = "device-code"
    BROWSER = "browser"
