"""What changed in the rules: between two versions of a model, and in all models an SOP uses between two moments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from engine import decision_models
from engine.database import Actor, Tx
from engine.decision_models import DecisionModel, Version
from engine.dmn.changes import ModelChange, compare_models
from tasks.decisions import drafts
from tasks.decisions.used import Use
from tasks.site import Site


@dataclass(frozen=True, slots=True)
class RulesChanged:
    """Two versions of a model and every difference; `old` is None where there was none. `uses` say by whom asked."""

    key: str
    name: str
    old: Version | None
    new: Version
    changes: tuple[ModelChange, ...]
    uses: tuple[Use, ...] = ()


def between(
    site: Site, actor: Actor, key: str, older: int | None = None, newer: int | None = None
) -> RulesChanged:
    """Two versions of a model: the newest and the one before it where none is named. Raises NotFound."""
    with site.db.read(actor) as tx:
        new = decision_models.latest(tx, key) if newer is None else decision_models.numbered(tx, key, newer)
        old = decision_models.numbered(tx, key, older or max(new.version.version - 1, 1))
    return _changed(old, new, ())


def of_draft(site: Site, actor: Actor, key: str) -> RulesChanged | None:
    """The person's draft against the version it began from; None while the draft has errors. Raises NotFound."""
    with site.db.read(actor) as tx:
        new = drafts.readable(tx, key)
        base = drafts.mine(tx, key).base_version
        old = decision_models.numbered(tx, key, base) if base else None
    return _changed(old, new, ()) if new else None


def used_between(
    tx: Tx, uses: Iterable[Use], since: datetime, until: datetime | None
) -> tuple[RulesChanged, ...]:
    """For each model used the version that answered at `since` and at `until` (None: now), where they differ."""
    by_model: dict[str, list[Use]] = {}
    for use in uses:
        by_model.setdefault(use.model, []).append(use)
    found = []
    for key, its in by_model.items():
        old = decision_models.standing_at(tx, key, since)
        new = decision_models.standing_at(tx, key, until or tx.at)
        if new is not None and (old is None or old.version.id != new.version.id):
            found.append(_changed(old, new, tuple(dict.fromkeys(its))))
    return tuple(found)


def _changed(old: DecisionModel | None, new: DecisionModel, uses: tuple[Use, ...]) -> RulesChanged:
    changes = compare_models(old.decisions.model, new.decisions.model) if old else ()
    return RulesChanged(
        new.version.key, new.version.name, old.version if old else None, new.version, changes, uses
    )
