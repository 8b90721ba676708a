"""What the refusals of Microsoft and Xbox mean, and what the user can do."""

from __future__ import annotations

from typing import Any

_AGE = "this account must confirm its age at https://www.xbox.com first"
_BANNED = "Xbox has banned this account or device; `ingest login` with another account"

_XERR: dict[int, str] = {
    0x8015DC03: _BANNED,
    0x8015DC04: _BANNED,
    0x8015DC05: "this account needs a guardian's permission; ask the guardian to give it at "
    "https://account.xbox.com",
    0x8015DC09: "this account has no Xbox profile; make one at https://www.xbox.com first",
    0x8015DC0A: "this account has not accepted the terms of Xbox; do so at https://www.xbox.com",
    0x8015DC0B: "Xbox is not available in the country of this account; `ingest login` with another",
    0x8015DC0C: _AGE,
    0x8015DC0D: _AGE,
    0x8015DC0E: "this is a child's account; an adult must add it to a family at "
    "https://account.microsoft.com/family first",
    0x8015DC10: "Xbox asks something of this account; sign in at https://www.xbox.com once",
}

_OAUTH: dict[str, str] = {
    "invalid_grant": "the sign-in has expired, was used up or was withdrawn; run `ingest login`",
    "invalid_client": "the Azure app or its secret is not accepted; check SPNKR_AZURE_CLIENT_ID "
    "and SPNKR_AZURE_CLIENT_SECRET (the secret's value, not its id), then run `ingest login`",
    "unauthorized_client": "the Azure app may not sign personal accounts in; check "
    "SPNKR_AZURE_CLIENT_ID and the app's account types, then run `ingest login`",
    "invalid_request": "the Azure app is not set up as described; check SPNKR_AZURE_CLIENT_ID and "
    "SPNKR_AZURE_REDIRECT_URI, then run `ingest login`",
    "consent_required": "consent is needed again; run `ingest login`",
    "interaction_required": "Microsoft wants to see you; run `ingest login`",
}


_DEVICE_LOGIN = "run `ingest login --with device-code` again"
_DEVICE: dict[str, str] = {
    "authorization_declined": f"consent was not given; {_DEVICE_LOGIN} and accept",
    "access_denied": f"consent was not given; {_DEVICE_LOGIN} and accept",
    "expired_token": f"the code has expired; {_DEVICE_LOGIN}",
    "code_expired": f"the code has expired; {_DEVICE_LOGIN}",
    "bad_verification_code": f"the code is not known; {_DEVICE_LOGIN}",
    "invalid_grant": f"the code was used up or withdrawn; {_DEVICE_LOGIN}",
    "invalid_client": "the app must allow public client flows and needs no secret; correct the "
    f"app or its client id, then {_DEVICE_LOGIN}",
    "unauthorized_client": "no app for personal accounts has this client id; check it, then "
    f"{_DEVICE_LOGIN}",
    "invalid_request": f"the client id is not accepted; check it, then {_DEVICE_LOGIN}",
    "invalid_scope": f"the app may not ask for Xbox; give it XboxLive.signin, then {_DEVICE_LOGIN}",
}


def oauth_refusal(document: dict[str, Any]) -> str | None:
    """By the error code alone: descriptions may repeat what was sent."""
    code = document.get("error")
    return _OAUTH.get(code) if isinstance(code, str) else None


def device_refusal(document: dict[str, Any]) -> str | None:
    """Why a device code, or the wait for it, is refused."""
    code = document.get("error")
    return _DEVICE.get(code) if isinstance(code, str) else None


def xbox_refusal(document: dict[str, Any]) -> str | None:
    """By XErr; an unknown one is shown by its number."""
    code = document.get("XErr")
    if not isinstance(code, int) or isinstance(code, bool):
        return None
    return _XERR.get(
        code, f"Xbox refuses this account (XErr {code}); sign in at https://www.xbox.com to see why"
    )
