"""The folder of a report: replaced at once, and only if it is a report."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from ingest.disk.lock import exclusive
from ingest.errors import AnotherIngestRunning, StorageError, UsageError
from ingest.report import folder as module
from ingest.report.folder import LIST, replacing_folder

SCRIPT = "assets/report.js"


def write(target: Path, files: dict[str, str]) -> tuple[int, int]:
    with replacing_folder(target) as new:
        new.write(SCRIPT, "script")
        for name, text in files.items():
            new.write(name, text)
    return new.written, new.unchanged


def write_half(target: Path) -> None:
    with replacing_folder(target) as new:
        new.write("a.html", "half")
        raise RuntimeError("stopped")


def names_in(folder: Path) -> set[str]:
    """Without the lock, which is there from the first report on."""
    return {one.name for one in folder.iterdir()} - {".report.lock"}


def names(folder: Path) -> set[str]:
    return {str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file()}


def test_a_page_that_is_gone_is_gone(tmp_path: Path) -> None:
    target = tmp_path / "report"
    assert write(target, {"a.html": "one", "b/c.html": "two"}) == (4, 0)
    assert write(target, {"a.html": "one"}) == (1, 2)
    assert names(target) == {LIST, SCRIPT, "a.html"}
    assert names_in(tmp_path) == {"report"}


def test_an_unchanged_page_is_the_same_file(tmp_path: Path) -> None:
    target = tmp_path / "report"
    write(target, {"a.html": "one", "b.html": "two"})
    before = {name: (target / name).stat() for name in ("a.html", "b.html")}
    assert write(target, {"a.html": "one", "b.html": "new"}) == (1, 3)
    after = {name: (target / name).stat() for name in ("a.html", "b.html")}
    assert after["a.html"].st_ino == before["a.html"].st_ino
    assert after["a.html"].st_mtime_ns == before["a.html"].st_mtime_ns
    assert after["b.html"].st_ino != before["b.html"].st_ino
    assert (target / "b.html").read_text() == "new"


def test_a_failure_leaves_the_old_report(tmp_path: Path) -> None:
    target = tmp_path / "report"
    write(target, {"a.html": "one"})
    with pytest.raises(RuntimeError):
        write_half(target)
    assert (target / "a.html").read_text() == "one"
    assert names_in(tmp_path) == {"report"}


@pytest.mark.parametrize("can_exchange", [True, False])
def test_a_reader_never_sees_a_mixture(
    tmp_path: Path, can_exchange: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader finds pages of one report; with an exchange there is always a report."""
    if not can_exchange:
        monkeypatch.setattr(module, "_exchanged", lambda *_: False)
    target = tmp_path / "report"
    pages = [f"{number}.html" for number in range(30)]
    write(target, dict.fromkeys(pages, "0"))
    mixtures, absences, seen = [], 0, set()
    done = threading.Event()

    def look() -> None:
        nonlocal absences
        while not done.is_set():
            try:
                opened = os.open(target, os.O_RDONLY)
            except FileNotFoundError:
                absences += 1
                continue
            texts = set()
            try:
                for page in pages:
                    file = os.open(page, os.O_RDONLY, dir_fd=opened)
                    texts.add(os.read(file, 10))
                    os.close(file)
            except FileNotFoundError:
                pass  # the old report is being deleted; what was read before is of this report
            finally:
                os.close(opened)
            seen.update(texts)
            if len(texts) > 1:
                mixtures.append(texts)

    reader = threading.Thread(target=look)
    reader.start()
    for number in range(1, 60):
        write(target, dict.fromkeys(pages, str(number)))
    done.set()
    reader.join()
    assert mixtures == []
    assert len(seen) > 1
    if can_exchange:
        assert absences == 0


def test_another_folder_is_not_replaced(tmp_path: Path) -> None:
    target = tmp_path / "pictures"
    target.mkdir()
    (target / "mine.png").write_bytes(b"mine")
    with pytest.raises(UsageError, match=r"not of a report: mine\.png"):
        write(target, {"a.html": "one"})
    assert names(target) == {"mine.png"}


def test_a_file_of_the_user_in_a_report_is_not_deleted(tmp_path: Path) -> None:
    write(tmp_path / "report", {"a.html": "one"})
    (tmp_path / "report" / "notes.txt").write_text("mine")
    with pytest.raises(UsageError, match=r"not of a report: notes\.txt"):
        write(tmp_path / "report", {"a.html": "two"})
    assert (tmp_path / "report" / "notes.txt").read_text() == "mine"
    assert (tmp_path / "report" / "a.html").read_text() == "one"


def test_a_file_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "report").write_text("mine")
    with pytest.raises(UsageError, match="is not a folder"):
        write(tmp_path / "report", {})


def test_one_report_is_written_at_a_time(tmp_path: Path) -> None:
    write(tmp_path / "report", {"a.html": "one"})
    with (
        exclusive(tmp_path / ".report.lock", "a report"),
        pytest.raises(AnotherIngestRunning, match="another report is being written"),
    ):
        write(tmp_path / "report", {"a.html": "two"})
    assert (tmp_path / "report" / "a.html").read_text() == "one"


def test_an_empty_folder_may_be_used(tmp_path: Path) -> None:
    (tmp_path / "report").mkdir()
    write(tmp_path / "report", {"a.html": "one"})
    assert names(tmp_path / "report") == {LIST, SCRIPT, "a.html"}


def test_without_hard_links_a_page_is_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Path) -> None:
        raise OSError("no hard links here")

    write(tmp_path / "report", {"a.html": "one"})
    monkeypatch.setattr(os, "link", refuse)
    assert write(tmp_path / "report", {"a.html": "one"}) == (3, 0)
    assert (tmp_path / "report" / "a.html").read_text() == "one"


def test_a_full_disk_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "blocked").write_text("a file, so no folder can be in it")
    with pytest.raises(StorageError, match="the report cannot be written"):
        write(tmp_path / "blocked" / "report", {})


def test_what_a_killed_process_left_behind_is_deleted(tmp_path: Path) -> None:
    for folder in (".new-report-4711", ".old-report-12", ".old-report-mine", ".bak-report-2025"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "some.html").write_text("some")
    write(tmp_path / "report", {"a.html": "one"})
    assert names_in(tmp_path) == {"report", ".old-report-mine", ".bak-report-2025"}
