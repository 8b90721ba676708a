"""`ingest players`: who `ingest run` fetches for."""

from __future__ import annotations

import asyncio
import os
from typing import Annotated

import typer

from ingest.errors import ApiUnavailable, SignInNeeded, UsageError
from ingest.log import LOG
from ingest.players import Player, checked_name, is_xuid
from ingest.raw.our_documents import tracked_players, tracked_players_row
from ingest.raw.store import open_for_writing
from ingest.run.start import look_up
from ingest.settings import PlayerEntry, load_settings, read_settings_file
from ingest.settings_file import add_player, remove_players, set_friends
from ingest.settings_place import settings_path
from ingest.sign_in.account import find_account
from ingest.terminal import print_line

HELP = """Say whose matches are fetched.

Example: `ingest players add "Some Gamertag"`
"""
ADD_HELP = """Add a player to ingest.toml.

Looks the player up, and keeps the xuid, which never changes, beside the gamertag.
Without an account, or when the API does not answer, the name is kept as it was given.

Examples: `ingest players add "Some Gamertag"` · `ingest players add 2999000000000001`
"""
REMOVE_HELP = """Stop fetching for a player and hide the views; landed rows stay.

Example: `ingest players remove "Some Gamertag"`
"""
FRIENDS_HELP = """Name a player's friends: sessions and highlights count them.

Examples: `ingest players friends "Some Gamertag" "A Friend"` ·
`ingest players friends "Some Gamertag"` (who they are) ·
`ingest players friends "Some Gamertag" "A Friend" --remove`
"""
LIST_HELP = """Show who is fetched for.

Example: `ingest players list`
"""

app = typer.Typer(
    help=HELP, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)
Name = Annotated[str, typer.Argument(help="Gamertag or xuid.")]


@app.command(help=ADD_HELP)
def add(name: Name) -> int:
    """Append a [[players]] entry."""
    checked_name(name)
    known = read_settings_file(settings_path(os.environ)).players
    _refuse_listed(known, name)
    player = _looked_up(name)
    if player is None:
        player = Player(name) if is_xuid(name) else Player("", name)
    else:
        _refuse_listed(known, player.xuid)
    add_player(player)
    print_line(f"{player} added to {settings_path(os.environ)}; `ingest run` fetches the matches")
    return 0


@app.command(help=REMOVE_HELP)
def remove(name: Name) -> int:
    """Drop the entry, and land who is still tracked."""
    checked_name(name)
    root = load_settings(os.environ).raw_dir
    tracked = tracked_players(root)
    player = next((one for one in tracked if _same(name, one.xuid, one.gamertag)), None)
    names = {name, player.xuid, player.gamertag or ""} if player else {name}
    entries = read_settings_file(settings_path(os.environ)).players
    listed = [
        position
        for position, entry in enumerate(entries)
        if any(_same(one, entry.xuid, entry.gamertag) for one in names)
    ]
    if player is None and not listed:
        raise UsageError(f"{name} is not a player", "`ingest players list` shows who is")
    if player is not None:  # the lock comes first: another ingest may be running
        with open_for_writing(root) as store:
            store.commit(tracked_players_row(store, (one for one in tracked if one != player)))
    if listed:
        remove_players(listed)
    print_line(f"{name} removed; landed matches stay, `dbt build` drops the views")
    return 0


@app.command(help=FRIENDS_HELP)
def friends(
    player: Name,
    names: Annotated[list[str] | None, typer.Argument(help="Friends to add.")] = None,
    drop: Annotated[bool, typer.Option("--remove", help="Remove these friends.")] = False,
) -> int:
    """Without names, print the friends. Sessions and highlights count them."""
    for name in (player, *(names or [])):
        checked_name(name)
    if drop and not names:
        raise UsageError("--remove needs the friends to remove")
    known = read_settings_file(settings_path(os.environ)).friends
    owner = next((one for one in known if one.casefold() == player.casefold()), player)
    listed = known.get(owner, [])
    if not names:
        for name in listed:
            print_line(name)
        return 0
    given = {name.casefold() for name in names}
    left = [name for name in listed if name.casefold() not in given]
    if drop:
        unknown = [name for name in names if name.casefold() not in map(str.casefold, listed)]
        if unknown:
            raise UsageError(
                f"{unknown[0]} is not a friend of {owner} in {settings_path(os.environ)}"
            )
    else:
        left += dict.fromkeys(names)
    set_friends(owner, left)
    print_line(f"friends of {owner}: {', '.join(left) or 'none'}; `ingest run` lands them")
    return 0


@app.command(name="list", help=LIST_HELP)
def list_players() -> int:
    """Entries of ingest.toml, then those tracked without one."""
    settings = load_settings(os.environ)
    entries = settings.players
    for entry in entries:
        names = [name for name in (entry.gamertag, entry.xuid) if name]
        print_line(f"{'  '.join(names)}  ({settings_path(os.environ)})")
    tracked = tracked_players(settings.raw_dir)
    for player in tracked:
        if not any(_same(entry.name, player.xuid, player.gamertag) for entry in entries):
            print_line(f"{player}  {player.xuid}  (tracked)")
    if not entries and not tracked:
        LOG.info('no players yet; add one with `ingest players add "Some Gamertag"`')
    return 0


def _looked_up(name: str) -> Player | None:
    """The player of that name, if the API answers now. An unknown name is an error."""
    try:
        account = find_account(os.environ)
        return asyncio.run(look_up(load_settings(os.environ), account, name))
    except SignInNeeded:
        LOG.info(f"{name} was not looked up, because no account is signed in (`ingest login`)")
    except ApiUnavailable as error:
        LOG.info(f"{name} was not looked up: {error}")
    return None


def _refuse_listed(entries: list[PlayerEntry], name: str) -> None:
    if any(_same(name, entry.xuid, entry.gamertag) for entry in entries):
        raise UsageError(f"{name} is in {settings_path(os.environ)} already")


def _same(name: str, xuid: str | None, gamertag: str | None) -> bool:
    return name == xuid or (gamertag is not None and name.casefold() == gamertag.casefold())
