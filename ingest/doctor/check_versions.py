"""Whether what is installed is what the package asks for."""

from __future__ import annotations

import platform
import re
from collections.abc import Callable, Iterable, Iterator
from importlib import metadata
from operator import eq, ge, gt, le, lt, ne

from ingest.doctor.finding import Finding, broken, doubtful, good
from ingest.errors import UsageError

PACKAGE = "halo-warehouse"
NAMED = ("duckdb", "polars", "aiohttp", "spnkr", "dbt-core")
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_BOUND = re.compile(r"(>=|<=|==|!=|>|<)\s*([0-9.]+)")
_COMPARE = {">=": ge, "<=": le, "==": eq, "!=": ne, ">": gt, "<": lt}
_INSTALL = "`pip install --require-hashes -r requirements.lock`"

Versions = Callable[[str], str]


def check_versions() -> Iterator[Finding]:
    """Python and the packages, against the metadata of the installed package."""
    try:
        about = metadata.metadata(PACKAGE)
        requires = [f"Python {about['Requires-Python']}", *(metadata.requires(PACKAGE) or ())]
    except metadata.PackageNotFoundError:
        yield doubtful(
            "versions", f"{PACKAGE} is not installed, {_named(installed)}", "`make setup`"
        )
        return
    yield judged(requires, installed)


def judged(requires: Iterable[str], versions: Versions) -> Finding:
    """The first requirement that is not met, or the versions at hand."""
    for requirement in requires:
        wanted, _, marker = requirement.partition(";")
        named = _NAME.match(wanted)
        if named is None or "extra" in marker:
            continue
        try:
            found = versions(named[0])
        except metadata.PackageNotFoundError:
            seen = f"{named[0]} is not installed"
            return broken("versions", seen, _INSTALL, UsageError)
        if not meets(found, wanted):
            seen = f"{named[0]} {found} is installed, needed is {wanted.strip()}"
            return broken("versions", seen, _INSTALL, UsageError)
    return good("versions", _named(versions))


def meets(version: str, requirement: str) -> bool:
    """Whether a version lies within all bounds of the requirement."""
    ours = _numbers(version)
    for comparison, bound in _BOUND.findall(requirement):
        theirs = _numbers(bound)
        length = max(len(ours), len(theirs))
        one, other = ((*part, *[0] * (length - len(part))) for part in (ours, theirs))
        if not _COMPARE[comparison](one, other):
            return False
    return True


def installed(name: str) -> str:
    """The version of a package, or of the Python that runs us."""
    return platform.python_version() if name == "Python" else metadata.version(name)


def _numbers(version: str) -> tuple[int, ...]:
    found = re.match(r"\d+(\.\d+)*", version)
    return tuple(map(int, found[0].split("."))) if found else ()


def _named(versions: Versions) -> str:
    return ", ".join(f"{name} {_or_none(versions, name)}" for name in ("Python", *NAMED))


def _or_none(versions: Versions, name: str) -> str:
    try:
        return versions(name)
    except metadata.PackageNotFoundError:
        return "missing"
