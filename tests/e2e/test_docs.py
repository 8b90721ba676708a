"""Every fenced block of docs/analysts.md, run as a reader would who pastes it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest

from tests.support.commands import ROOT, environment

PAGE = ROOT / "docs" / "analysts.md"
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PROMPT = "D "


class Block(NamedTuple):
    """A fenced block and the line it begins at."""

    language: str
    text: str
    line: int

    def __str__(self) -> str:
        return f"{PAGE.name} line {self.line} ({self.language})"


def blocks() -> list[Block]:
    page = PAGE.read_text(encoding="utf-8")
    return [
        Block(found[1], found[2], page.count("\n", 0, found.start()) + 1)
        for found in FENCE.finditer(page)
    ]


@pytest.fixture
def folder(demo_data: Path, tmp_path: Path) -> Path:
    """What a reader has after `make demo`."""
    (tmp_path / "data" / "demo").mkdir(parents=True)
    shutil.copy(demo_data / "warehouse.duckdb", tmp_path / "data" / "demo" / "warehouse.duckdb")
    return tmp_path


@pytest.fixture(scope="session")
def env(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """`python` and `ingest` are ours, whether the package is installed or not."""
    programs = tmp_path_factory.mktemp("bin")
    for name, arguments in (("python", ""), ("ingest", "-m ingest")):
        program = programs / name
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" {arguments} "$@"\n')
        program.chmod(0o755)
    env = environment("", PATH=f"{programs}{os.pathsep}{os.environ['PATH']}")
    return {name: value for name, value in env.items() if name != "HALO_DATA_DIR"}


def test_every_language_is_there_and_every_fence_is_found() -> None:
    found = blocks()
    fences = re.findall(r"^\s*(?:```|~~~)", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert 2 * len(found) == len(fences)
    assert {block.language for block in found} == {"sql", "python", "sh", "console"}


@pytest.mark.parametrize("block", blocks(), ids=lambda block: f"line-{block.line}")
def test_a_block_runs_as_it_stands(block: Block, folder: Path, env: Mapping[str, str]) -> None:
    if block.language == "console":
        lines = block.text.splitlines()
        assert lines[0] == "$ duckdb -readonly data/demo/warehouse.duckdb", block
        query(block, "\n".join(line.removeprefix(PROMPT) for line in lines[1:]), folder)
    elif block.language == "sql":
        query(block, block.text, folder)
    else:
        command = (
            [sys.executable, "-"] if block.language == "python" else ["bash", "-euo", "pipefail"]
        )
        run(block, command, folder, env)


def query(block: Block, sql: str, folder: Path) -> None:
    """Each statement must answer something: an empty answer is a bad example."""
    file = folder / "data" / "demo" / "warehouse.duckdb"
    with duckdb.connect(str(file), read_only=True) as connection:
        for statement in connection.extract_statements(sql):
            try:
                rows = connection.execute(statement).fetchall()
            except duckdb.Error as error:
                pytest.fail(f"{block}: {statement.query.strip()}\n{error}")
            is_question = not statement.query.strip().startswith("use ")
            assert rows or not is_question, f"{block}: no rows: {statement.query.strip()}"


def run(block: Block, command: list[str], folder: Path, env: Mapping[str, str]) -> None:
    done = subprocess.run(
        command,
        input=block.text,
        cwd=folder,
        env=dict(env),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    # `head` ends before the command on its left has written everything: that is 128 + SIGPIPE
    expected = (0, 141) if "| head" in block.text else (0,)
    assert done.returncode in expected, (
        f"{block}: exit {done.returncode}\n{done.stdout}{done.stderr}"
    )
    assert "Traceback" not in done.stderr, f"{block}: {done.stderr}"
