"""Questions to the user at the terminal."""

from __future__ import annotations

import getpass
import signal
import sys


def ask(question: str, *, secret: bool = False) -> str:
    """The answer; Ctrl-C ends the command at once, and a closed input is an EOFError."""
    # polars puts a handler of its own before Python's, and a prompt would not notice the signal
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if secret and sys.stdin.isatty():
        return getpass.getpass(f"{question}: ").strip()
    return input(f"{question}: ").strip()
