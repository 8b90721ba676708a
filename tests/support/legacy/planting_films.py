"""Plants errors in stored films: copies of three kinds, films cut short, garbled gamertags."""

from __future__ import annotations

import json
from collections.abc import Sequence
from random import Random

from tests.support.legacy.films import Block
from tests.support.legacy.plan import A, B, C
from tests.support.legacy.sheets import Sheet
from tests.support.legacy.truth import Defect, LegacyTruth

GARBAGE = ("{}\x00\x00", "\x00\ufffd\x13{}", "\ufffd\ufffd\x07\x00")


class FilmPlanter:
    """A film gets one error of order or number at most; gamertags may be garbled in any."""

    def __init__(self, truth: LegacyTruth, sheets: Sequence[Sheet]) -> None:
        self._truth = truth
        self._planted = truth.plan.planted
        self._sheets = sheets
        self._rng = Random(f"{truth.plan.seed}/films")
        self._touched = {(xuid, match_id) for match_id, xuid in truth.orphans.items()}

    def plant(self) -> None:
        self._cut()
        self._interleave()
        self._double_partly()
        self._double()
        self._garble()

    def _note(self, kind: str, sheet: Sheet, block: Block, written: int, right: int) -> None:
        self._touched.add((sheet.owner.xuid, block.match_id))
        self._truth.defects.append(
            Defect(kind, sheet.owner.xuid, "highlight_events", block.match_id, written, right)
        )

    def _drawn(self, sheet: Sheet, count: int) -> list[Block]:
        fitting = [
            block
            for block in sheet.films
            if (sheet.owner.xuid, block.match_id) not in self._touched and self._has_kills(block)
        ]
        return self._rng.sample(fitting, min(count, len(fitting)))

    def _has_kills(self, block: Block) -> bool:
        kills = [row for row in block.rows if row["event_type"].lower() == "kill"]
        return len(kills) > 10

    def _cut(self) -> None:
        """The process died between two rows of a film."""
        for number in range(self._planted.cut_films):
            sheet = self._sheets[(B, C, A)[number % 3]]
            for block in self._drawn(sheet, 1):
                whole = len(block.rows)
                block.rows = block.distinct = block.rows[: whole // 2]
                self._note("film_cut", sheet, block, len(block.rows), whole)

    def _interleave(self) -> None:
        sheet = self._sheets[B]
        for block in self._drawn(sheet, self._planted.interleaved_films):
            block.rows = [copy for row in block.distinct for copy in (row, dict(row))]
            self._note("film_interleaved", sheet, block, len(block.rows), len(block.distinct))

    def _double_partly(self) -> None:
        """A second sync that was interrupted."""
        sheet = self._sheets[C]
        for block in self._drawn(sheet, self._planted.partly_doubled_films):
            again = [dict(row) for row in block.rows[: len(block.rows) // 3]]
            sheet.films.append(Block(block.match_id, again, []))
            written = len(block.rows) + len(again)
            self._note("film_partly_doubled", sheet, block, written, len(block.rows))

    def _double(self) -> None:
        """A later sync appended the films again, and spelled event types as it does."""
        sheet = self._sheets[A]
        fitting = [b for b in sheet.films if (sheet.owner.xuid, b.match_id) not in self._touched]
        wanted = round(len(fitting) * self._planted.doubled_films_share)
        echoing = [block for block in fitting if self._echoes(block)]
        others = [block for block in fitting if block not in echoing]
        for block in [*echoing, *self._rng.sample(others, len(others))][:wanted]:
            again = [row | {"event_type": row["event_type"].lower()} for row in block.rows]
            sheet.films.append(Block(block.match_id, again, []))
            self._note("film_doubled", sheet, block, 2 * len(block.rows), len(block.rows))

    def _echoes(self, block: Block) -> bool:
        film = self._truth.films[block.match_id]
        return len(set(film)) < len(film)

    def _garble(self) -> None:
        for number in range(self._planted.garbled_films):
            sheet = self._sheets[number % 3]
            blocks = [block for block in sheet.films if block.distinct]
            if not blocks:
                continue
            block = self._rng.choice(blocks)
            place = self._rng.randrange(len(block.distinct))
            row = block.distinct[place]
            garbled = GARBAGE[number % len(GARBAGE)].format(row["gamertag"])
            raw = json.loads(row["raw_json"]) | {"gamertag": garbled}
            right = row["gamertag"]
            # in place: an interleaved film holds the same row in two lists
            row |= {"gamertag": garbled, "raw_json": json.dumps(raw)}
            self._truth.defects.append(
                Defect(
                    "gamertag_garbled",
                    sheet.owner.xuid,
                    "highlight_events",
                    block.match_id,
                    garbled,
                    right,
                    "gamertag",
                    row["xuid"],
                )
            )
