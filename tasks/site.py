"""What every command needs, wired by hand once: the database, the file store and the installation's folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from engine.database import Database


@dataclass(frozen=True, slots=True)
class Site:
    """One installation: its database and the folder for attachments, keys and checkpoints."""

    db: Database
    folder: Path

    @property
    def files(self) -> Path:
        """Where attachments lie, under their SHA-256."""
        return self.folder / "files"

    @property
    def keys(self) -> Path:
        """Where the signing keys lie, outside the database."""
        return self.folder / "keys"

    @property
    def checkpoints(self) -> Path:
        """Where signed checkpoints of the audit trail are put, outside the database."""
        return self.folder / "checkpoints"

    @property
    def cache(self) -> Path:
        """What may be lost: compiled templates, made anew when missing."""
        return self.folder / "cache"
