"""The search for secrets finds them: in each encoding, in each kind of place."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.support.canary import MARK, encodings_in, leaks_below
from tests.support.commands import ROOT

SECRET = f"v4={MARK}s3cret/+=&\"'\u00e9~"
ENCODERS: dict[str, Callable[[str], bytes]] = {
    "plain": str.encode,
    "URL-encoded": lambda text: quote(text, safe="").replace("-", "%2D").encode(),
    "base64": lambda text: base64.b64encode(text.encode()),
    "hexadecimal": lambda text: text.encode().hex().encode(),
    "escaped": lambda text: json.dumps(text).replace("-", r"\u002d").encode(),
    "UTF-16": lambda text: text.encode("utf-16-le"),
}


@pytest.fixture
def folder() -> Iterator[Path]:
    """Elsewhere: what lies in pytest's own folder is found at the end of the session."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


@pytest.mark.fault("X6")
@pytest.mark.parametrize("before", ["", "x", "xy", "xyz", "xyzz"])
@pytest.mark.parametrize("encoding", ENCODERS)
def test_each_encoding_is_found_wherever_the_secret_begins(encoding: str, before: str) -> None:
    assert encodings_in(b"...." + ENCODERS[encoding](before + SECRET) + b"....") == {encoding}
    assert encodings_in(b"...." + ENCODERS[encoding](before + "harmless") + b"....") == set()


@pytest.mark.fault("X6")
@pytest.mark.parametrize("before", ["", "x", "xy"])
def test_url_safe_base64_is_found(before: str) -> None:
    assert encodings_in(base64.urlsafe_b64encode((before + SECRET).encode())) == {"base64"}


@pytest.mark.fault("X6")
def test_a_secret_across_two_reads_is_found(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.support.canary._AT_ONCE", 64)
    for offset in range(50, 70):
        (folder / f"{offset}").write_bytes(b"." * offset + SECRET.encode() + b"." * 100)
    assert len(leaks_below(folder)) == 20


@pytest.mark.fault("X6")
def test_the_file_of_the_refresh_token_is_its_place_as_long_as_it_is_private(
    folder: Path,
) -> None:
    kept = folder / "halo-ingest" / "login.json"
    kept.parent.mkdir()
    kept.touch(0o600)
    kept.write_text(SECRET)
    assert leaks_below(folder) == []
    kept.chmod(0o644)
    assert leaks_below(folder) == [f"{kept} (plain)"]


LEAKING = """
import subprocess, sys
import polars as pl
from tests.support.canary import no_secret_is_written

SECRET = "can" + "ary-secret"

def test_file(tmp_path):
    (tmp_path / "a.log").write_text(SECRET.encode().hex())

def test_segment(tmp_path):
    halves = (SECRET[:5] + " ") * 9 + (SECRET[5:] + " ") * 9  # compressed, it refers to these
    texts = [None, "a", "b" + halves + SECRET, "z"]
    frame = pl.DataFrame({"reason": texts, "body": [b"", None, b"y", b""]})
    frame.write_parquet(tmp_path / "b.parquet", compression="zstd")
    assert SECRET.encode() not in (tmp_path / "b.parquet").read_bytes()

def test_stream(tmp_path):
    program = "import sys; sys.stderr.write('can' + 'ary-secret')"
    subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)

def test_nothing(tmp_path):
    (tmp_path / "harmless").write_text("harmless")
"""


@pytest.mark.fault("X6")
def test_a_leak_fails_the_session_and_is_named(folder: Path) -> None:
    done = pytest_of(folder, LEAKING)
    assert done.returncode == 1, done.stdout
    assert "4 passed, 1 error" in done.stdout
    for place in ("a.log (hexadecimal)", "b.parquet (plain)", "::test_stream (call) (plain)"):
        assert place in done.stdout, done.stdout


@pytest.mark.fault("X6")
def test_a_session_without_a_leak_passes(folder: Path) -> None:
    harmless = LEAKING.replace("ary-secret", "not-secret")
    done = pytest_of(folder, harmless)
    assert done.returncode == 0, done.stdout


def pytest_of(folder: Path, program: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_leaking.py").write_text(program)
    alone = ["-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", str(folder)]
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-vv",
            *alone,
            "--basetemp",
            str(folder / "tmp"),
            ".",
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
