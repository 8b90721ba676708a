"""What can end a command, each with its exit code and the sentence that says what to do next."""

from __future__ import annotations

from typing import ClassVar


class IngestError(Exception):
    """Ends the command: what is wrong, what the user can do, and an exit code for the shell."""

    exit_code: ClassVar[int] = 1

    def __init__(self, problem: str = "", remedy: str = "") -> None:
        super().__init__(problem, remedy)
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        """One line for the user."""
        return f"{self.problem}; {self.remedy}" if self.remedy else self.problem


class BuildFailed(IngestError):
    """A model or a test failed, so nothing was published."""


class UsageError(IngestError):
    """The command line, the environment or ingest.toml asks for something that cannot be done."""

    exit_code = 2


class SignInNeeded(IngestError):
    """The API cannot be asked without an account, or no longer accepts this one."""

    exit_code = 4


class AnotherIngestRunning(IngestError):
    """Another process is writing what this one would write."""

    exit_code = 5


class StorageError(IngestError):
    """The data directory cannot be read or written as the raw layer needs it."""

    exit_code = 6


class ApiUnavailable(IngestError):
    """The API answered nothing at all."""

    exit_code = 7


class OutputClosed(IngestError):
    """Standard output has no reader any more (`| head`), so nothing is printed."""

    exit_code = 128 + 13  # the code of a shell for SIGPIPE


EXIT_DONE = 0
EXIT_UNFINISHED = 3
"""Finished, but some items failed or a history page was lost: the next run asks for them again."""
