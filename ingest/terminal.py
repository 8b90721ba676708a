"""Results go to standard output: a line a call, with nothing in it that a terminal would obey."""

from __future__ import annotations

import io
import json
import os
import sys
import unicodedata

from ingest.errors import OutputClosed, StorageError

_JOINERS = "\u200c\u200d"  # emoji and Persian need them, and they move nothing


def neutral(text: str) -> str:
    """The text with escapes for control characters, line breaks and changes of direction."""
    return "".join(one if _is_harmless(one) else _escaped(one) for one in text)


def json_line(found: object) -> str:
    """One line of JSON, all of it printable ASCII."""
    return json.dumps(found).replace("\x7f", "\\u007f")


def print_line(text: str) -> None:
    """One line for people."""
    print(neutral(text))


def print_question(text: str) -> None:
    """What the user answers on the same line."""
    print(f"{neutral(text)}: ", end="", flush=True)


def print_json(found: object) -> None:
    """One object for programs."""
    print(json_line(found))


class Output(io.TextIOWrapper):
    """Standard output that ends the command when it has no reader or no room."""

    def write(self, text: str) -> int:
        try:
            return super().write(text)
        except OSError as error:
            raise unwritable(error) from None

    def flush(self) -> None:
        try:
            super().flush()
        except OSError as error:
            raise unwritable(error) from None


def guard_output() -> None:
    """Once, before anything is printed or opened."""
    _keep_numbers_taken()
    if isinstance(sys.stdout, io.TextIOWrapper):  # None when closed
        encoding = sys.stdout.encoding
        # a terminal that lacks a character is shown its number
        sys.stdout = Output(
            sys.stdout.detach(), encoding, errors="backslashreplace", line_buffering=True
        )


def to_nowhere(handle: int) -> None:
    """What Python still holds back for a broken stream would fail once more when it exits."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, handle)
    os.close(nowhere)


def unwritable(error: OSError) -> OutputClosed | StorageError:
    """What ends the command when standard output is lost."""
    to_nowhere(1)
    if isinstance(error, BrokenPipeError):
        return OutputClosed()
    return StorageError(
        f"standard output cannot be written: {error.strerror}; what has landed is safe"
    )


def _keep_numbers_taken() -> None:
    """A closed standard stream gives its number to the next file opened, a segment for instance;

    what is then written to "standard error" goes into that file.
    """
    while (handle := os.open(os.devnull, os.O_RDWR)) <= 2:
        os.set_inheritable(handle, True)
    os.close(handle)


def _is_harmless(character: str) -> bool:
    kind = unicodedata.category(character)
    return kind not in ("Cc", "Cf", "Cs", "Zl", "Zp") or character in _JOINERS


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
