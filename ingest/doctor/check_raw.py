"""Whether what has landed is what was written, and what of it waits to be asked for again."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from ingest.disk.look import changed_at, content_of, names_in
from ingest.doctor.finding import Finding, broken, doubtful, good
from ingest.errors import StorageError
from ingest.raw import FEEDS, Feed, Status
from ingest.raw.commit import INCOMING
from ingest.raw.layout import SET_ASIDE
from ingest.raw.ledger import load_ledger
from ingest.raw.listing import segments
from ingest.raw.segment_format import DamagedSegment, check_seal
from ingest.status.films import films

NEWEST = 20
SECONDS = 2.0
_OLD = timedelta(minutes=10)


def check_sample(root: Path, seconds: float = SECONDS) -> Iterator[Finding]:
    """The newest segments, then others by chance, for as long as there is time."""
    paths = [path for feed in Feed for path in segments(root, feed)]
    paths.sort(key=lambda path: path.name, reverse=True)
    others = paths[NEWEST:]
    random.shuffle(others)
    until = time.monotonic() + seconds
    looked_at = 0
    for path in [*paths[:NEWEST], *others]:
        if looked_at and time.monotonic() > until:
            break
        if why := _damage(path):
            seen = f"{path} is damaged: {why}"
            yield broken("segments", seen, "`ingest verify`, then `ingest run`", StorageError)
            return
        looked_at += 1
    text = "all are" if looked_at == len(paths) else f"{looked_at:,} looked at are"
    yield good("segments", f"{len(paths):,}, {text} what was written" if paths else "none yet")


def check_leftovers(root: Path) -> Iterator[Finding]:
    """What a killed run left, and what `verify` set aside."""
    now = time.time()
    half = [
        name
        for name in names_in(root / INCOMING)
        if now - changed_at(root / INCOMING / name) > _OLD.total_seconds()
    ]
    if half:
        seen = f"{len(half):,} half-written files of a killed run in {root / INCOMING}"
        yield doubtful("leftovers", seen, "`ingest run`, which removes them")
        return
    aside = len([name for name in names_in(root / SET_ASIDE) if name.endswith(".parquet")])
    text = f"{aside:,} damaged segments in {root / SET_ASIDE}" if aside else "none"
    yield good(
        "leftovers", text, "delete them after `ingest run` has fetched them again" if aside else ""
    )


def check_waiting(root: Path) -> Iterator[Finding]:
    """What was quarantined, and what failed, by feed."""
    ledger = load_ledger(root)
    found: Counter[tuple[Status, Feed]] = Counter()
    for feed in FEEDS:
        for status, count in ledger.statuses(feed).items():
            found[status, feed] += count
    for name, status, remedy in (
        ("quarantined", Status.QUARANTINED, "`ingest retry --status quarantined`"),
        ("failed", Status.FAILED, "`ingest run`"),
    ):
        tally = [f"{found[status, feed]:,} in {feed}" for feed in FEEDS if found[status, feed]]
        yield doubtful(name, ", ".join(tally), remedy) if tally else good(name, "none")
    yield good("films", str(films(ledger)))


def _damage(path: Path) -> str | None:
    try:
        check_seal(content_of(path))
    except FileNotFoundError:
        return None  # `ingest verify` has set it aside since it was listed
    except DamagedSegment as error:
        return str(error)
    return None
