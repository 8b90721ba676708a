"""What a migration says to its user."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.players import Player


@dataclass(slots=True)
class FileReport:
    """What came of one file."""

    name: str
    owner: Player | None = None
    tables: int = 0
    landed: int = 0
    known: int = 0
    trouble: str | None = None
    same_as: str | None = None
    """The file with the same bytes, whose rows stand for this one's."""
    is_legacy: bool = True

    def line(self) -> str:
        """For people."""
        if self.trouble:
            return f"{self.name}: skipped: {self.trouble}"
        if self.same_as:
            return f"{self.name}: the same bytes as {self.same_as}"
        if not self.is_legacy:
            return f"{self.name}: left alone, not of the old application"
        tables = "1 table" if self.tables == 1 else f"{self.tables} tables"
        whose = f" of {self.owner}" if self.owner else ""
        known = f", {self.known:,} known before" if self.known else ""
        return f"{self.name}: {tables}{whose}, {self.landed:,} rows landed{known}"


@dataclass(slots=True)
class Migration:
    """What came of all files."""

    files: list[FileReport] = field(default_factory=list)

    @property
    def owners(self) -> list[Player]:
        """Everybody whose file was read, once."""
        read = [file.owner for file in self.files if file.owner and not file.trouble]
        found = {owner.xuid: owner for owner in read}
        found |= {owner.xuid: owner for owner in read if owner.gamertag}
        return list(found.values())

    @property
    def skipped(self) -> list[FileReport]:
        """Files that could not be read."""
        return [file for file in self.files if file.trouble]

    @property
    def landed(self) -> int:
        """Rows of all files."""
        return sum(file.landed for file in self.files)
