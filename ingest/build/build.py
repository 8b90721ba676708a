"""One build, from the lock to the rename."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ingest.build.dbt import ending_on_signals, failure, run_dbt
from ingest.build.project import dbt_command, dbt_environment, project_root, results_file
from ingest.build.segments import check_segments
from ingest.build.side import only_build, publish, published, side_file, snapshot_id
from ingest.errors import UsageError
from ingest.raw.files import storage_errors
from ingest.settings import load_settings


def build(environ: Mapping[str, str], arguments: Sequence[str], *, quiet: bool) -> str:
    """Build what has landed and publish it if everything is green; returns the snapshot's id."""
    root = project_root()
    command = dbt_command(root, arguments)
    settings = load_settings(environ)
    ours = published(environ, settings)
    if any(sign in str(ours.file) for sign in "#?"):
        raise UsageError(
            f"dbt cannot build {ours.file}: it takes # and ? for signs of an address; "
            "set HALO_WAREHOUSE to a file whose path has none"
        )
    results = results_file(root, environ, arguments)
    check_segments(settings.raw_dir)
    with ending_on_signals(), only_build(ours) as lock, side_file(ours) as side:
        with storage_errors(results.parent):  # an earlier build's failures are not this one's
            results.unlink(missing_ok=True)
        env = dbt_environment(environ, settings.data_dir, side)
        code = run_dbt(command, env, root, lock, quiet=quiet)
        if code:
            raise failure(code, results, ours.file)
        built_from = snapshot_id(side)
        publish(side, ours)
    return built_from
