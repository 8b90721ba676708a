"""What reaches a terminal or a log: one line each, whatever a stranger called themselves."""

from __future__ import annotations

import ast
import json
import logging
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.log import LOG, JsonLines, LogFormat, PlainLines, start_logging
from ingest.run.progress import Progress
from ingest.terminal import json_line, neutral, print_json, print_line
from tests.support.commands import ROOT

HOSTILE = {
    "colour": ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
    "title and clipboard": ("\x1b]0;owned\x07\x1b]52;c;aGk=\x1b\\", r"\x1b]0;owned\x07"),
    "one-byte escapes": ("\x9b31m", r"\x9b31m"),
    "a second line": ("name\ningest: exit 0", r"name\ningest: exit 0"),
    "overwritten": ("name\rother\b\b", r"name\rother\x08\x08"),
    "turned around": ("abc\u202etxt.exe\u2066\u2069", r"abc\u202etxt.exe\u2066\u2069"),
    "line separators": ("a\u2028b\u2029c\x85d", r"a\u2028b\u2029c\x85d"),
    "invisible": ("a\u200bb\ufeff\x7f\x00", r"a\u200bb\ufeff\x7f\x00"),
    "half a character": ("a\ud800", r"a\ud800"),
}


@pytest.fixture
def _quiet_again() -> Iterator[None]:
    root = logging.getLogger()
    before = root.handlers[:], root.level, LOG.level, sys.excepthook
    yield
    root.handlers[:], sys.excepthook = before[0], before[3]
    root.setLevel(before[1])
    LOG.setLevel(before[2])
    logging.captureWarnings(False)


@pytest.mark.fault("X4")
@pytest.mark.parametrize(("text", "shown"), HOSTILE.values(), ids=list(HOSTILE))
@pytest.mark.usefixtures("_quiet_again")
def test_what_a_terminal_would_obey_is_shown_as_escapes(
    text: str, shown: str, capsys: pytest.CaptureFixture[str]
) -> None:
    print_line(f"player {text}")
    start_logging(LogFormat.PLAIN)
    Progress(verbose=True).detail(f"player {text}")
    LOG.error(f"player {text}")
    out, err = capsys.readouterr()
    assert shown in out
    assert out.count("\n") == 1
    assert err == out * 2


@pytest.mark.fault("X4")
@pytest.mark.parametrize(("text", "_shown"), HOSTILE.values(), ids=list(HOSTILE))
@pytest.mark.usefixtures("_quiet_again")
def test_a_json_log_is_one_object_a_line_and_keeps_what_was_said(
    text: str, _shown: str, capsys: pytest.CaptureFixture[str]
) -> None:
    start_logging(LogFormat.JSON)
    Progress(verbose=True).detail(text)
    LOG.error(text, extra={"exit": 6})
    print_json({"gamertag": text})
    out, err = capsys.readouterr()
    first, second = [json.loads(line) for line in err.splitlines()]
    assert (first["message"], first["level"]) == (text, "info")
    assert (second["message"], second["level"], second["exit"]) == (text, "error", 6)
    assert set(first) == {"time", "level", "message"}
    assert json.loads(out) == {"gamertag": text}
    assert (out + err).isascii()
    assert (out + err).replace("\n", "").isprintable()


@pytest.mark.fault("X4")
@given(st.text())
def test_no_text_whatsoever_moves_the_cursor_or_ends_the_line(text: str) -> None:
    shown = neutral(text)
    kinds = {unicodedata.category(sign) for sign in shown if sign not in "\u200c\u200d"}
    assert not kinds & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert len(shown.splitlines()) <= 1
    line = json_line(text)
    assert json.loads(line) == text
    assert line.isprintable()


@pytest.mark.fault("X4")
def test_names_as_people_have_them_stay_as_they_are() -> None:
    for name in ("Zoë", "玩家 七", "پلی‌یر", "👩‍🚀", "l'Été -_", "лис"):
        assert neutral(name) == name


@pytest.mark.fault("X4")
def test_everything_that_is_printed_goes_one_way() -> None:
    """Else a new command would print a gamertag as it came."""
    ways = {"ingest/terminal.py", "ingest/log.py"}
    demo = ROOT / "ingest" / "demo"  # a developer's server, of invented names
    for path in sorted((ROOT / "ingest").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if name in ways or path.is_relative_to(demo):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            assert called not in {
                "print",
                "typer.echo",
                "typer.secho",
                "sys.stdout.write",
                "sys.stderr.write",
            }, f"{name}: use print_line(), print_json() or LOG, not {called}"


@pytest.mark.fault("X4")
@pytest.mark.parametrize("log_format", LogFormat)
@pytest.mark.usefixtures("_quiet_again")
def test_an_unexpected_end_is_reported_the_same_way(
    log_format: LogFormat, capsys: pytest.CaptureFixture[str]
) -> None:
    start_logging(log_format)
    try:
        raise ZeroDivisionError("a defect \x1b[31m")
    except ZeroDivisionError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    told = capsys.readouterr().err
    assert "\x1b" not in told
    if log_format is LogFormat.JSON:
        found = json.loads(told)
        assert (found["level"], "ZeroDivisionError" in found["message"]) == ("critical", True)
        told = found["traceback"]
    assert Path(__file__).name in told


def test_plain_lines_have_no_decoration() -> None:
    record = logging.LogRecord("ingest", logging.INFO, "", 0, "%d of %d", (1, 2), None)
    assert PlainLines().format(record) == "1 of 2"
    assert json.loads(JsonLines().format(record))["message"] == "1 of 2"
