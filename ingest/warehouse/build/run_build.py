"""One build, from the lock to the rename."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from ingest.disk.files import storage_errors
from ingest.errors import UsageError
from ingest.log import LOG, in_json
from ingest.raw.warehouses import note_warehouse
from ingest.settings import load_settings
from ingest.warehouse.build.changes import Changes, matches_in, nothing_new, read_changes
from ingest.warehouse.build.dbt import (
    Voice,
    ending_on_signals,
    failure,
    run_dbt,
    warnings,
)
from ingest.warehouse.build.models_id import models_id, models_id_of
from ingest.warehouse.build.origin import FileState, Origin, origin_of, segments_checked_before
from ingest.warehouse.build.progress import BuildProgress
from ingest.warehouse.build.project import (
    dbt_command,
    dbt_environment,
    project_root,
    results_file,
    written_folder,
)
from ingest.warehouse.build.publication import (
    Published,
    complete,
    only_build,
    publish,
    published,
    side_file,
)
from ingest.warehouse.build.segments import check_segments

_SELECTING = ("--select", "-s", "--models", "--model", "-m", "--exclude", "--selector")
_KINDS = ("--resource-type", "--resource-types", "--empty")
_FULL = ("--full-refresh", "-f")
_WITHOUT_UNIT_TESTS = ("--exclude-resource-type", "unit_test")
"""They test SQL, and the SQL is that of an earlier build."""


def build(
    environ: Mapping[str, str], arguments: Sequence[str], *, verbose: bool, as_json: bool
) -> Changes:
    """Build what has landed, and publish it if every model and test passes."""
    root = project_root(environ)
    settings = load_settings(environ)
    written = written_folder(root, settings.data_dir)
    command = dbt_command(root, arguments if verbose else [*arguments, "--quiet"], written)
    ours = published(environ, settings)
    if any(sign in str(ours.file) for sign in "#?"):
        raise UsageError(
            f"dbt cannot build {ours.file}: # and ? have a meaning in addresses",
            "set HALO_WAREHOUSE to a file whose path has none",
        )
    checked = check_segments(settings.raw_dir, _checked_before(ours))
    origin = Origin.of_next_build(settings.raw_dir, root)
    note_warehouse(settings.raw_dir, ours.file)
    if not arguments and (same := _published_from(ours, origin)):
        return same
    results = results_file(written, environ, arguments)
    with ending_on_signals(), only_build(ours) as lock, side_file(ours) as side:
        with storage_errors(results.parent):  # an earlier build's failures are not this one's
            results.unlink(missing_ok=True)
        is_full = bool({*_FULL} & {*arguments})
        if _needs_full_build(side, root, arguments):
            LOG.info(
                f"{ours.file} was built by other models than these: "
                "a full build starts (--full-refresh)"
            )
            command.append(_FULL[0])
            is_full = True
        if not arguments and not is_full and side.exists():
            command += _WITHOUT_UNIT_TESTS
        matches_before = matches_in(side)
        env = dbt_environment(environ, settings.data_dir, side)
        is_quiet = verbose or bool({"--quiet", "-q"} & {*arguments})
        progress = BuildProgress(is_shown=not is_quiet)
        code = run_dbt(command, env, root, lock, _voice(verbose, as_json), progress)
        if code:
            raise failure(code, results, ours.file)
        complete(side, None if {*arguments} - {*_FULL} else origin, checked)
        changes = read_changes(side, matches_before, warnings(results))
        publish(side, ours)
    return changes


def _checked_before(ours: Published) -> dict[str, FileState]:
    with _published(ours) as connection:
        return segments_checked_before(connection) if connection else {}


def _published_from(ours: Published, origin: Origin) -> Changes | None:
    """What to say of the published warehouse if a build would make the same one again."""
    with _published(ours) as connection:
        if connection is None or origin_of(connection) != origin:
            return None
    return nothing_new(ours.file)


@contextmanager
def _published(ours: Published) -> Iterator[duckdb.DuckDBPyConnection | None]:
    """The published file, if there is one and no program writes to it."""
    try:
        connection = duckdb.connect(str(ours.file), read_only=True) if ours.file.exists() else None
    except duckdb.Error:
        connection = None
    try:
        yield connection
    finally:
        if connection:
            connection.close()


def _voice(verbose: bool, as_json: bool) -> Voice:
    return Voice.TERMINAL if verbose and not as_json and not in_json() else Voice.LOG


def _needs_full_build(side: Path, root: Path, arguments: Sequence[str]) -> bool:
    """Whether a complete build would go on from rows that other models made."""
    names = {argument.partition("=")[0] for argument in arguments}
    if names & {*_SELECTING, *_KINDS, *_FULL} or not side.exists():
        return False
    with duckdb.connect(str(side), read_only=True) as connection:
        before = models_id_of(connection)
    return before is not None and before != models_id(root)
