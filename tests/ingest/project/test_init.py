"""`ingest init`: what was changed stays, everything else follows the package."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import StorageError, UsageError
from ingest.project.files import CLONE, is_project, project_files
from ingest.project.init import RECORD, init
from tests.support.commands import ROOT

NAMES = ("dbt_project.yml", "macros/a.sql", "macros/b.sql", "seeds/list.csv")


def project(folder: Path, files: dict[str, str]) -> Path:
    """A source: a project with these files."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, text in {"dbt_project.yml": "name: halo\n", **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def test_the_project_has_every_file_of_the_clone() -> None:
    """What git knows below the folders of the project, but for scripts of the docs page."""
    assert is_project(CLONE)
    files = set(project_files(CLONE))
    for folder in ("macros", "seeds", "dbt_project/models", "dbt_project/analyses", "tests/dbt"):
        here = {
            str(path.relative_to(ROOT))
            for path in (ROOT / folder).rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }
        assert here
        assert here <= files, folder


def test_a_new_folder_gets_everything(tmp_path: Path) -> None:
    source = project(tmp_path / "source", {"macros/a.sql": "a"})
    outcome = init(source, tmp_path / "halo")
    assert outcome.before is None
    names = {
        str(path.relative_to(tmp_path / "halo"))
        for path in (tmp_path / "halo").rglob("*")
        if path.is_file()
    }
    assert names == {"dbt_project.yml", "macros/a.sql", "ingest.toml", ".gitignore", RECORD}
    assert (tmp_path / "halo" / "macros" / "a.sql").read_text() == "a"


def test_an_upgrade_keeps_what_the_user_did(tmp_path: Path) -> None:
    halo = tmp_path / "halo"
    old = {"macros/a.sql": "a1", "macros/b.sql": "b1", "macros/c.sql": "c1", "macros/d.sql": "d1"}
    init(project(tmp_path / "source", old), halo)
    (halo / "macros" / "b.sql").write_text("mine")
    (halo / "macros" / "d.sql").write_text("mine")
    (halo / "dbt_project").mkdir()
    (halo / "dbt_project" / "own.sql").write_text("own")
    (halo / "ingest.toml").write_text("# mine\n")
    new = {"macros/a.sql": "a2", "macros/b.sql": "b2", "macros/e.sql": "e2"}
    outcome = init(project(tmp_path / "source", new), halo)
    assert outcome.written == ["macros/a.sql", "macros/e.sql"]
    assert outcome.kept == ["macros/b.sql", "macros/d.sql"]
    assert outcome.deleted == ["macros/c.sql"]
    assert (halo / "macros" / "a.sql").read_text() == "a2"
    assert (halo / "macros" / "b.sql").read_text() == "mine"
    assert (halo / "dbt_project" / "own.sql").read_text() == "own"
    assert (halo / "ingest.toml").read_text() == "# mine\n"


CHOICES = st.dictionaries(st.sampled_from(NAMES[1:]), st.sampled_from("abc"))


@given(CHOICES, CHOICES, CHOICES)
def test_no_text_of_the_user_is_lost(
    old: dict[str, str], mine: dict[str, str], new: dict[str, str]
) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        halo = folder / "halo"
        init(project(folder / "source", old), halo)
        for name, text in mine.items():
            (halo / name).parent.mkdir(parents=True, exist_ok=True)
            (halo / name).write_text(text)
        source = project(folder / "source", new)
        init(source, halo)
        again = init(source, halo)
        assert (again.written, again.deleted) == ([], [])
        for name in NAMES[1:]:
            is_mine = name in mine and mine[name] != old.get(name)
            wanted = mine[name] if is_mine else new.get(name)
            here = (halo / name).read_text() if (halo / name).exists() else None
            assert here == wanted


def test_a_stopped_upgrade_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    halo = tmp_path / "halo"
    old = dict.fromkeys(NAMES[1:], "old")
    init(project(tmp_path / "source", old), halo)
    source = project(tmp_path / "source", dict.fromkeys(NAMES[1:], "new"))
    written: list[str] = []

    def stop_after_two(path: Path, content: bytes) -> None:
        if len(written) == 2:
            raise OSError(28, "No space left on device", str(path))
        written.append(path.name)
        path.write_bytes(content)

    with monkeypatch.context() as patched:
        patched.setattr("ingest.project.init._write", stop_after_two)
        with pytest.raises(StorageError, match="No space left"):
            init(source, halo)
    outcome = init(source, halo)
    assert outcome.kept == []
    assert {(halo / name).read_text() for name in NAMES[1:]} == {"new"}


def test_another_project_and_a_clone_are_refused(tmp_path: Path) -> None:
    source = project(tmp_path / "source", {})
    (tmp_path / "dbt_project.yml").write_text("name: another\n")
    with pytest.raises(UsageError, match="has another dbt project"):
        init(source, tmp_path)
    with pytest.raises(UsageError, match="is a clone"):
        init(source, ROOT)


def test_a_broken_record_is_said(tmp_path: Path) -> None:
    source = project(tmp_path / "source", {})
    init(source, tmp_path / "halo")
    (tmp_path / "halo" / RECORD).write_text(json.dumps(["no record"]))
    with pytest.raises(UsageError, match="cannot be read"):
        init(source, tmp_path / "halo")
