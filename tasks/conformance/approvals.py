"""How the versions that cases ran under came into force: who published them, and whether another person approved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select

from engine.database import Tx
from engine.schema import definitions, reviews

_PUBLISHED = "published"  # as tasks.versions.reviews spells it


@dataclass(frozen=True, slots=True)
class Approval:
    """A version; `author` and `approved_by` are None where it was published without a review."""

    version: int
    published_at: datetime
    published_by: str
    author: str | None
    approved_by: str | None

    @property
    def own(self) -> bool:
        """Whether who wrote it approved it: against the rule of reviews (tasks.versions.reviewing)."""
        return self.author is not None and self.author == self.approved_by


def of_versions(tx: Tx, key: str, versions: Iterable[int]) -> tuple[Approval, ...]:
    """The versions asked for, the newest first."""
    d, r = definitions.c, reviews.c
    joined = definitions.outerjoin(
        reviews, and_(r.key == d.key, r.version == d.version, r.state == _PUBLISHED)
    )
    query = select(d.version, d.created_at, d.created_by, r.author, r.decided_by).select_from(joined)
    query = query.where(d.key == key, d.version.in_(sorted(versions))).order_by(d.version.desc())
    return tuple(Approval(*row) for row in tx.conn.execute(query))
