"""Choosing: booklet and years with their price, office or booth, and a day that has a seat left."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from engine.database import Actor, Tx
from engine.refusals import Conflict, Invalid, Problem
from tasks import decisions, slots
from tasks.applicants import advancing, applications, family, questions, steps
from tasks.applicants.applications import Application
from tasks.applicants.questions import Asked
from tasks.applicants.steps import Progress
from tasks.site import Site
from tasks.slots import Day, places

HELD_FOR = timedelta(hours=1)  # a chosen day waits so long to be sent; then the bill's own limit counts
SHOWN_DAYS = 92
_OUT_OF_SIGHT = frozenset({"past", "too_soon", "too_far"})


@dataclass(frozen=True, slots=True)
class Price:
    """A booklet with its years and price in rupiah; None where no source tells it. `basis` is the regulation."""

    passport: str
    years: int
    amount: int | None
    basis: str


def years(tx: Tx, asked: Asked) -> tuple[int, ...]:
    """For how many years this person may have a passport (Permenkumham 18/2022: ten from 17 on, or married)."""
    answer = decisions.look(tx, "masa_berlaku", "pilihan", questions.facts(asked))
    return tuple(int(number) for number in answer.value or ())


def prices(tx: Tx, asked: Asked) -> tuple[Price, ...]:
    """Every booklet this person may have, with its price today."""
    return tuple(
        _price(tx, asked, passport, length) for passport in questions.BOOKLETS for length in years(tx, asked)
    )


def express_fee(tx: Tx) -> Price:
    """What the same day costs beside the passport, today."""
    fee = decisions.look(tx, "biaya", "percepatan", {"layanan": "percepatan"}).value or {}
    return Price("percepatan", 0, fee.get("jumlah"), fee.get("dasar") or "")


def group(tx: Tx, asked: Asked) -> str:
    """The group whose seats are counted: "prioritas" or "reguler"."""
    return slots.REGULAR if category(tx, asked) in ("reguler", None) else slots.PRIORITY


def category(tx: Tx, asked: Asked) -> str | None:
    """The priority category (lansia, disabilitas, hamil_menyusui, balita), or "reguler"."""
    found: str | None = decisions.look(tx, "prioritas", "kelompok", questions.facts(asked)).value
    return found


def days(tx: Tx, application: Application, asked: Asked) -> tuple[Day, ...]:
    """The coming days of the chosen place that seats are given for, open or not, as they stand now."""
    place = asked.said(questions.PASSPORT, "tempat")
    found = slots.calendar(tx, application.office, place, group(tx, asked), family.today(tx), SHOWN_DAYS)
    return tuple(one for one in found if one.why_closed not in _OUT_OF_SIGHT)


def faults(tx: Tx, application: Application, page: str) -> list[Problem]:
    """What is wrong with a page's answers that only a table can tell: years not for this person, no such place."""
    if page != questions.PASSPORT:
        return []
    asked = steps.asked_of(tx, application)
    found = []
    if int(asked.said(page, "masa_berlaku")) not in years(tx, asked):
        found.append(Problem("application.years", "masa_berlaku"))
    if asked.said(page, "tempat") not in places.of_office(tx):
        found.append(Problem("form.choice", "tempat"))
    return found


def choose_day(site: Site, actor: Actor, number: int, day: str) -> Progress:
    """Hold a seat on a day (ISO) for one's application and follow with the case.

    Raises NotFound, Invalid without a day, Conflict: the day is full or closed, the application is sent.
    """
    wanted = read_day(day)
    with site.db.begin(actor) as tx:
        held = applications.hold_own(tx, number)
        here = steps.progress(tx, held.application)
        if not here.open or not here.reachable(questions.DAY):
            raise Conflict("application.sent" if not here.open else "application.earlier_page")
        place, grp = here.asked.said(questions.PASSPORT, "tempat"), group(tx, here.asked)
        slots.hold(tx, number, place, wanted, grp, tx.now + HELD_FOR)
        kept = {**held.application.answers, questions.DAY: {"hari": wanted.isoformat()}}
        chosen = applications.put(tx, held.application, answers=kept, priority=category(tx, here.asked) or "")
        return advancing.follow(tx, replace(held, application=chosen))


def read_day(text: object) -> date:
    """A day that was chosen. Raises Invalid."""
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        raise Invalid("form.invalid", Problem("application.no_day", "hari")) from None


def _price(tx: Tx, asked: Asked, passport: str, length: int) -> Price:
    told: dict[str, Any] = {**questions.facts(asked), "jenis_paspor": passport, "masa_berlaku": length}
    fee = decisions.look(tx, "biaya", "tarif", told).value or {}
    return Price(passport, length, fee.get("jumlah"), fee.get("dasar") or "")
