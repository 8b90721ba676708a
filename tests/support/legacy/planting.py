"""Plants errors in owners' rows, and notes each in the truth; films have a module of their own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import timedelta
from random import Random

from tests.support.legacy import reading
from tests.support.legacy.plan import B
from tests.support.legacy.sheets import INT32_MAX, SYNCED_AT, Sheet, SheetMaker
from tests.support.legacy.truth import Defect, LegacyTruth, Row

NAMED = ("map", "pair", "playlist", "game_variant")
ORPHANED_TABLES = (
    ("medals_earned", "highlight_events"),
    ("match_participants",),
    ("personal_score_awards", "medals_earned"),
    ("highlight_events", "match_participants"),
)
Site = tuple[Sheet, Row]


class RowPlanter:
    """Errors in single rows: of match_stats, rosters and awards."""

    def __init__(self, truth: LegacyTruth, sheets: Sequence[Sheet]) -> None:
        self._truth = truth
        self._planted = truth.plan.planted
        self._sheets = sheets
        self._rng = Random(f"{truth.plan.seed}/planting")

    def plant(self) -> None:
        self._names()
        self._scores()
        self._not_a_number()
        self._disagreements()
        self._cut_rosters()
        self._double_awards()

    def _note(
        self,
        kind: str,
        sheet: Sheet,
        table: str,
        match_id: str,
        *,
        written: object,
        right: object,
        column: str | None = None,
        xuid: str | None = None,
    ) -> None:
        self._truth.defects.append(
            Defect(kind, sheet.owner.xuid, table, match_id, written, right, column, xuid)
        )

    def _drawn(self, count: int) -> list[Site]:
        """Distinct rows of match_stats, of any owner."""
        sites = [(sheet, row) for sheet in self._sheets for row in sheet.tables["match_stats"]]
        return self._rng.sample(sites, min(count, len(sites)))

    def _names(self) -> None:
        ids, missing = self._planted.names_equal_to_ids, self._planted.missing_names
        for number, (sheet, row) in enumerate(self._drawn(ids + missing)):
            named = [name for name in NAMED if row[f"{name}_id"]]
            # the lookups of one match mostly failed together
            for name in named if number % 3 == 0 else [self._rng.choice(named)]:
                column = f"{name}_name"
                right = row[column]
                row[column] = row[f"{name}_id"] if number < ids else None
                kind = "name_equals_id" if number < ids else "name_missing"
                self._note(
                    kind, sheet, "match_stats", row["match_id"],
                    column=column, written=row[column], right=right,
                )  # fmt: skip

    def _scores(self) -> None:
        """v3 took a score of zero for a missing one; a recovery script patched v4 rows alike."""

        def corruptible(sheet: Sheet, row: Row) -> bool:
            stats = self._truth.stats[row["match_id"]]
            scores = reading.team_scores(stats, sheet.owner.xuid)
            personal = reading.personal_team_scores(stats, sheet.owner.xuid)
            return any(score == 0 and total for score, total in zip(scores, personal, strict=True))

        sites = [
            (self._truth.sources[sheet.owner.xuid, row["match_id"]], number, sheet, row)
            for sheet in self._sheets
            for number, row in enumerate(sheet.tables["match_stats"])
            if corruptible(sheet, row)
        ]
        for _, _, sheet, row in sorted(sites, key=lambda site: site[:2])[
            : self._planted.corrupt_scores
        ]:
            self._corrupt(sheet, row)

    def _corrupt(self, sheet: Sheet, row: Row) -> None:
        stats = self._truth.stats[row["match_id"]]
        scores = reading.team_scores(stats, sheet.owner.xuid)
        personal = reading.personal_team_scores(stats, sheet.owner.xuid)
        columns = ("my_team_score", "enemy_team_score")
        for column, score, total in zip(columns, scores, personal, strict=True):
            row[column] = score or total
            if row[column] != score:
                self._note(
                    "score_corrupt", sheet, "match_stats", row["match_id"],
                    column=column, written=row[column], right=score,
                )  # fmt: skip

    def _not_a_number(self) -> None:
        for sheet, row in self._drawn(self._planted.nan_accuracies):
            right, row["accuracy"] = row["accuracy"], math.nan
            self._note(
                "accuracy_nan", sheet, "match_stats", row["match_id"],
                column="accuracy", written=math.nan, right=right,
            )  # fmt: skip

    def _disagreements(self) -> None:
        """One stranger's row in one of two or more copies is off by one."""
        shared = [
            match_id
            for match_id in sorted(self._truth.unique)
            if sum(match_id in sheet.rosters for sheet in self._sheets) > 1
        ]
        owners = {owner.xuid for owner in self._truth.owners}
        for number, match_id in enumerate(
            self._rng.sample(shared, min(self._planted.disagreements, len(shared)))
        ):
            sheet = self._rng.choice([s for s in self._sheets if match_id in s.rosters])
            strangers = [row for row in sheet.rosters[match_id] if row["xuid"] not in owners]
            if not strangers:
                continue
            row = self._rng.choice(strangers)
            column = ("kills", "assists")[number % 2]
            row[column] += 1
            self._note(
                "roster_disagrees", sheet, "match_participants", match_id,
                column=column, written=row[column], right=row[column] - 1, xuid=row["xuid"],
            )  # fmt: skip

    def _cut_rosters(self) -> None:
        """The teammates' signature still shows who is missing."""
        disagreeing = {defect.match_id for defect in self._truth.of_kind("roster_disagrees")}
        sites = [
            (sheet, match_id)
            for sheet in self._sheets
            for match_id in sheet.rosters
            if match_id not in disagreeing
            and reading.signature_of(self._truth.stats[match_id], sheet.owner.xuid)
        ]
        for sheet, match_id in self._rng.sample(sites, min(self._planted.cut_rosters, len(sites))):
            rows = sheet.rosters[match_id]
            owner = sheet.owner.xuid
            signature = reading.signature_of(self._truth.stats[match_id], owner) or ""
            lost = {signature.split(",")[0], *(row["xuid"] for row in rows[len(rows) // 2 :])}
            sheet.rosters[match_id] = [r for r in rows if r["xuid"] not in lost - {owner}]
            self._note(
                "roster_cut", sheet, "match_participants", match_id,
                written=len(sheet.rosters[match_id]), right=len(rows),
            )  # fmt: skip

    def _double_awards(self) -> None:
        by_site: dict[tuple[int, str], list[Row]] = {}
        for number, sheet in enumerate(self._sheets):
            for row in sheet.tables["personal_score_awards"]:
                by_site.setdefault((number, row["match_id"]), []).append(row)
        count = min(self._planted.doubled_awards, len(by_site))
        for site in self._rng.sample(list(by_site), count):
            sheet, rows = self._sheets[site[0]], by_site[site]
            sheet.awards_again += [
                row | {"created_at": SYNCED_AT + timedelta(hours=5)} for row in rows
            ]
            self._note(
                "awards_doubled", sheet, "personal_score_awards", site[1],
                written=2 * len(rows), right=len(rows),
            )  # fmt: skip


def plant_orphans(truth: LegacyTruth, sheets: Sequence[Sheet], maker: SheetMaker) -> None:
    """Children of matches that no match_stats table has."""
    rng = Random(f"{truth.plan.seed}/orphans")
    by_xuid = {sheet.owner.xuid: sheet for sheet in sheets}
    for number, (match_id, xuid) in enumerate(truth.orphans.items()):
        sheet = by_xuid[xuid]
        limit = INT32_MAX if sheet.owner.index == B else None
        wanted = ORPHANED_TABLES[number % len(ORPHANED_TABLES)]
        written = {}
        if "medals_earned" in wanted:
            rows = maker.medals(match_id, sheet.owner, limit)
            sheet.tables["medals_earned"] += rows
            written["medals_earned"] = len(rows)
        if "personal_score_awards" in wanted:
            rows = maker.awards(match_id, sheet.owner)
            sheet.tables["personal_score_awards"] += rows
            written["personal_score_awards"] = len(rows)
        if "match_participants" in wanted and truth.plan.rosters:
            sheet.rosters[match_id] = maker.roster(rng, match_id)
            written["match_participants"] = len(sheet.rosters[match_id])
        if "highlight_events" in wanted:
            blocks = maker.film(match_id, sheet.owner, old=False)
            sheet.films += blocks
            written["highlight_events"] = sum(len(block.rows) for block in blocks)
        for table, rows_written in written.items():
            if rows_written:
                truth.orphan_rows[xuid, table] += rows_written
                truth.defects.append(Defect("orphan", xuid, table, match_id, rows_written, None))
