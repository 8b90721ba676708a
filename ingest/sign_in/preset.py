"""What a distributor may preset in a package of its own. We ship nothing here."""

from __future__ import annotations

CLIENT_ID = ""
"""A public client for `ingest login --with device-code`. It is no secret."""
