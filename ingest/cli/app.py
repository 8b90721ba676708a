"""The commands, put together, and the one place where an error becomes a line and a code."""

from __future__ import annotations

import os
import sys
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from ingest import __version__
from ingest.cli.commands import CommandGroup
from ingest.errors import IngestError
from ingest.log import LOG, LogFormat, be_quiet, start_logging
from ingest.plain_messages import plain_option_error
from ingest.settings_place import CONFIG
from ingest.terminal import guard_output, print_line

HELP = """Land Halo Infinite match data once, verbatim, for dbt to build on.

Example: `ingest run --demo` (no account needed), then `ingest status`.
"""
LOG_FORMAT = "HALO_LOG_FORMAT"
QUIET = "--quiet"
WITH_VALUE = ("--config", "--log-format")

app = typer.Typer(
    name="ingest", cls=CommandGroup, no_args_is_help=True, pretty_exceptions_enable=False
)


def _say_version(wanted: bool) -> None:
    """The models and the engine are named too: a warehouse depends on all three."""
    if wanted:
        # only here, because help must not wait for their libraries
        from ingest.warehouse.build.models_id import models_id
        from ingest.warehouse.build.project import project_root

        models = models_id(project_root(os.environ))[:8]
        print_line(f"ingest {__version__}, models {models}, DuckDB {version('duckdb')}")
        raise typer.Exit


def _log_in(log_format: LogFormat) -> LogFormat:
    start_logging(log_format)
    return log_format


def _with_config(config: Path | None) -> Path | None:
    """Commands read their settings from the environment, as dbt and child processes do."""
    if config is not None:
        os.environ[CONFIG] = str(config.absolute())
    return config


def _anywhere(arguments: list[str]) -> list[str]:
    """The options of every command may also stand behind its name; here they come first."""
    first: list[str] = []
    rest: list[str] = []
    following = iter(arguments)
    for argument in following:
        if argument == "--":
            return [*first, *rest, argument, *following]
        name, _, value = argument.partition("=")
        if name in WITH_VALUE:
            first += [argument] if value else [argument, *islice(following, 1)]
        elif argument == QUIET and rest[:1] != ["build"]:  # dbt has an option of this name too
            first.append(argument)
        else:
            rest.append(argument)
    return [*first, *rest]


@app.callback(help=HELP)
def everywhere(
    log_format: Annotated[
        LogFormat,
        typer.Option(
            envvar=LOG_FORMAT,
            callback=_log_in,
            is_eager=True,
            help="How lines on standard error look.",
        ),
    ] = LogFormat.PLAIN,
    config: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            callback=_with_config,
            is_eager=True,
            help="The ingest.toml to use; HALO_CONFIG says it as well.",
        ),
    ] = None,
    quiet: Annotated[
        bool, typer.Option(QUIET, help="Print results, warnings and errors only.")
    ] = False,
    say_version: Annotated[
        bool,
        typer.Option("--version", callback=_say_version, is_eager=True, help="Say which it is."),
    ] = False,
) -> None:
    """Options of every command."""
    del log_format, config, say_version
    if quiet:
        be_quiet()


def main() -> None:
    """Entry point of the console command."""
    guard_output()
    # for a command line that is wrong before its options are read
    json_wanted = os.environ.get(LOG_FORMAT) == LogFormat.JSON
    start_logging(LogFormat.JSON if json_wanted else LogFormat.PLAIN)
    code = _code()
    if code > 128:
        # While Python ends itself, signals are given back what they do by default: one more
        # Ctrl-C would end us with another code than the first.
        os._exit(code)
    sys.exit(code)


def _code() -> int:
    try:
        return int(app(_anywhere(sys.argv[1:]), prog_name="ingest", standalone_mode=False) or 0)
    except typer.Abort:
        return 130
    except typer.Exit as stop:
        return stop.exit_code
    except typer.TyperException as error:
        return _say(plain_option_error(error.format_message()), 2)
    except IngestError as error:
        return _say(str(error), error.exit_code)
    except MemoryError:
        return _say("memory ran out; what was reported as saved is safe: run this again", 6)
    except KeyboardInterrupt:
        return 130


def _say(message: str, code: int) -> int:
    if message:
        LOG.error(f"ingest: {' '.join(message.split())}", extra={"exit": code})
    return code
