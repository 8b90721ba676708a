"""`ingest players`: who `ingest run` fetches for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, cast

import tomlkit
import typer

from ingest.errors import UsageError
from ingest.players import checked_name, is_xuid
from ingest.raw.store import open_for_writing
from ingest.run.tracking import tracked_players, tracked_players_row
from ingest.settings import SETTINGS_FILE, load_settings, read_settings_file
from ingest.terminal import tell

HELP = """Say whose matches are fetched.

Example: `ingest players add "Some Gamertag"`
"""
ADD_HELP = """Add a player to ingest.toml.

Examples: `ingest players add "Some Gamertag"` · `ingest players add 2999000000000001`
"""
REMOVE_HELP = """Stop fetching for a player and hide the views; landed rows stay.

Example: `ingest players remove "Some Gamertag"`
"""
FRIENDS_HELP = """Name a player's friends: sessions and highlights are told among them.

Examples: `ingest players friends "Some Gamertag" "A Friend"` ·
`ingest players friends "Some Gamertag"` (who they are) ·
`ingest players friends "Some Gamertag" "A Friend" --remove`
"""
LIST_HELP = """Show who is fetched for.

Example: `ingest players list`
"""

app = typer.Typer(help=HELP, no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="Gamertag or xuid.")]


@app.command(help=ADD_HELP)
def add(name: Name) -> int:
    """Append a [[players]] entry."""
    checked_name(name)
    if any(
        _same(name, entry.xuid, entry.gamertag)
        for entry in read_settings_file(SETTINGS_FILE).players
    ):
        raise UsageError(f"{name} is in {SETTINGS_FILE} already")
    document = _document()
    players = document.setdefault("players", tomlkit.aot())
    entry = tomlkit.table()
    entry["xuid" if is_xuid(name) else "gamertag"] = name
    players.append(entry)
    _save(document)
    tell(f"{name} added to {SETTINGS_FILE}; `ingest run` fetches the matches")
    return 0


@app.command(help=REMOVE_HELP)
def remove(name: Name) -> int:
    """Drop the entry, and land who is still tracked."""
    checked_name(name)
    root = load_settings(os.environ).raw_dir
    tracked = tracked_players(root)
    player = next((one for one in tracked if _same(name, one.xuid, one.gamertag)), None)
    names = {name, player.xuid, player.gamertag or ""} if player else {name}
    entries = read_settings_file(SETTINGS_FILE).players
    listed = [
        position
        for position, entry in enumerate(entries)
        if any(_same(one, entry.xuid, entry.gamertag) for one in names)
    ]
    if player is None and not listed:
        raise UsageError(f"{name} is not a player; `ingest players list` shows who is")
    if player is not None:  # the lock comes first: another ingest may be running
        with open_for_writing(root) as store:
            store.commit(tracked_players_row(store, (one for one in tracked if one != player)))
    if listed:
        document = _document()
        players = cast(list[object], document["players"])
        for position in reversed(listed):
            del players[position]
        _save(document)
    tell(f"{name} removed; landed matches stay, `dbt build` drops the views")
    return 0


@app.command(help=FRIENDS_HELP)
def friends(
    player: Name,
    names: Annotated[list[str] | None, typer.Argument(help="Friends to add.")] = None,
    drop: Annotated[bool, typer.Option("--remove", help="Remove these friends.")] = False,
) -> int:
    """Without names, show who they are; sessions and highlights are told among friends."""
    for name in (player, *(names or [])):
        checked_name(name)
    if drop and not names:
        raise UsageError("--remove needs the friends to remove")
    known = read_settings_file(SETTINGS_FILE).friends
    owner = next((one for one in known if one.casefold() == player.casefold()), player)
    listed = known.get(owner, [])
    if not names:
        for name in listed:
            tell(name)
        return 0
    given = {name.casefold() for name in names}
    left = [name for name in listed if name.casefold() not in given]
    if drop:
        unknown = [name for name in names if name.casefold() not in map(str.casefold, listed)]
        if unknown:
            raise UsageError(f"{unknown[0]} is not a friend of {owner} in {SETTINGS_FILE}")
    else:
        left += dict.fromkeys(names)
    document = _document()
    table = document.setdefault("friends", tomlkit.table())
    if left:
        table[owner] = left
    else:
        del table[owner]
    _save(document)
    tell(f"friends of {owner}: {', '.join(left) or 'none'}; `ingest run` lands them")
    return 0


@app.command(name="list", help=LIST_HELP)
def list_players() -> int:
    """Entries of ingest.toml, then those tracked without one."""
    settings = load_settings(os.environ)
    entries = settings.players
    for entry in entries:
        tell(f"{entry.gamertag or entry.xuid}  (ingest.toml)")
    for player in tracked_players(settings.raw_dir):
        if not any(_same(entry.name, player.xuid, player.gamertag) for entry in entries):
            tell(f"{player}  {player.xuid}  (tracked)")
    return 0


def _same(name: str, xuid: str | None, gamertag: str | None) -> bool:
    return name == xuid or (gamertag is not None and name.casefold() == gamertag.casefold())


def _document() -> tomlkit.TOMLDocument:
    if not SETTINGS_FILE.exists():
        return tomlkit.document()
    return tomlkit.parse(SETTINGS_FILE.read_text(encoding="utf-8"))


def _save(document: tomlkit.TOMLDocument) -> None:
    """Replace the file in one step, so a crash never leaves half of it."""
    temporary = Path(f"{SETTINGS_FILE}.new")
    try:
        temporary.write_text(tomlkit.dumps(document), encoding="utf-8")
        temporary.replace(SETTINGS_FILE)
    except OSError as error:
        raise UsageError(f"{SETTINGS_FILE} cannot be written: {error.strerror}") from None
