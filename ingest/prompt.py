"""Questions to the user at the terminal."""

from __future__ import annotations

import os
import signal
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager

from ingest.terminal import print_line, print_question

_ENTER, _ERASE, _ERASE_ALL, _END = b"\r\n", b"\x7f\x08", b"\x15", b"\x04"


def ask(question: str, *, secret: bool = False) -> str:
    """The answer; Ctrl-C ends the command at once, and a closed input is an EOFError."""
    # polars puts a handler of its own before Python's, and a prompt would not notice the signal
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if secret and sys.stdin.isatty():
        return _hidden_answer(question).strip()
    return input(f"{question}: ").strip()


def _hidden_answer(question: str) -> str:
    """Not shown, and of any length: a terminal's own lines end after 4,095 letters.

    `getpass` reads such a line, and would cut a cookie short without a word.
    """
    terminal = sys.stdin.fileno()
    typed = bytearray()
    try:
        with _letter_by_letter(terminal):
            print_question(question)
            # one letter at a time: what stands behind Enter answers the next question
            while (letter := os.read(terminal, 1)) and letter not in _ENTER:
                if letter in _ERASE:
                    del typed[-1:]
                elif letter == _ERASE_ALL:
                    typed.clear()
                elif letter != _END:
                    typed += letter
                elif not typed:
                    raise EOFError
    finally:
        print_line("")
    if not letter and not typed:
        raise EOFError
    return typed.decode(errors="replace")


@contextmanager
def _letter_by_letter(terminal: int) -> Iterator[None]:
    before = termios.tcgetattr(terminal)
    changed = termios.tcgetattr(terminal)
    changed[3] &= ~(termios.ICANON | termios.ECHO)
    changed[6][termios.VMIN], changed[6][termios.VTIME] = 1, 0
    termios.tcsetattr(terminal, termios.TCSADRAIN, changed)
    try:
        yield
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
