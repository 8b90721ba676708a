"""The commands, put together, and the one place where an error becomes a line and a code."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from ingest import __version__
from ingest.cli.commands import CommandGroup
from ingest.errors import IngestError
from ingest.log import LOG, LogFormat, start_logging
from ingest.plain_messages import plain_option_error
from ingest.terminal import guard_output, print_line

HELP = """Land Halo Infinite match data once, verbatim, for dbt to build on.

Example: `ingest run --demo` (no account needed), then `ingest status`.
"""
LOG_FORMAT = "HALO_LOG_FORMAT"

app = typer.Typer(
    name="ingest", cls=CommandGroup, no_args_is_help=True, pretty_exceptions_enable=False
)


def _say_version(wanted: bool) -> None:
    if wanted:
        print_line(f"ingest {__version__}")
        raise typer.Exit


def _log_in(log_format: LogFormat) -> LogFormat:
    start_logging(log_format)
    return log_format


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
    version: Annotated[
        bool,
        typer.Option("--version", callback=_say_version, is_eager=True, help="Say which it is."),
    ] = False,
) -> None:
    """Options of every command; they do all they do while being read."""
    del log_format, version


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
        return int(app(prog_name="ingest", standalone_mode=False) or 0)
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
