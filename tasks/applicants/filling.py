"""Filling an application: begun for somebody, answered page by page; what was typed is kept even where it is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from engine import audit
from engine.database import Actor, Tx
from engine.refusals import Conflict, Invalid, NotFound, Problem
from tasks import cases
from tasks.applicants import (
    accounts,
    advancing,
    applications,
    choosing,
    consent,
    documents,
    family,
    questions,
    steps,
)
from tasks.applicants.accounts import Account
from tasks.applicants.applications import New
from tasks.applicants.family import Person
from tasks.applicants.questions import Asked
from tasks.applicants.steps import Progress
from tasks.site import Site


def begin(site: Site, actor: Actor, person_id: int, given: Mapping[str, object]) -> int:
    """Begin an application for one of one's people by the first page's answers; returns its number.

    Pressed twice, or begun for somebody who has an application that is not sent yet, it leads to that one.
    Raises NotFound, Invalid.
    """
    with site.db.begin(actor) as tx:
        person = family.hold_own(tx, person_id)
        account = accounts.read(tx, person.account_id)
        going = _unsent(tx, person_id)
        answers = {questions.SERVICE: _typed(questions.SERVICE, given)}
        asked = Asked(person.birth_date, family.today(tx), answers)
        problems = questions.faults(questions.SERVICE, asked)
        if problems:
            raise Invalid("form.invalid", *problems)
        return going or _start(tx, account, person, asked)


def answer(site: Site, actor: Actor, number: int, page: str, given: Mapping[str, object]) -> Progress:
    """Keep a page's answers and follow with the case as far as they lead.

    What was typed is kept in any case. Raises NotFound, Conflict when the application was sent meanwhile, Invalid
    naming every wrong field of the page.
    """
    if page not in questions.FIELDS:
        raise NotFound("application.page_unknown")
    with site.db.begin(actor) as tx:
        held = applications.hold_own(tx, number)
        before = steps.progress(tx, held.application)
        if not before.open:
            raise Conflict("application.sent")
        answers = {**held.application.answers, page: _typed(page, given)}
        held = replace(held, application=applications.put(tx, held.application, answers=answers))
        problems = questions.faults(page, steps.asked_of(tx, held.application))
        problems += [] if problems else choosing.faults(tx, held.application, page)
        if not problems:
            here = steps.progress(tx, held.application)
            if not advancing.leave(tx, held, here):
                here = advancing.follow(tx, held)
            applications.put(tx, held.application, **_told(here))
    if problems:
        raise Invalid("form.invalid", *problems)
    return here


def finish_documents(site: Site, actor: Actor, number: int) -> Progress:
    """Go on after the uploads. Raises NotFound, Conflict, Invalid naming every document that is missing."""
    with site.db.begin(actor) as tx:
        held = applications.hold_own(tx, number)
        here = steps.progress(tx, held.application)
        if not here.open:
            raise Conflict("application.sent")
        lacking = documents.missing(here.wanted)
        if lacking:
            raise Invalid(
                "application.documents_missing",
                *(Problem("application.document_missing", one.code) for one in lacking),
            )
        return advancing.follow(tx, held)


def _typed(page: str, given: Mapping[str, object]) -> dict[str, str]:
    """What is kept of a page; with the terms, which version of them was shown."""
    version = {"versi": consent.current(consent.TERMS)} if page == questions.SERVICE else {}
    return questions.kept(page, given) | version


def _start(tx: Tx, account: Account, person: Person, asked: Asked) -> int:
    variables = {"nama_pemohon": person.name, "jenis_permohonan": asked.type}
    started = cases.start_held(tx, steps.SOP, variables, category=asked.type)
    new = New(
        channel=applications.PORTAL,
        birth_date=person.birth_date,
        account_id=account.id,
        applicant_id=person.id,
        email=account.email,
        locale=account.locale,
        service=asked.said(questions.SERVICE, "layanan"),
        answers=asked.answers,
    )
    made = applications.record(tx, started.instance, new)
    for element in steps.BY_ACCOUNT:
        cases.deliver_held(tx, started.instance, element, {"keputusan": "ya"})
    advancing.follow(tx, applications.hold_own(tx, made.id))
    details = {
        "text": f"{consent.TERMS}-{consent.current(consent.TERMS)}",
        "sha256": consent.digest(consent.TERMS, consent.current(consent.TERMS)),
    }
    subject = f"instance:{started.instance}"
    audit.append(tx, subject, "application.terms_accepted", subject, details)
    return made.id


def _unsent(tx: Tx, person_id: int) -> int | None:
    for one in applications.own(tx):
        if one.applicant_id == person_id and applications.awaited(tx, one.instance_id) in steps.FILLING:
            return one.id
    return None


def _told(here: Progress) -> dict[str, object]:
    """What stands beside the answers as columns, for lists and for the other rooms."""
    years = here.asked.said(questions.PASSPORT, "masa_berlaku")
    return {
        "service": here.asked.said(questions.SERVICE, "layanan"),
        "passport": here.asked.said(questions.PASSPORT, "jenis_paspor"),
        "years": int(years) if years.isdecimal() else None,
        "place": here.asked.said(questions.PASSPORT, "tempat"),
    }
