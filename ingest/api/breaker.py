"""Notices that all is in vain, so that a run stops instead of hammering."""

from __future__ import annotations

IN_A_ROW = 5


class Breaker:
    """Counts the requests in a row that brought nothing: refused, unanswered, or no document."""

    def __init__(self) -> None:
        self.is_open = False
        self._in_vain = 0

    def note(self, *, in_vain: bool) -> None:
        """What came of one more request."""
        self._in_vain = self._in_vain + 1 if in_vain else 0

    @property
    def is_suspicious(self) -> bool:
        """Whether it may be everything, and not only what we happened to ask for."""
        return self._in_vain >= IN_A_ROW

    def open(self) -> None:
        """It is everything: nothing more is to be asked."""
        self.is_open = True
