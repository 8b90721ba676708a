"""The cookies in what a user pasted, and what a token says about its end."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import SignInNeeded
from ingest.sign_in.kept import KeptCookies
from ingest.sign_in.waypoint import end_of_token, pasted_cookies

TOKEN = "v4=canary-pasted"
HEADER = "lang=en; 343-spartan-token=v4%3Dcanary-pasted; wpauth=canary-wpauth-0; other=1"


@pytest.mark.parametrize(
    ("spartan", "session", "expected"),
    [
        ("v4=canary-pasted", "", KeptCookies(TOKEN)),
        ("v4%3Dcanary-pasted", "", KeptCookies(TOKEN)),
        ('"v4%3dcanary-pasted"', " canary-w \n", KeptCookies(TOKEN, "canary-w")),
        (
            "343-spartan-token=v4%3Dcanary-pasted",
            "wpauth=canary-w;",
            KeptCookies(TOKEN, "canary-w"),
        ),
        ("", "canary-w", KeptCookies("", "canary-w")),
        (HEADER, "", KeptCookies(TOKEN, "canary-wpauth-0")),
        (f"Cookie: {HEADER}", "", KeptCookies(TOKEN, "canary-wpauth-0")),
        ('343-spartan-token:"v4=canary-pasted"', "", KeptCookies(TOKEN)),
        ("wpauth=canary-w", "", KeptCookies("", "canary-w")),
        ("v4%3Dcanary%2Bwith%2Fsigns%3D%3D", "", KeptCookies("v4=canary+with/signs==")),
    ],
)
def test_a_cookie_is_taken_however_it_was_copied(
    spartan: str, session: str, expected: KeptCookies
) -> None:
    assert pasted_cookies(spartan, session) == expected


@pytest.mark.parametrize(
    ("spartan", "session", "says"),
    [
        ("", "", "no cookie was pasted"),
        ("canary-something", "", "begins with v4="),
        ("v3=canary", "", "begins with v4="),
        ("v4=canary and more", "", "one piece"),
        ("v4=canary\N{LATIN SMALL LETTER E WITH ACUTE}", "", "one piece"),
        ("v4=canary%0d%0aX: 1", "", "one piece"),
        ("v4=canary", "canary w", "wpauth"),
    ],
)
def test_what_is_no_cookie_is_refused_without_showing_it(
    spartan: str, session: str, says: str
) -> None:
    with pytest.raises(SignInNeeded, match=says) as refused:
        pasted_cookies(spartan, session)
    assert "canary" not in str(refused.value)


@given(st.text(), st.text())
def test_any_text_is_cookies_or_refused(spartan: str, session: str) -> None:
    try:
        kept = pasted_cookies(spartan, session)
    except SignInNeeded:
        return
    assert kept.is_whole
    assert kept.spartan_token == "" or kept.spartan_token.startswith("v4=")


def test_a_whole_header_is_as_long_as_it_likes() -> None:
    long = "v4=" + "canary-x" * 1500
    header = f"a=1; 343-spartan-token={quote(long, safe='')}; wpauth=canary-w"
    assert pasted_cookies(header) == KeptCookies(long, "canary-w")


def as_jwt(claims: object) -> str:
    parts = [json.dumps(part).encode() for part in ({"alg": "x"}, claims)]
    encoded = [base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts]
    return f"v4={'.'.join([*encoded, 'signature'])}"


def test_a_token_that_says_its_end_is_believed() -> None:
    assert end_of_token(as_jwt({"exp": 1_790_000_000})) == datetime.fromtimestamp(
        1_790_000_000, UTC
    )
    without: list[object] = [{}, [], None, {"exp": "soon"}, {"exp": 1e40}, {"exp": None}]
    for claims in without:
        assert end_of_token(as_jwt(claims)) is None


@given(st.text())
def test_no_token_breaks_the_search_for_its_end(token: str) -> None:
    end_of_token(token)
    end_of_token(f"v4=a.{token}.b")
