"""The audit trail: what was done by whom, and the proof that nobody changed the record."""

from __future__ import annotations

import re
from typing import Any

import orjson
from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.audit import Fault, Wrong
from tasks import case_numbers, people, search, verification
from tasks.search import AuditFilter
from web.pages import applicant_words
from web.pages.audit_scope import chosen, moment_of_day, tabs
from web.pages.audit_words import ACTIONS, action_name, chain_name
from web.shell.i18n import gettext, mark
from web.shell.identity import actor, site
from web.shell.navigation import may
from web.shell.rights import ADMINISTRATOR, AUDITOR, needs

blueprint = Blueprint("trail", __name__, url_prefix="/audit/trail")

_PAGE = 50
_INSTANCE = re.compile(r"instance:([0-9]{1,9})")
_WRONG = {
    Wrong.EDITED: mark("The record was edited after it was written."),
    Wrong.DELETED: mark("The record is gone."),
    Wrong.REORDERED: mark("The record stands at another place than it was written for."),
    Wrong.INSERTED: mark("The record was inserted later."),
    Wrong.CUT_OFF: mark("From this record on the end of the chain is gone."),
    Wrong.FORKED: mark("Two records follow the same one."),
    Wrong.CHECKPOINT_MISSING: mark("The checkpoint is missing."),
    Wrong.CHECKPOINT_MISMATCH: mark("The chain is not what the checkpoint swore to."),
    Wrong.SIGNATURE_WRONG: mark("The signature of the checkpoint is wrong."),
}


@blueprint.get("")
@needs(AUDITOR, ADMINISTRATOR)
def index() -> ResponseReturnValue:
    """The trail, newest first, by request or other chain, person, action and days."""
    chain = _text("chain")
    with site().db.read(actor()) as tx:
        chain = case_numbers.chain_of(tx, chain) if chain else None
    wanted = AuditFilter(
        chain=chain,
        actor=_text("actor"),
        action=_text("action"),
        since=moment_of_day("from"),
        until=moment_of_day("to", following=True),
    )
    after = request.args.get("after", "")
    found = search.trail(site(), actor(), wanted, _PAGE, after if after.isdecimal() else None)
    with site().db.read(actor()) as tx:
        named = people.shown_names(tx, {line.actor for line in found.items})
        names = applicant_words.called(named, (line.actor for line in found.items))
        numbers = case_numbers.of_chains(tx, {line.chain for line in found.items})
    return render_template(
        "audit/trail.html",
        tabs=tabs(chosen()),
        wanted=wanted,
        found=found,
        start=int(after) if after.isdecimal() else 0,
        page_size=_PAGE,
        names=names,
        actions=sorted(((code, action_name(code)) for code in ACTIONS), key=lambda pair: pair[1]),
        lines=[line_shown(line, numbers.get(line.chain)) for line in found.items],
        chain=_text("chain") or "",
    )


@blueprint.post("/verify")
@needs(AUDITOR, ADMINISTRATOR)
def verify() -> ResponseReturnValue:
    """Check every chain and checkpoint now and say the answer; that it was done is recorded."""
    found = verification.verify(site(), actor())
    faults = [_fault(fault) for fault in found.report.faults]
    return render_template(
        "audit/verified.html",
        tabs=tabs(chosen()),
        report=found.report,
        recorded=found.recorded,
        faults=faults,
    )


def _text(name: str) -> str | None:
    return request.args.get(name, "").strip()[:200] or None


def line_shown(line: search.AuditLine, number: str | None) -> dict[str, Any]:
    """A record with its act and its chain in words, and the address of what it is about."""
    details = orjson.dumps(line.details, option=orjson.OPT_INDENT_2).decode() if line.details else ""
    return {
        "record": line,
        "action": action_name(line.action),
        "chain": number or chain_name(line.chain),
        "address": _address(line.chain),
        "details": details,
    }


def _fault(fault: Fault) -> dict[str, Any]:
    where = chain_name(fault.chain) if fault.chain else ""
    return {
        "chain": where,
        "code": fault.chain or "",
        "seq": fault.seq,
        "checkpoint": fault.checkpoint,
        "words": gettext(_WRONG[fault.wrong]),
        "address": _address(fault.chain or ""),
    }


def _address(chain: str) -> str:
    """The request a chain is about, where this visitor may see requests."""
    found = _INSTANCE.fullmatch(chain)
    return url_for("instance.show", instance_id=int(found[1])) if found and may("instance.show") else ""
