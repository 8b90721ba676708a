"""The tokens that requests carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ingest.errors import SignInNeeded


@dataclass(frozen=True, slots=True)
class Tokens:
    """A Spartan token and the clearance that goes with it. Never printed."""

    spartan: str = field(repr=False)
    clearance: str = field(repr=False)


def tokens_from_environment(environ: Mapping[str, str]) -> Tokens:
    """Tokens the user put into the environment, under the names the old application used."""
    spartan = environ.get("SPNKR_SPARTAN_TOKEN", "").strip()
    clearance = environ.get("SPNKR_CLEARANCE_TOKEN", "").strip()
    if not spartan or not clearance:
        raise SignInNeeded(
            "no account: set SPNKR_SPARTAN_TOKEN and SPNKR_CLEARANCE_TOKEN to use yours, "
            "or run `ingest run --demo`, which needs none"
        )
    return Tokens(spartan, clearance)
