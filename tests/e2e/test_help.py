"""Help, examples and completion, walked through the real tree of commands."""

from __future__ import annotations

import io
import os
import re
import shlex
from collections.abc import Iterator
from contextlib import redirect_stdout
from importlib import metadata
from pathlib import Path
from typing import Any

import duckdb
import pytest
import typer.main

from ingest import __version__
from ingest.cli.app import app
from ingest.run.options import WANTABLE_FEEDS
from ingest.warehouse.build.models_id import models_id
from tests.support.commands import ROOT, environment, ingest


def tree(command: Any, *path: str) -> Iterator[tuple[str, Any]]:
    """Every command with the words that lead to it."""
    yield " ".join(path), command
    for name, child in getattr(command, "commands", {}).items():
        yield from tree(child, *path, name)


TREE = dict(tree(typer.main.get_command(app), "ingest"))


def test_the_tree_is_the_whole_one() -> None:
    assert {"ingest run", "ingest players add", "ingest export-legacy"} <= set(TREE)


@pytest.mark.parametrize("words", TREE)
def test_help_ends_with_examples_that_can_be_typed(words: str) -> None:
    closing = (TREE[words].help or "").strip().split("\n\n")[-1]
    assert re.match(r"Examples?: `", closing), f"`{words} --help` must end with an example"
    examples = [shlex.split(text) for text in re.findall(r"`(ingest[^`]*)`", closing)]
    assert examples
    for example in examples:
        command, *arguments = TREE["ingest"], *example[1:]
        while "commands" in vars(command) and arguments:
            assert arguments[0] in command.commands, f"{example}: there is no such command"
            command = command.commands[arguments.pop(0)]
        command.make_context("ingest", arguments)  # refuses what the command would refuse


@pytest.mark.fault("X8")
@pytest.mark.parametrize("words", TREE)
def test_no_option_takes_a_secret(words: str) -> None:
    secret = re.compile(r"token|secret|password|refresh.token|\bcode|client", re.IGNORECASE)
    for param in TREE[words].params:
        names = [*param.opts, *param.secondary_opts, param.name or "", param.metavar or ""]
        assert not [name for name in names if secret.search(name)], f"{words}: {names}"
        envvar = param.envvar or ""
        assert not secret.search(str(envvar)), f"{words}: {envvar} would be shown by --help"


async def test_the_first_help_lists_every_command(tmp_path: Path) -> None:
    done = await ingest("--help", env=environment(tmp_path), cwd=tmp_path)
    assert done.code == 0, done.err
    commands = {words.split()[1] for words in TREE if " " in words}
    assert {name for name in commands if name not in done.out} == set()
    assert "decode" in commands


async def test_version_is_one_line(tmp_path: Path) -> None:
    done = await ingest("--version", env=environment(tmp_path), cwd=tmp_path)
    engine = metadata.version("duckdb")
    models = models_id(ROOT)[:8]
    named = f"ingest {__version__}, models {models}, DuckDB {engine}\n"
    assert (done.code, done.out, done.err) == (0, named, "")


def asked(shell: str, typed: str) -> dict[str, str]:
    """What the shell's own script sets when somebody presses Tab after this."""
    words = {"COMP_WORDS": typed, "COMP_CWORD": str(len(typed.split(" ")) - 1)}
    other = {"_TYPER_COMPLETE_ARGS": typed, "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    return {"_INGEST_COMPLETE": f"complete_{shell}", **(words if shell == "bash" else other)}


async def offered(shell: str, typed: str, env: dict[str, str], cwd: Path) -> set[str]:
    done = await ingest(env={**env, **asked(shell, typed)}, cwd=cwd)
    assert (done.code, done.err) == (0, "")
    if shell == "zsh":
        return set(re.findall(r'^[^"]*"([^"]+)"', done.out, re.MULTILINE))
    return {line.split("\t")[0] for line in done.out.splitlines()}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
async def test_completion_offers_the_commands(shell: str, tmp_path: Path) -> None:
    commands = set(TREE["ingest"].commands)
    assert await offered(shell, "ingest ", environment(tmp_path), tmp_path) == commands


CHOICES = {
    "ingest run --feed ": {feed.value for feed in WANTABLE_FEEDS},
    "ingest run --match-type ": {"matchmaking", "all", "custom", "local"},
    "ingest export marts.some --format ": {"parquet", "csv", "jsonl"},
    "ingest export ma": {"marts.teammates"},
    "ingest --log-format ": {"plain", "json"},
}


def offered_here(typed: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The same in this process, which has everything imported already."""
    for name, value in asked("bash", typed).items():
        monkeypatch.setenv(name, value)
    shown = io.StringIO()
    with redirect_stdout(shown), pytest.raises(SystemExit) as end:
        app(prog_name="ingest", standalone_mode=False)
    assert end.value.code == 0
    return shown.getvalue()


@pytest.mark.parametrize(("typed", "expected"), CHOICES.items(), ids=list(CHOICES))
def test_completion_offers_what_there_is(
    typed: str, expected: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as warehouse:
        warehouse.execute("create schema marts; create table marts.teammates (xuid varchar)")
        warehouse.execute("create schema core; create view core.medals as select 1 as medal_id")
    monkeypatch.setenv("HALO_DATA_DIR", str(tmp_path))
    assert set(offered_here(typed, monkeypatch).split()) == expected


def test_completion_without_a_warehouse_offers_no_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HALO_DATA_DIR", str(tmp_path))
    assert offered_here("ingest export ", monkeypatch).strip() == ""


SHELLS = [
    "bash",
    pytest.param("zsh", marks=pytest.mark.slow),
    pytest.param("fish", marks=pytest.mark.slow),
]


def sitting_in(shell: str | None, folder: Path) -> dict[str, str]:
    """The environment of somebody whose shell is this one, or one that cannot be told."""
    told = f"return {shell!r}, {shell!r}" if shell else "raise ShellDetectionFailure"
    (folder / "stub").mkdir()
    (folder / "home").mkdir()
    (folder / "stub" / "shellingham.py").write_text(
        f"class ShellDetectionFailure(Exception): pass\ndef detect_shell(): {told}\n"
    )
    env = environment(folder / "data", HOME=str(folder / "home"))
    return {**env, "PYTHONPATH": f"{folder / 'stub'}{os.pathsep}{env['PYTHONPATH']}"}


def written_at_home(folder: Path) -> list[str]:
    return [path.read_text() for path in (folder / "home").rglob("*") if path.is_file()]


async def test_completion_for_an_unknown_shell_is_no_crash(tmp_path: Path) -> None:
    done = await ingest("--install-completion", env=sitting_in(None, tmp_path), cwd=tmp_path)
    assert done.code == 1
    assert "Traceback" not in done.err
    assert written_at_home(tmp_path) == []


@pytest.mark.parametrize("shell", SHELLS)
async def test_completion_is_installed_for_the_shell_one_sits_in(
    shell: str, tmp_path: Path
) -> None:
    env = sitting_in(shell, tmp_path)
    shown = await ingest("--show-completion", env=env, cwd=tmp_path)
    done = await ingest("--install-completion", env=env, cwd=tmp_path)
    assert (shown.code, done.code) == (0, 0), shown.err + done.err
    assert any(shown.out.strip() in text for text in written_at_home(tmp_path))
    assert f"complete_{shell}" in shown.out
