"""Any order of answers, clocks, kills and retries: what is final stays, what is open is known."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from ingest.api.requester import Answer
from ingest.raw import Feed, Status
from ingest.raw.store import RawStore, open_for_writing
from ingest.run.context import RunContext
from ingest.run.fetch.not_yet import FILM_APPEARS_WITHIN, STATS_APPEAR_WITHIN
from ingest.run.fetch.outcome import outcome_of
from ingest.run.fetch.rows import blank_row, failed, landed, quarantined, settled
from ingest.run.options import RunOptions
from ingest.run.retry_command import RETRIABLE
from tests.support.raw import rows

FEEDS = {Feed.MATCH_STATS: STATS_APPEAR_WITHIN, Feed.MATCH_FILM: FILM_APPEARS_WITHIN}
KEYS = ("a", "b", "c")
PLAYED = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANSWERS = (200, 400, 403, 404, 410, 503, -1)
ASKED_AGAIN = {"failed", "not_yet", "forbidden"}


class Statuses(RuleBasedStateMachine):
    """The real store and the real rules, beside a plain list of what happened."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp())
        self.now = PLAYED
        self.told: dict[tuple[Feed, str], list[tuple[str, datetime | None]]] = {}
        self.open()

    def open(self) -> None:
        self.stack = ExitStack()
        raw = self.root / "raw"
        self.store: RawStore = self.stack.enter_context(open_for_writing(raw, now=lambda: self.now))

    def context(self, options: RunOptions) -> RunContext:
        tools: Any = SimpleNamespace()
        return RunContext(tools, self.store, tools, options, tools, lambda: self.now)

    def teardown(self) -> None:
        self.stack.close()
        try:
            self.every_answer_is_a_row_in_its_order()
        finally:
            shutil.rmtree(self.root)

    @rule(hours=st.sampled_from([0.1, 1, 5, 20, 50, 24 * 31, -3]))
    def time_passes(self, hours: float) -> None:
        """Or is set back: clocks do that."""
        self.now += timedelta(hours=hours)

    @rule()
    def is_restarted(self) -> None:
        self.stack.close()
        self.open()

    @rule(
        feed=st.sampled_from(list(FEEDS)),
        key=st.sampled_from(KEYS),
        status=st.sampled_from(ANSWERS),
        retried=st.sets(st.sampled_from(RETRIABLE)),
    )
    def is_asked(self, feed: Feed, key: str, status: int, retried: set[Status]) -> None:
        """A run, or a retry of these statuses, comes by and gets this answer."""
        context = self.context(RunOptions(retried=frozenset(retried)))
        wanted = context.wants(feed, key)
        assert wanted == self.should_ask(feed, key, retried)
        if not wanted:
            return
        blank = blank_row(context, feed, key, None)
        assert blank.attempt == self.open_tries(feed, key) + 1
        answer = Answer(status, b"whatever")
        if status == 200:
            row = landed(blank, '{"a":1}')
        elif status == -1:
            row = quarantined(blank, replace(answer, status=200), "not JSON")
        elif status == 503:
            row = failed(blank, "HTTP 503")
        else:
            row = settled(blank, outcome_of(answer, self.now, PLAYED, FEEDS[feed]), status)
        self.store.commit([row])
        self.told.setdefault((feed, key), []).append((row.status.value, row.next_try_at))

    def should_ask(self, feed: Feed, key: str, retried: set[Status]) -> bool:
        """The rules once more, in plain words."""
        if (feed, key) not in self.told:
            return True
        status, again_at = self.told[feed, key][-1]
        if status in {one.value for one in retried}:
            return True
        return status in ASKED_AGAIN and (again_at is None or again_at <= self.now)

    def open_tries(self, feed: Feed, key: str) -> int:
        """How often in a row it came to nothing that counts as another try."""
        tries = 0
        for status, _ in reversed(self.told.get((feed, key), [])):
            if status not in ASKED_AGAIN:
                break
            tries += 1
        return tries

    @invariant()
    def a_key_is_landed_once_at_most(self) -> None:
        for told in self.told.values():
            statuses = [status for status, _ in told]
            assert statuses.count("ok") <= 1
            assert "ok" not in statuses[:-1], "nothing comes after it"
            assert not {"gone", "empty"} & set(statuses[:-1])

    def every_answer_is_a_row_in_its_order(self) -> None:
        for feed in FEEDS:
            landed_rows = sorted(rows(self.root, feed, "sequence, key, status"))
            for key in KEYS:
                found = [status for _, one, status in landed_rows if one == key]
                assert found == [status for status, _ in self.told.get((feed, key), [])]


@pytest.mark.fault("N4", "N6", "N13", "F1")
@pytest.mark.parametrize("runs", [15, pytest.param(300, marks=pytest.mark.slow)])
def test_any_order_of_answers_clocks_restarts_and_retries(runs: int) -> None:
    run_state_machine_as_test(
        Statuses, settings=settings(max_examples=runs, stateful_step_count=20)
    )
