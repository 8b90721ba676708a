"""The tokens that requests carry, and who gives them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Protocol

from ingest.errors import SignInNeeded

# what a header can carry: a token with anything else in it was not copied well, or is none
_TOKEN = re.compile(r"[\x21-\x7e]{1,16384}")


def is_token(value: object) -> bool:
    """Whether this could be a token at all."""
    return isinstance(value, str) and _TOKEN.fullmatch(value) is not None


@dataclass(frozen=True, slots=True)
class Tokens:
    """A Spartan token and its clearance, never printed; by themselves, credentials that end."""

    spartan: str = field(repr=False)
    clearance: str = field(repr=False)

    async def current(self) -> Tokens:
        return self

    async def renewed(self, _refused: Tokens, /) -> Tokens:
        """Only the user can renew tokens that the user gave."""
        raise SignInNeeded(
            "the API refuses the token",
            "set SPNKR_SPARTAN_TOKEN and SPNKR_CLEARANCE_TOKEN to fresh ones, or unset "
            "them and run `ingest login`",
        )


class Credentials(Protocol):
    """Gives each request its tokens."""

    async def current(self) -> Tokens:
        """Tokens that are good as far as is known."""
        ...

    async def renewed(self, refused: Tokens, /) -> Tokens:
        """Others than these, which the API has just refused."""
        ...
