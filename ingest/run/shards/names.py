"""The names that the first shard of a round has looked up, for those that start after it."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from ingest.players import Player
from ingest.raw.rounds import has_company, names_in_round
from ingest.run.resolve import Resolved
from ingest.shard import Shard


def names_content(resolved: Resolved) -> dict[str, Any]:
    """What the round keeps: who has each name, and who is unknown."""
    players = {name: [one.xuid, one.gamertag] for name, one in resolved.by_name.items()}
    return {"players": players, "unknown": resolved.unknown, "notes": resolved.notes}


def names_of_others(root: Path, shard: Shard, names: Collection[str]) -> Resolved | None:
    """What another shard of this round has found out about all of these names.

    Its profiles have landed. Without it, a name that no player has would be asked for n times.
    """
    if not has_company(root, shard):
        return None
    content = names_in_round(root)
    players = {name: Player(*one) for name, one in content["players"].items()}
    if not {*names} <= {*players, *content["unknown"]}:
        return None
    return Resolved(players, [], content["unknown"], content["notes"])
