"""A person at a real terminal: reads what is shown, types, pastes, and presses Ctrl-C."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

CTRL_C = "\x03"
_PATIENCE = 60.0
_REACTION = 0.1
"""Sooner, a Ctrl-C could come between the question and the wait for its answer."""


class Person:
    """Sits before one command. What was typed is counted; a paste is one keystroke."""

    def __init__(self, process: subprocess.Popen[bytes], terminal: int) -> None:
        self.process = process
        self._terminal = terminal
        self._shown = b""
        self.keystrokes = 0
        self._started = time.monotonic()
        self.seconds = 0.0

    @property
    def shown(self) -> str:
        """Everything on the screen so far."""
        return self._shown.decode(errors="replace").replace("\r\n", "\n")

    def sees(self, text: str) -> str:
        """Wait until the text is there; what the whole screen says."""
        ends = time.monotonic() + _PATIENCE
        while text not in self.shown:
            assert self._reads(ends), f"{text!r} is not in:\n{self.shown}"
        return self.shown

    def types(self, text: str) -> None:
        """Press the keys of the text, as soon after reading as a person can."""
        time.sleep(_REACTION)
        self.keystrokes += len(text)
        os.write(self._terminal, text.encode())

    def pastes(self, text: str) -> None:
        """Paste, then press Enter."""
        time.sleep(_REACTION)
        self.keystrokes += 2
        left = f"{text}\n".encode()
        while left:  # a terminal takes a few thousand letters at a time
            left = left[os.write(self._terminal, left[:1000]) :]

    def leaves(self) -> int:
        """Wait for the end of the command; its exit code."""
        ends = time.monotonic() + _PATIENCE
        while self._reads(ends):
            pass
        code = self.process.wait(_PATIENCE)
        self.seconds = time.monotonic() - self._started
        return code

    def _reads(self, ends: float) -> bool:
        ready, _, _ = select.select([self._terminal], [], [], max(0.0, ends - time.monotonic()))
        try:
            read = os.read(self._terminal, 65536) if ready else b""
        except OSError:  # the other side is closed
            return False
        self._shown += read
        return bool(read)


@contextmanager
def person_at(command: list[str], env: Mapping[str, str], folder: Path) -> Iterator[Person]:
    """Start the command at a terminal of its own, and end it also when the test fails."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command,
        env=dict(env),
        cwd=folder,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        preexec_fn=_take_terminal,
    )
    os.close(theirs)
    try:
        yield Person(process, ours)
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def _take_terminal() -> None:
    """Opening it makes it the terminal of the new session, whose Ctrl-C the command gets."""
    os.close(os.open(os.ttyname(0), os.O_RDWR))
