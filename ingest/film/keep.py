"""How much of the films is kept."""

from __future__ import annotations

from enum import StrEnum


class KeepFilms(StrEnum):
    """The setting `keep_films`. Each value keeps what the one before keeps, and more."""

    NONE = "none"
    """Events only."""
    DOUBTFUL = "doubtful"
    """Highlight chunks that could not be decoded with certainty."""
    HIGHLIGHTS = "highlights"
    """Every highlight chunk."""
    ALL = "all"
    """Every chunk."""

    def keeps_highlights(self, *, is_doubtful: bool) -> bool:
        """Whether the highlight chunk of such a film is kept."""
        if is_doubtful:
            return self is not KeepFilms.NONE
        return self in (KeepFilms.HIGHLIGHTS, KeepFilms.ALL)
