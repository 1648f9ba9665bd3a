"""Makes a draft of a table that was read, or of nothing: of a wholly new SOP, or over an existing one."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace

from engine import audit, definitions, settings
from engine.database import Actor, Tx
from engine.refusals import Conflict, Invalid, Problem
from processes.intake.blank import blank
from processes.intake.model import Found, Intake
from processes.intake.to_sop import key_of, to_sop
from processes.model import Sop
from processes.parts import BrokenTable
from processes.routing import NoWay
from processes.writer import write_bpmn
from tasks import rights, sop_drafts, texts
from tasks.intake import intakes
from tasks.intake.correcting import goals
from tasks.roles import PROCESS_OWNER
from tasks.site import Site

_KEY = re.compile(r"[a-z][a-z0-9_]{1,59}")
_TAKEN = ("import", "new", "baru")  # addresses of the studio
_LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Target:
    """Which SOP the draft is for: `existing` names one of the library, else `key` and `title` begin a new one."""

    title: str
    key: str
    existing: str = ""


def make_draft(site: Site, actor: Actor, number: int, revision: int, target: Target) -> str:
    """Turn one of the person's files into a draft. The key.

    Raises Forbidden, NotFound, Invalid naming each cell that keeps the table from being drawn, Conflict when the
    table was saved elsewhere meanwhile or a draft of that SOP is already begun.
    """
    rights.require_role(actor, PROCESS_OWNER)
    with site.db.begin(actor) as tx:
        kept = intakes.mine(tx, number)
        if kept.found is None:
            raise Conflict("intake.changed")
        key, title = place(tx, target, kept.found.title)
        found = replace(kept.found, identity=kept.found.identity | {"title": _titled(kept.found, title)})
        _require_whole(found)
        begin_draft(tx, key, _drawn(to_sop(found, key, kept.name)), {"file": kept.name})
        intakes.store(tx, number, found, revision, key)
    return key


def new_sop(site: Site, actor: Actor, title: object, key: str) -> str:
    """Begin the draft of a new SOP with an empty table. The key. Raises Forbidden, Invalid, Conflict."""
    rights.require_role(actor, PROCESS_OWNER)
    name = texts.line(title, "title", _LONGEST_TITLE)
    with site.db.begin(actor) as tx:
        fresh, _ = place(tx, Target(name, key), name)
        begin_draft(tx, fresh, _drawn(blank(fresh, name, str(settings.value(tx, "office.name")))), {})
    return fresh


def _titled(found: Intake, title: str) -> Found:
    read = found.identity.get("title", Found())
    return read if read.text else Found(title)


def place(tx: Tx, target: Target, read: str) -> tuple[str, str]:
    """(key, title) of the SOP. Raises Invalid for a key that is none or taken, Conflict when a draft stands."""
    if target.existing:
        base = definitions.base(tx, target.existing)
        key, title = base.key, target.title or read
    else:
        title = texts.line(target.title or read, "title", _LONGEST_TITLE)
        key = target.key.strip() or key_of(title)
        if not _KEY.fullmatch(key) or key in _TAKEN:
            raise Invalid("intake.key", Problem("intake.key", "key"))
        if definitions.versions(tx, key):
            raise Invalid("intake.key_taken", Problem("intake.key_taken", "key"))
    if key in sop_drafts.dates_of_mine(tx):
        raise Conflict("intake.draft_stands")
    return key, title


def begin_draft(tx: Tx, key: str, xml: bytes, details: dict[str, str]) -> None:
    """Put a draft down, with the line in the trail. Raises Conflict when one stands."""
    known = definitions.versions(tx, key)
    if not sop_drafts.begin(tx, key, known[0].version if known else 0, xml):
        raise Conflict("intake.draft_stands")
    facts = {**details, "base": known[0].version if known else 0}
    audit.append(tx, f"definition:{key}", "definition.drafted", key, facts)


def _require_whole(found: Intake) -> None:
    """Refuse a table that cannot be drawn, with every cell that is wrong."""
    numbers = Counter(step.number.text for step in found.steps)
    ways = goals(found)
    problems = []
    for place, step in enumerate(found.steps):
        if not step.number.text or numbers[step.number.text] > 1:
            problems.append(Problem("intake.number", f"{place}.number"))
        for name in ("activity", "performer"):
            if not getattr(step, name).text:
                problems.append(Problem("text.required", f"{place}.{name}"))
        if step.decides:
            wrong = [name for name in ("yes", "no") if getattr(step, name).text not in ways]
            problems += [Problem("intake.goal", f"{place}.{name}") for name in wrong]
    if not found.steps:
        problems.append(Problem("intake.no_steps"))
    if problems:
        raise Invalid("form.invalid", *problems)


def _drawn(sop: Sop) -> bytes:
    try:
        return write_bpmn(sop)
    except (BrokenTable, NoWay) as error:
        raise Invalid("intake.not_drawn") from error
