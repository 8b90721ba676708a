"""Why each error-level data test can only fail through a fault of ours.

An error stops a build, and `ingest build` publishes nothing. So a test that depends on what the
API or an old file contains is a warning, and the rows concerned are in `audit`.
"""

from __future__ import annotations

from collections.abc import Collection

KEYS = {
    "staging": "staging drops rows without a key, keeps the first of a key, and groups by it",
    "legacy/staging": "the key is the file, table and row number that `ingest migrate` wrote",
    "core": "core joins on keys of staging and groups by what it unites",
    "core/for_marts": "the model takes the newest row of its key",
    "core/intermediate": "the model groups by its key or takes the first row of it",
    "legacy/intermediate": "the model groups by its key or takes the first row of it",
    "marts": "a mart groups by its key or joins tables that have the same key",
    "marts/intermediate": "the model groups by its key or joins tables that have the same key",
    "audit": "the table groups by its key, or has a row for each row of a table with that key",
    "audit/intermediate": "the model groups by its key",
    "legacy/audit": "the table groups by its key, or has a row for each row with that key",
    "legacy/audit/intermediate": "the model groups by its key",
    "views": "the ids are counted here",
    "views/player": "the view groups by its key, or joins tables that have the same key",
    "views/shared": "the view groups by its key, or joins tables that have the same key",
    "seeds": "the seed is in this repository",
}
NEVER_NULL = {
    "award_id": "an award that is not known gets an id below 0",
    "award_name": "an award without a label is called Score",
    "award_number": "a number of ours",
    "match_id": "staging drops rows without a match",
    "recorded_at": "the time at which we looked",
    "session_number": "a number of ours",
    "shape_hash": "a hash of ours",
    "value": "the model drops rows without a value",
    "xuid": "staging drops rows without a player",
}
"""Columns beside the key of their model. A column of the key has the reason of the key."""

ENUMERATED_HERE = {
    "source": "a literal of ours",
    "availability": "a literal of ours",
    "pair_quality": "a literal of ours",
    "start_basis": "a literal of ours",
    "basis": "a literal of ours",
    "fate": "a literal of ours",
    "change": "a literal of ours",
    "clock_basis": "a literal of ours",
    "clock_confidence": "a literal of ours",
    "moment": "a literal of ours",
    "highlight": "a literal of ours",
    "streak_type": "a literal of ours",
    "period": "a literal of ours",
    "scope": "a literal of ours",
    "measure": "a literal of ours",
    "last_side": "a literal of ours",
    "data_type": "a literal of ours",
    "asset_kind": "a literal of ours",
    "award_meaning": "a literal of ours",
    "award_category": "what is none of ours becomes other",
    "status": "the ingester writes statuses of ours only",
    "file_kind": "the ingester writes kinds of ours only",
    "rule": "the seed is in this repository",
    "handling": "the seed is in this repository",
}
"""Columns whose values our SQL or our ingester chooses."""

RELATIONSHIPS = {
    "core": "every fact comes from a document whose match is in int_match_info",
    "marts": "marts take players from tracked_players and matches from match_registry",
    "audit": "the table has a row for each match that is staged",
    "legacy/audit": "the table has a row for each match that is staged",
}
SINGULAR = {
    "assert_one_registry_row_per_known_match": "int_match_info unites all that names a match",
    "assert_one_participant_row_per_player_and_match": "each id a document lists is one row",
    "assert_every_film_event_is_in_core": "each event a document lists is one row",
    "assert_every_landed_key_is_in_the_warehouse": "staging has a row for each key that landed ok",
    "assert_every_match_of_a_tracked_player_is_in_the_marts": "the mart joins the two tables",
    "assert_raw_text_and_core_tell_the_same": "only counts of a known shape are compared",
    "assert_no_raw_key_landed_ok_twice": "the ingester asks for nothing that is final",
    "assert_no_migrated_row_is_missing": "what cannot be used is counted as unusable",
    "assert_every_migrated_match_is_registered_or_explained": "a match without a row is explained",
}


def reason(kind: str, folder: str, column: str, key: Collection[str]) -> str | None:
    """Why a generic test in this folder cannot fail through others; None where it could.

    `key` are the columns whose values are together unique in the model.
    """
    if kind == "accepted_values":
        return ENUMERATED_HERE.get(column)
    if kind == "never_null" and folder != "seeds" and column not in key:
        return NEVER_NULL.get(column)
    return (RELATIONSHIPS if kind == "relationships" else KEYS).get(folder)
