"""SOPs that are a draft only: no version of them has been published yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine import definitions
from engine.database import Tx
from engine.definitions import Definition
from engine.refusals import NotFound
from processes.cells import BadCell
from processes.findings import BadXml
from processes.reader import read_bpmn
from tasks import sop_drafts


@dataclass(frozen=True, slots=True)
class Base:
    """What an edit begins from: the newest version of an SOP, or version 0 of a wholly new one."""

    key: str
    name: str
    version: int


@dataclass(frozen=True, slots=True)
class NewSop:
    """A draft of the acting person's without a version before it."""

    key: str
    name: str
    updated_at: datetime


def base_of(tx: Tx, key: str) -> Base:
    """The base of an SOP's edit. Raises NotFound for a key that has neither a version nor a draft of the person's."""
    if definitions.versions(tx, key):
        base = definitions.base(tx, key)
        return Base(key, base.name, base.version)
    if not is_new(tx, key):
        raise NotFound("definition.unknown")
    return Base(key, _name(sop_drafts.mine(tx, key)), 0)


def shown_or_new(tx: Tx, key: str) -> Definition | Base:
    """The version shown of an SOP, or version 0 of the person's own new one. Raises NotFound."""
    return base_of(tx, key) if is_new(tx, key) else definitions.shown(tx, key)


def is_new(tx: Tx, key: str) -> bool:
    """Whether the acting person has a draft of an SOP that has no version yet."""
    return key in sop_drafts.dates_of_mine(tx) and not definitions.versions(tx, key)


def of_mine(tx: Tx) -> tuple[NewSop, ...]:
    """The acting person's drafts of wholly new SOPs, the newest first."""
    drafts = sop_drafts.new_of_mine(tx)
    return tuple(NewSop(draft.key, _name(draft), draft.updated_at) for draft in drafts)


def _name(draft: sop_drafts.Draft) -> str:
    try:
        return read_bpmn(draft.xml).name or draft.key
    except (BadXml, BadCell):
        return draft.key
