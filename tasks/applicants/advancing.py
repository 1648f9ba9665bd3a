"""Following with the case what the pages say: each SOP row's message is given once its pages are complete."""

from __future__ import annotations

from typing import Any

from engine import instances
from engine.database import Tx
from tasks import cases, slots
from tasks.applicants import applications, questions, steps
from tasks.applicants.applications import Held
from tasks.applicants.steps import Progress

NO_NIK, AT_OFFICE = "END_NIK", "END_WALKIN"


def follow(tx: Tx, held: Held) -> Progress:
    """Give every message whose pages are complete, in the SOP's order, up to sending; the case is held.

    An application that turns out to be served at the office (or at Dukcapil) only ends here, by the SOP's own branch.
    """
    here = steps.progress(tx, held.application)
    while here.awaited in steps.FILLING and here.awaited != steps.SEND:
        decision = _decision(here)
        complete = all(page in here.complete for page in steps.pages_of(here.awaited))
        if not complete and decision != "tidak":
            return here
        say(tx, held, here.awaited, values(here, here.awaited, decision))
        here = steps.progress(tx, applications.read(tx, held.application.id))
    return here


def leave(tx: Tx, held: Held, here: Progress) -> bool:
    """End a case that has passed the row which would have sent it to the office; whether it ended so."""
    late = here.awaited in steps.FILLING and here.awaited not in _BEFORE_QUESTIONS
    if not (here.asked.walk_in and late):
        return False
    if here.booking:
        slots.release(tx, here.booking.id)
    cases.cancel_held(tx, instances.hold(tx, held.instance.id), f"{AT_OFFICE}: {here.asked.walk_in}")
    return True


def say(tx: Tx, held: Held, element: str, variables: dict[str, Any]) -> None:
    """Give one message to the case."""
    cases.deliver_held(tx, held.instance.id, element, variables)


def values(here: Progress, element: str, decision: str = "ya") -> dict[str, Any]:
    """The variables a row's message brings; codes only, never a NIK, never what was typed freely."""
    asked = here.asked
    given: dict[str, Any] = {"keputusan": decision}
    if element in (steps.QUESTIONS, steps.SEND) and not asked.walk_in:
        given["jenis_permohonan"] = asked.type
    if element in ("pilih_layanan", steps.SEND):
        given["layanan"] = asked.said(questions.SERVICE, "layanan")
    if element in (steps.CHOOSE, steps.SEND):
        given["jenis_paspor"] = asked.said(questions.PASSPORT, "jenis_paspor")
        given["masa_berlaku"] = int(asked.said(questions.PASSPORT, "masa_berlaku"))
    if element == steps.SEND:
        given |= questions.for_the_case(asked)
    if element in (steps.PICK_DAY, steps.SEND) and here.booking:
        given["tanggal_datang"] = here.booking.day.isoformat()
    return given


_BEFORE_QUESTIONS = frozenset({"pilih_layanan", steps.CHECK_IDENTITY, steps.QUESTIONS})


def _decision(here: Progress) -> str:
    if here.awaited == steps.CHECK_IDENTITY and here.asked.said(questions.NIK, "nik_benar") == "dukcapil":
        return "tidak"
    if here.awaited == steps.QUESTIONS and here.asked.walk_in:
        return "tidak"
    return "ya"
