"""Which account is used, which app it belongs to, and how consent to it comes back."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.api.credentials import Tokens
from ingest.errors import SignInNeeded
from ingest.sign_in.account import RefreshingAccount, find_account
from ingest.sign_in.azure import AzureApp, Consent, app_from
from ingest.sign_in.kept import Authority, KeptRefresh


def environ(tmp_path: Path, **more: str) -> dict[str, str]:
    return {
        "XDG_CONFIG_HOME": str(tmp_path),
        "SPNKR_OAUTH_REFRESH_TOKEN": "canary-refresh-0",
        "SPNKR_AZURE_CLIENT_ID": "client",
        **more,
    }


def test_given_tokens_come_first_and_are_checked(tmp_path: Path) -> None:
    both = {"SPNKR_SPARTAN_TOKEN": " v4=canary ", "SPNKR_CLEARANCE_TOKEN": "canary-c\n"}
    assert find_account(environ(tmp_path, **both)) == Tokens("v4=canary", "canary-c")
    for name in ("SPNKR_SPARTAN_TOKEN", "SPNKR_CLEARANCE_TOKEN", "SPNKR_OAUTH_REFRESH_TOKEN"):
        with pytest.raises(SignInNeeded, match=name) as told:
            find_account(environ(tmp_path, **{**both, name: "canary\nX: 1"}))
        assert "canary" not in str(told.value)
    one = {"SPNKR_SPARTAN_TOKEN": "v4=canary"}
    assert isinstance(find_account(environ(tmp_path, **one)), RefreshingAccount)
    with pytest.raises(SignInNeeded, match=r"no account.*`ingest login`"):
        find_account({"XDG_CONFIG_HOME": str(tmp_path), **one})
    with pytest.raises(SignInNeeded, match="SPNKR_AZURE_CLIENT_ID"):
        find_account(environ(tmp_path, SPNKR_AZURE_CLIENT_ID=""))


def test_the_environment_names_the_app_over_the_one_kept() -> None:
    kept = KeptRefresh("canary-refresh", "client", "canary-kept")
    assert app_from({}) is None
    assert app_from({}, kept) == AzureApp("client", "canary-kept")
    other = {"SPNKR_AZURE_CLIENT_ID": "other"}
    assert app_from(other, kept) == AzureApp("other")  # the secret belongs to the kept one
    of_a_device = KeptRefresh("canary-refresh", "public", "", Authority.CONSUMERS)
    assert app_from(other, of_a_device) == AzureApp("public", authority=Authority.CONSUMERS)
    same = {"SPNKR_AZURE_CLIENT_SECRET": "canary-new"}
    assert app_from(same, kept) == AzureApp("client", "canary-new")


def test_the_consent_page_is_asked_for_a_code_and_only_its_own_answer_is_taken() -> None:
    consent = Consent(AzureApp("client", "canary-secret", "https://localhost"))
    assert consent.url.host == "login.live.com"
    assert dict(consent.url.query) == {
        "client_id": "client",
        "response_type": "code",
        "approval_prompt": "auto",
        "scope": "Xboxlive.signin Xboxlive.offline_access",
        "redirect_uri": "https://localhost",
        "state": consent.state,
    }
    answer = f"https://localhost/?code=M.C5%2Ax-1&state={consent.state}"
    assert consent.code_in(f" {answer}\n") == "M.C5*x-1"
    assert Consent(consent.app).state != consent.state
    for pasted in (
        "", "nonsense", "M.C5", "https://localhost/", "http://[", "https://x?code=&state=1",
        "https://localhost/?code=canary&state=other", "https://localhost/?code=canary",
        "https://localhost/?code=a%20b", f"https://localhost/?error=denied&state={consent.state}",
    ):  # fmt: skip
        with pytest.raises(SignInNeeded, match="`ingest login`") as told:
            consent.code_in(pasted)
        assert "canary" not in str(told.value)
