"""The gamertags in landed profiles, and their players."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl

from ingest.raw import Feed
from ingest.raw.our_documents import tracked_players
from ingest.raw.reading import scan_feed, seen_since

_GAMERTAG = pl.col("payload").str.json_path_match("$.gamertag").alias("gamertag")


@dataclass(frozen=True, slots=True)
class KnownNames:
    """Gamertags by xuid, and xuids by gamertag in lower case."""

    newest: dict[str, str]
    """The gamertag of every player who was ever met."""
    of_today: dict[str, str]
    """Those that were requested today, so that no other player can have them."""
    earlier: dict[str, str]
    """Players that an earlier run found by a gamertag, even if they have another one now."""


def known_names(root: Path, midnight: datetime) -> KnownNames:
    """Read the landed profiles, every version of them."""
    rows = scan_feed(root, Feed.PROFILES, "key", "sequence", "run_id", "requested_for", _GAMERTAG)
    players = tracked_players(root)
    remembered = {str(player).casefold(): player.xuid for player in players}
    if rows.is_empty():
        return KnownNames({}, {}, remembered)
    named = rows.drop_nulls("gamertag").sort("sequence", "run_id")
    newest = dict(named.select("key", "gamertag").iter_rows())
    looked_at = seen_since(root, Feed.PROFILES, midnight)
    tracked = [player.xuid for player in players]
    # a profile that was asked for by a player's name is requested for that player
    asked = named.filter(
        (pl.col("requested_for") == pl.col("key")) | pl.col("key").is_in(tracked)
    ).select("gamertag", "key")
    earlier = dict(remembered)
    for name, xuid in asked.iter_rows():  # of several players, a tracked one, else the first
        before = earlier.setdefault(name.casefold(), xuid)
        if xuid in tracked and before not in tracked:
            earlier[name.casefold()] = xuid
    return KnownNames(
        newest=newest,
        of_today={xuid: newest[xuid] for xuid in looked_at if xuid in newest},
        earlier=earlier,
    )
