"""What a check found: good, doubtful or broken, and the one step that corrects it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from ingest.errors import (
    EXIT_DONE,
    ApiUnavailable,
    IngestError,
    SignInNeeded,
    StorageError,
    UsageError,
)

_WORST_FIRST = (UsageError, StorageError, SignInNeeded, ApiUnavailable)
"""In the order in which things must be corrected. Without settings nothing else can be checked,
without storage nothing can be saved, and an API that is down comes back by itself."""

_REMEDIES: dict[type[IngestError], str] = {
    UsageError: "correct ingest.toml or the environment",
    StorageError: "`ingest verify`",
    SignInNeeded: "`ingest login`",
    ApiUnavailable: "`ingest doctor` again later",
}


class State(StrEnum):
    """The result of a check."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    name: str
    state: State
    seen: str
    remedy: str = ""
    exit_code: int = EXIT_DONE

    def as_json(self) -> dict[str, str]:
        """For programs; names are a contract."""
        return {
            "name": self.name,
            "state": self.state,
            "seen": self.seen,
            "remedy": self.remedy,
            "mend": self.remedy,  # its name before 0.2; see CHANGELOG.md
        }


Check = Callable[[], Iterable[Finding]]


def good(name: str, seen: str, remedy: str = "") -> Finding:
    """Nothing to worry about, though there may be something to do."""
    return Finding(name, State.OK, seen, remedy)


def doubtful(name: str, seen: str, remedy: str) -> Finding:
    """A run would work, but look at it."""
    return Finding(name, State.WARN, seen, remedy)


def broken(name: str, seen: str, remedy: str, kind: type[IngestError]) -> Finding:
    """A run or a build would end with this kind of error."""
    return Finding(name, State.FAIL, seen, remedy, kind.exit_code)


def refused(name: str, error: IngestError) -> Finding:
    """What a command would say: what is wrong, and what to do."""
    kind = type(error)
    return broken(name, error.problem, error.remedy or _REMEDIES.get(kind, ""), kind)


def looked_at(name: str, check: Check) -> Iterator[Finding]:
    """The findings of a check; one that cannot be carried out is a finding too."""
    try:
        yield from check()
    except IngestError as error:
        yield refused(name, error)
    except OSError as error:
        seen = f"{error.filename or name} cannot be read: {error.strerror or error}"
        remedy = "correct its permissions, or set HALO_DATA_DIR to another directory"
        yield broken(name, seen, remedy, StorageError)


def exit_code(findings: Iterable[Finding]) -> int:
    """0 when nothing is broken, else the code of what must be corrected first."""
    codes = {finding.exit_code for finding in findings if finding.state is State.FAIL}
    for kind in _WORST_FIRST:
        if kind.exit_code in codes:
            return kind.exit_code
    return max(codes, default=EXIT_DONE)
