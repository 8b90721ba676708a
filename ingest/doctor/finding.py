"""What a check found: good, doubtful or broken, and the one step that mends it."""

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
"""In the order in which things have to be mended: without settings nothing else can be judged,
without storage nothing can be kept, and an API that is away comes back by itself."""

_MENDED_BY: dict[type[IngestError], str] = {
    UsageError: "correct ingest.toml or the environment",
    StorageError: "`ingest verify`",
    SignInNeeded: "`ingest login`",
    ApiUnavailable: "`ingest doctor` again later",
}


class State(StrEnum):
    """How it stands."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    name: str
    state: State
    seen: str
    mend: str = ""
    exit_code: int = EXIT_DONE

    def as_json(self) -> dict[str, str]:
        """For programs; names are a contract."""
        return {"name": self.name, "state": self.state, "seen": self.seen, "mend": self.mend}


Check = Callable[[], Iterable[Finding]]


def good(name: str, seen: str, mend: str = "") -> Finding:
    """Nothing to worry about, though there may be something to do."""
    return Finding(name, State.OK, seen, mend)


def doubtful(name: str, seen: str, mend: str) -> Finding:
    """A run would work, but look at it."""
    return Finding(name, State.WARN, seen, mend)


def broken(name: str, seen: str, mend: str, kind: type[IngestError]) -> Finding:
    """A run or a build would end with this kind of error."""
    return Finding(name, State.FAIL, seen, mend, kind.exit_code)


def refused(name: str, error: IngestError) -> Finding:
    """What a command would say: what is wrong, and what to do."""
    kind = type(error)
    return broken(name, error.problem, error.remedy or _MENDED_BY.get(kind, ""), kind)


def looked_at(name: str, check: Check) -> Iterator[Finding]:
    """The findings of a check; one that cannot be carried out is a finding too."""
    try:
        yield from check()
    except IngestError as error:
        yield refused(name, error)
    except OSError as error:
        seen = f"{error.filename or name} cannot be read: {error.strerror or error}"
        mend = "correct its permissions, or set HALO_DATA_DIR to another directory"
        yield broken(name, seen, mend, StorageError)


def exit_code(findings: Iterable[Finding]) -> int:
    """0 when nothing is broken, else the code of what has to be mended first."""
    codes = {finding.exit_code for finding in findings if finding.state is State.FAIL}
    for kind in _WORST_FIRST:
        if kind.exit_code in codes:
            return kind.exit_code
    return max(codes, default=EXIT_DONE)
