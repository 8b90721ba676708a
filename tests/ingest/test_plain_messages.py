"""Errors of options and settings use the words of a user, not those of a library."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import UsageError
from ingest.plain_messages import nearest, plain_option_error
from ingest.settings import read_settings_file

CASES = {
    "keep_film = true": "'keep_film' is not a setting; did you mean 'keep_films'?",
    "keep_films = 'perhaps'": "keep_films: 'perhaps' is not one of none, doubtful, highlights, all",
    "players = 3": "players: must be a list",
    "[[players]]\ngamertg = 'Someone'": "players, entry 1: 'gamertg' is not a setting; "
    "did you mean 'gamertag'?",
    "[[players]]\nxuid = 5": "players, entry 1, xuid: must be a text in quotes",
    "[limits]\nhistory = 'fast'": "limits, history: must be a number",
    "[limits]\nhistorie = 1": "did you mean 'history'?",
}


@pytest.mark.parametrize("text", CASES)
def test_a_wrong_setting_is_named_in_plain_words(tmp_path: Path, text: str) -> None:
    file = tmp_path / "ingest.toml"
    file.write_text(text)
    with pytest.raises(UsageError) as refused:
        read_settings_file(file)
    assert CASES[text] in str(refused.value)
    for word in ("pydantic", "Input should", "Extra inputs", "Value error", "type="):
        assert word not in str(refused.value)


def test_a_misspelt_choice_names_the_nearest_one() -> None:
    said = plain_option_error("'matchmakin' is not one of 'all', 'custom', 'matchmaking'.")
    assert said.endswith("'matchmaking'; did you mean 'matchmaking'?")


@given(st.text(max_size=20), st.lists(st.text(min_size=1, max_size=20), max_size=5))
def test_only_known_names_are_suggested(typed: str, known: list[str]) -> None:
    said = nearest(typed, known)
    assert said == "" or any(repr(one) in said for one in known)
