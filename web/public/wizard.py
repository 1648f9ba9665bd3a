"""The application, page by page: what was typed is kept, whatever happens; back, twice and late are all harmless."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.database import Tx
from engine.refusals import NotFound
from tasks.applicants import (
    applications,
    choosing,
    consent,
    documents,
    family,
    filling,
    questions,
    steps,
    submitting,
)
from tasks.applicants.questions import Asked
from tasks.applicants.steps import Progress
from tasks.slots import places
from web.public import asking
from web.shell.errors import again
from web.shell.i18n import chosen, gettext
from web.shell.identity import PUBLIC_SIDE, actor, site
from web.shell.rights import APPLICANT, needs

blueprint = Blueprint("wizard", __name__, url_prefix=PUBLIC_SIDE + "/permohonan")


@blueprint.get("/baru")
@needs(APPLICANT)
def whom() -> ResponseReturnValue:
    """For whom is it?"""
    with site().db.read(actor()) as tx:
        people = family.people(tx)
    return render_template("public/wizard/whom.html", people=people)


@blueprint.get("/baru/<int:person_id>")
@needs(APPLICANT)
def begin_form(person_id: int) -> ResponseReturnValue:
    """The first page: service, type, terms."""
    with site().db.read(actor()) as tx:
        person = family.read_own(tx, person_id)
        asked, express = Asked(person.birth_date, family.today(tx), {}), choosing.express_fee(tx)
    back = url_for("wizard.whom")
    return _questions(questions.SERVICE, asked, name=person.name, back=back, express=express)


@blueprint.post("/baru/<int:person_id>")
@needs(APPLICANT)
@again(begin_form)
def begin(person_id: int) -> ResponseReturnValue:
    """Begin, and go on to the page that is next."""
    number = filling.begin(site(), actor(), person_id, request.form)
    return redirect(url_for("wizard.go_on", number=number), 303)


@blueprint.get("/<int:number>/isi")
@needs(APPLICANT)
def go_on(number: int) -> ResponseReturnValue:
    """To the page to go on with."""
    with site().db.read(actor()) as tx:
        here = steps.progress(tx, applications.read_own(tx, number))
    return _next(number, here)


@blueprint.get("/<int:number>/isi/<page>")
@needs(APPLICANT)
def show(number: int, page: str) -> ResponseReturnValue:
    """One page; one that cannot be shown yet, or any more, leads to where the application is."""
    if page not in steps.PAGES:
        raise NotFound("application.page_unknown")
    with site().db.read(actor()) as tx:
        application = applications.read_own(tx, number)
        here = steps.progress(tx, application)
        if not here.open or not here.reachable(page):
            return _next(number, here)
        shown = _PAGES[page](tx, application, here) if page in _PAGES else {}
        person = family.read(tx, application.applicant_id or 0)
        express = choosing.express_fee(tx) if page == questions.SERVICE else None
    if page in _PAGES:
        return _page(f"public/wizard/{page}.html", page, number, here=here, person=person, **shown)
    return _questions(page, here.asked, name=person.name, back=_before(number, page), express=express)


@blueprint.post("/<int:number>/isi/<page>")
@needs(APPLICANT)
@again(show)
def answer(number: int, page: str) -> ResponseReturnValue:
    """Keep the answers and go on; a page that leads to the office says what to bring there."""
    if page == questions.DAY:
        here = choosing.choose_day(site(), actor(), number, request.form.get("hari", ""))
    elif page == questions.DOCUMENTS:
        here = filling.finish_documents(site(), actor(), number)
    elif page == questions.SUMMARY:
        submitting.submit(site(), actor(), number)
        return redirect(url_for("mine.show", number=number), 303)
    else:
        here = filling.answer(site(), actor(), number, page, _posted())
    return _next(number, here, page)


def _posted() -> dict[str, str]:
    """What was posted; a booklet is chosen with its years in one list."""
    given = dict(request.form.items())
    booklet, _, years = given.pop("paspor", "").partition(":")
    return given | ({"jenis_paspor": booklet, "masa_berlaku": years} if booklet else {})


def _next(number: int, here: Progress, after: str = "") -> ResponseReturnValue:
    if not here.open:
        return redirect(url_for("mine.show", number=number), 303)
    following = (
        steps.PAGES[steps.PAGES.index(after) + 1] if after and after != questions.SUMMARY else here.next
    )
    wanted = following if here.reachable(following) else here.next
    return redirect(url_for("wizard.show", number=number, page=wanted), 303)


def _before(number: int, page: str) -> str:
    place = steps.PAGES.index(page)
    if place == 0:
        return url_for("mine.index")
    return url_for("wizard.show", number=number, page=steps.PAGES[place - 1])


def _questions(page: str, asked: Asked, **shown: Any) -> ResponseReturnValue:
    terms = consent.paragraphs(consent.TERMS, consent.current(consent.TERMS), chosen())
    return render_template(
        "public/wizard/questions.html",
        words=asking.PAGES[page],
        fields=asking.fields(page, asked),
        answers=asked.answers.get(page, {}),
        step=_step(page),
        terms=terms if page == questions.SERVICE else (),
        **shown,
    )


def _page(template: str, page: str, number: int, **shown: Any) -> ResponseReturnValue:
    return render_template(
        template,
        page=page,
        words=asking.PAGES[page],
        step=_step(page),
        back=_before(number, page),
        number=number,
        **shown,
    )


def _step(page: str) -> str:
    # Choosing for whom is the first page.
    return gettext("Page %(here)s of %(all)s", here=steps.PAGES.index(page) + 2, all=len(steps.PAGES) + 1)


def _identity(tx: Tx, application: applications.Application, here: Progress) -> dict[str, Any]:
    card = next((one for one in here.wanted if one.code == documents.IDENTITY), None)
    return {"card": card, "answers": here.asked.answers.get(questions.NIK, {})}


def _documents(tx: Tx, application: applications.Application, here: Progress) -> dict[str, Any]:
    return {"missing": {one.code for one in documents.missing(here.wanted)}}


def _passport(tx: Tx, application: applications.Application, here: Progress) -> dict[str, Any]:
    return {
        "prices": choosing.prices(tx, here.asked),
        "places": list(places.of_office(tx).items()),
        "answers": here.asked.answers.get(questions.PASSPORT, {}),
    }


def _day(tx: Tx, application: applications.Application, here: Progress) -> dict[str, Any]:
    place = here.asked.said(questions.PASSPORT, "tempat")
    return {
        "days": choosing.days(tx, application, here.asked),
        "place": places.of_office(tx).get(place, place),
        "group": choosing.group(tx, here.asked),
        "today": family.today(tx),
    }


def _summary(tx: Tx, application: applications.Application, here: Progress) -> dict[str, Any]:
    return {
        "fee": submitting.fee(tx, here.asked),
        "application": application,
        "places": places.of_office(tx),
        "pages": [page for page in steps.PAGES if page in questions.FIELDS],
    }


_PAGES = {
    questions.NIK: _identity,
    questions.DOCUMENTS: _documents,
    questions.PASSPORT: _passport,
    questions.DAY: _day,
    questions.SUMMARY: _summary,
}
