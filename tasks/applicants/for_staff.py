"""What officers see of an application at its case: answers and choices; the NIK masked, whole for a stated reason."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine import audit, instances
from engine.database import Actor, Tx
from engine.refusals import NotFound
from tasks import rights, slots, texts
from tasks.applicants import applications, family, steps
from tasks.applicants.applications import Application
from tasks.applicants.family import Person
from tasks.privacy import covering
from tasks.site import Site
from tasks.slots import Booking

_LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class Shown:
    """An application as officers see it; `person` is None for one without an account, such as a walk-in."""

    application: Application
    person: Person | None
    booking: Booking | None
    covered: bool = False  # the acting person sees the case covered

    @property
    def own_steps(self) -> frozenset[str]:
        """Messages that only the applicant's own pages give, with the answers that belong to them."""
        return _OWN_STEPS if self.application.channel == applications.PORTAL else frozenset()


_OWN_STEPS = frozenset({*steps.BY_ACCOUNT, *steps.FILLING, steps.PROOF, steps.MOVE_DAY})


def of_case(tx: Tx, instance_id: int) -> Shown | None:
    """The application of a case the acting person may see; None where there is none. Raises NotFound, Forbidden."""
    rights.require_case_of(tx, instance_id)
    application = applications.of_case(tx, instance_id)
    if application is None:
        return None
    if not covering.sees(tx, instance_id):
        return Shown(_covered(application), None, slots.newest(tx, application.id), covered=True)
    number = application.applicant_id
    person = family.read(tx, number) if number is not None else None
    return Shown(application, person, slots.newest(tx, application.id))


def _covered(application: Application) -> Application:
    # The receipt's code and a date of birth open the public page of the case.
    answers = {page: covering.values(said) for page, said in application.answers.items()}
    return replace(application, answers=answers, receipt_code=covering.COVERED, email="", priority="")


def unmask(site: Site, actor: Actor, instance_id: int, reason: object) -> str:
    """The whole NIK of a case's applicant, for officers of its office who say why; the look is recorded.

    Raises NotFound, Forbidden (auditors only look at requests), Invalid without a reason.
    """
    why = texts.line(reason, "reason", _LONGEST_REASON)
    with site.db.begin(actor) as tx:
        case = instances.hold(tx, instance_id)
        rights.require_case_worker(actor)
        rights.require_case(actor, case.office)
        application = applications.of_case(tx, instance_id)
        if application is None or application.applicant_id is None:
            raise NotFound("application.unknown")
        number = family.nik_of(tx, site.keys, application.applicant_id)
        subject = f"applicant:{application.applicant_id}"
        audit.append(tx, f"instance:{instance_id}", "nik.unmasked", subject, reason=why)
        return number
