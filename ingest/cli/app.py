"""The commands, put together, and the one place where an error becomes a line and a code."""

from __future__ import annotations

import sys

import typer

from ingest.cli import (
    build,
    cleanup_legacy,
    export,
    export_legacy,
    login,
    migrate,
    players,
    retry,
    run,
    status,
    verify,
)
from ingest.errors import IngestError

app = typer.Typer(
    name="ingest",
    help="Land Halo Infinite match data once, verbatim, for dbt to build on.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command(name="run", help=run.HELP)(run.run)
app.command(name="login", help=login.LOGIN_HELP)(login.login)
app.command(name="whoami", help=login.WHOAMI_HELP)(login.whoami)
app.command(name="logout", help=login.LOGOUT_HELP)(login.logout)
app.command(name="build", help=build.HELP, context_settings=build.CONTEXT)(build.build)
app.command(name="status", help=status.HELP)(status.status)
app.command(name="retry", help=retry.HELP)(retry.retry)
app.command(name="verify", help=verify.HELP)(verify.verify)
app.command(name="export", help=export.HELP)(export.export)
app.command(name="export-legacy", help=export_legacy.HELP)(export_legacy.command)
app.command(name="migrate", help=migrate.HELP)(migrate.migrate)
app.command(name="cleanup-legacy", help=cleanup_legacy.HELP)(cleanup_legacy.command)
app.add_typer(players.app, name="players")


def main() -> None:
    """Entry point of the console command."""
    try:
        code = app(standalone_mode=False)
    except typer.Abort:
        code = 130
    except typer.Exit as stop:
        code = stop.exit_code
    except typer.TyperException as error:
        code = _say(error.format_message(), 2)
    except IngestError as error:
        code = _say(str(error), error.exit_code)
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)


def _say(message: str, code: int) -> int:
    if message:
        print(f"ingest: {' '.join(message.split())}", file=sys.stderr)
    return code
