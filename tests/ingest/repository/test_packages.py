"""Packages import only packages that stand above them in docs/architecture.md."""

from __future__ import annotations

import re
from collections import Counter

from tests.support.commands import ROOT

PACKAGES = re.findall(
    r"^\| `ingest/(\w+)` \|", (ROOT / "docs" / "architecture.md").read_text(), re.MULTILINE
)
IMPORT = re.compile(r"^\s*from ingest\.(\w+)[\w.]* import", re.MULTILINE)


def test_every_package_is_on_the_page_once() -> None:
    found = sorted(path.parent.name for path in (ROOT / "ingest").glob("*/__init__.py"))
    assert sorted(PACKAGES) == found


def test_imports_look_up_the_table_only() -> None:
    wrong = []
    for path in sorted((ROOT / "ingest").glob("*/**/*.py")):
        package = path.relative_to(ROOT / "ingest").parts[0]
        above = PACKAGES[: PACKAGES.index(package) + 1]
        used = {*IMPORT.findall(path.read_text())} & {*PACKAGES}
        wrong += [f"{path.relative_to(ROOT)} imports ingest.{one}" for one in used - {*above}]
    assert wrong == []


def test_no_class_has_the_name_of_another() -> None:
    names = Counter(
        name
        for path in (ROOT / "ingest").glob("**/*.py")
        for name in re.findall(r"^class (\w+)", path.read_text(), re.MULTILINE)
    )
    assert [name for name, times in names.items() if times > 1] == []
