"""The satisfaction survey of a case: offered once its service has ended, answered once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from engine import audit, instances, settings
from engine.database import Actor, Tx
from engine.instances import Instance
from engine.refusals import Conflict, Invalid, NotFound, Problem
from engine.schema import definitions
from engine.schema import surveys as table
from tasks import rights, texts
from tasks.site import Site
from tasks.voice import tokens
from tasks.voice.elements import COLUMNS, SCALE

LONGEST = 2000
LINK, TABLET, PAPER = "link", "tablet", "paper"
_RESPONDENT = "responden"


@dataclass(frozen=True, slots=True)
class Offer:
    """A case's survey: the service it asks about, and whether it has been answered or has lapsed."""

    instance_id: int
    service: str
    answered: bool
    lapsed: bool


def token_of(site: Site, instance_id: int) -> str:
    """What stands in the address of a case's survey."""
    return tokens.token(site.keys, tokens.SURVEY, instance_id)


def by_token(site: Site, token: str) -> Offer:
    """The survey a link leads to. Raises NotFound for any other token and while the service goes on."""
    with site.db.read() as tx:
        return _offer(tx, _settled(tx, _case_of(site, token)))


def of_case(tx: Tx, instance: Instance) -> Offer | None:
    """The survey of a case for its page; None while the service goes on or when the case was withdrawn."""
    return _offer(tx, instance) if _is_settled(instance) else None


def read(site: Site, actor: Actor, instance_id: int) -> Offer:
    """The survey of a case for the officer who enters it. Raises NotFound, Forbidden."""
    rights.require_case_worker(actor)
    with site.db.read(actor) as tx:
        rights.require_case_of(tx, instance_id)
        return _offer(tx, _settled(tx, instance_id))


def answer(site: Site, token: str, form: Mapping[str, object]) -> None:
    """Store what an applicant says by the link. Raises NotFound, Invalid, Conflict when answered already or lapsed."""
    instance_id = _case_of(site, token)
    with site.db.read() as tx:
        office = _settled(tx, instance_id).office
    with site.db.begin(Actor(_RESPONDENT, office=office)) as tx:
        if _offer(tx, _settled(tx, instance_id)).lapsed:
            raise Conflict("survey.lapsed")
        _store(tx, instance_id, form, LINK)


def enter(site: Site, actor: Actor, instance_id: int, form: Mapping[str, object]) -> None:
    """Store an answer given on the office's tablet or on paper; `form["channel"]` says which.

    Raises NotFound, Forbidden, Conflict, Invalid.
    """
    rights.require_case_worker(actor)
    with site.db.begin(actor) as tx:
        rights.require_case_of(tx, instance_id)
        _settled(tx, instance_id)
        channel = form.get("channel")
        _store(tx, instance_id, form, channel if channel in (TABLET, PAPER) else "")


def _store(tx: Tx, instance_id: int, form: Mapping[str, object], channel: object) -> None:
    instance = instances.hold(tx, instance_id)
    scores, comment = _checked(form, channel)
    row = {
        "instance_id": instance.id,
        "office": instance.office,
        "definition_key": _definition(tx, instance)[0],
        "at": tx.now,
        "channel": channel,
        "entered_by": "" if channel == LINK else tx.actor.login,
        "comment": comment,
        **scores,
    }
    new = tx.insert(table).values(**row).on_conflict_do_nothing(index_elements=["instance_id"])
    if tx.conn.execute(new.returning(table.c.id)).first() is None:
        raise Conflict("survey.answered")
    subject = f"instance:{instance.id}"
    audit.append(tx, subject, "survey.answered", subject, {"channel": channel})


def _checked(form: Mapping[str, object], channel: object) -> tuple[dict[str, int], str]:
    scores = {name: str(form.get(name) or "") for name in COLUMNS}
    wrong = [Problem("form.required", name) for name, given in scores.items() if not given]
    wrong += [Problem("form.choice", n) for n, given in scores.items() if given and not _on_scale(given)]
    if not channel:
        wrong.append(Problem("form.choice", "channel"))
    if wrong:
        raise Invalid("form.invalid", *wrong)
    comment = texts.paragraph(form.get("comment", ""), "comment", LONGEST, required=False)
    return {name: int(given) for name, given in scores.items()}, comment


def _on_scale(given: str) -> bool:
    return given in {str(value) for value in SCALE}


def _case_of(site: Site, token: str) -> int:
    found = tokens.number_of(site.keys, tokens.SURVEY, token)
    if found is None:
        raise NotFound("survey.unknown")
    return found


def _settled(tx: Tx, instance_id: int) -> Instance:
    instance = instances.read(tx, instance_id)
    if not _is_settled(instance):
        raise NotFound("survey.unknown")
    return instance


def _is_settled(instance: Instance) -> bool:
    return instance.settled_at is not None and instance.status != instances.CANCELED


def _offer(tx: Tx, instance: Instance) -> Offer:
    answered = select(table.c.id).where(table.c.instance_id == instance.id)
    until = (instance.settled_at or tx.now) + timedelta(days=settings.value(tx, "survey.days"))
    has_answer = tx.conn.execute(answered).first() is not None
    return Offer(instance.id, _definition(tx, instance)[1], has_answer, tx.now > until)


def _definition(tx: Tx, instance: Instance) -> tuple[str, str]:
    query = select(definitions.c.key, definitions.c.name).where(definitions.c.id == instance.definition_id)
    row = tx.conn.execute(query).one()
    return row.key, row.name
