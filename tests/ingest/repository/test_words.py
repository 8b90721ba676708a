"""Words of the private language of earlier versions stay out of what people read."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.commands import ROOT

DIALECT = {
    "told": "reported, shown or recorded",
    "tell": "report or show",
    "tells": "reports or shows",
    "nobody": "no user, no player or no program",
    "whatever": "any, every or all",
    "whoever": "the user, the player or the program that",
    "anew": "again",
    "mend": "correct",
    "mends": "corrects",
    "mended": "corrected",
    "heal": "fetch again",
    "heals": "fetches again",
    "healed": "fetched again",
    "green": "passed",
    "amid": "during",
}
ALLOWED = {
    "ingest/cli/status.py": {"told"},  # a field of `ingest status --json`
    "ingest/doctor/finding.py": {"mend"},  # a field of `ingest doctor --json`, for one release
    "CHANGELOG.md": {"mend"},
}
PLACES = ("ingest", "macros", "dbt_project", "docs", "seeds", "tests/dbt", "bench")
SUFFIXES = {".py", ".sql", ".yml", ".md"}


def texts() -> Iterator[Path]:
    for place in PLACES:
        yield from sorted(path for path in (ROOT / place).rglob("*") if path.suffix in SUFFIXES)
    yield from sorted(ROOT.glob("*.md"))


def found_in(path: Path) -> Counter[str]:
    name = str(path.relative_to(ROOT))
    words = [word.lower() for word in re.findall(r"\w+", path.read_text(encoding="utf-8"))]
    return Counter(one for one in words if one in DIALECT and one not in ALLOWED.get(name, ()))


@pytest.mark.parametrize("word", DIALECT)
def test_a_word_of_the_dialect_is_not_used(word: str) -> None:
    found = [str(path.relative_to(ROOT)) for path in texts() if word in found_in(path)]
    assert found == [], f"write {DIALECT[word]} instead of {word}"


if __name__ == "__main__":  # python -m tests.ingest.repository.test_words counts them
    total: Counter[str] = Counter()
    for one in texts():
        total += found_in(one)
    for word, count in total.most_common():
        print(f"{count:6,}  {word}", file=sys.stdout)
    print(f"{total.total():6,}  in all")
