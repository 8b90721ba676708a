"""The commands by name. The module of a command is imported only when the command is used.

Together their libraries take over a second to import, and no command needs all of them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup


@dataclass(frozen=True, slots=True)
class _Place:
    """The module of a command, and the names of its function and of its help in there."""

    module: str
    function: str
    help: str = "HELP"


_PLACES = {
    "init": _Place("init", "command"),
    "run": _Place("run", "run"),
    "login": _Place("login", "login"),
    "whoami": _Place("account", "whoami", "WHOAMI_HELP"),
    "logout": _Place("account", "logout", "LOGOUT_HELP"),
    "build": _Place("build", "build"),
    "report": _Place("report", "report"),
    "sync": _Place("sync", "command"),
    "status": _Place("status", "status"),
    "retry": _Place("retry", "retry"),
    "doctor": _Place("doctor", "doctor"),
    "verify": _Place("verify", "verify"),
    "compact": _Place("compact", "command"),
    "decode": _Place("decode", "command"),
    "export": _Place("export", "export"),
    "export-legacy": _Place("export_legacy", "command"),
    "migrate": _Place("migrate", "migrate"),
    "cleanup-legacy": _Place("cleanup_legacy", "command"),
    "players": _Place("players", "app"),
}


class _Commands(Mapping[str, Any]):
    """What typer takes for its dictionary of commands."""

    def __init__(self) -> None:
        self._loaded: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._loaded:
            self._loaded[name] = _load(name, _PLACES[name])
        return self._loaded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_PLACES)

    def __len__(self) -> int:
        return len(_PLACES)


class CommandGroup(TyperGroup):
    """The group of all commands."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = _Commands()  # type: ignore[assignment]  # it is only read

    def list_commands(self, ctx: Any) -> list[str]:
        """The names, in the order in which a user needs the commands."""
        del ctx
        return list(_PLACES)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """List the commands by their help, which is read without importing their libraries."""
        loadable, described = (
            self.commands,
            {name: TyperCommand(name, help=_help(place)) for name, place in _PLACES.items()},
        )
        self.commands = described  # type: ignore[assignment]  # it is only read
        try:
            super().format_help(ctx, formatter)
        finally:
            self.commands = loadable


def _help(place: _Place) -> str:
    """The text that a module assigns to the name of its help."""
    source = (Path(__file__).parent / f"{place.module}.py").read_text(encoding="utf-8")
    for statement in ast.parse(source).body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=place.help)], value=ast.Constant(value=str(text))):
                return text
    raise LookupError(f"ingest/cli/{place.module}.py has no {place.help}")


def _load(name: str, place: _Place) -> Any:
    module = import_module(f"ingest.cli.{place.module}")
    command = getattr(module, place.function)
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    if isinstance(command, typer.Typer):
        app = command
    else:
        settings = getattr(module, "CONTEXT", None)
        app.command(name=name, help=getattr(module, place.help), context_settings=settings)(command)
    loaded = typer.main.get_command(app)
    loaded.name = name
    return loaded
