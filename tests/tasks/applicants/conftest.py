"""Fixtures of the applicants' tests: the office, and somebody with an application filled in."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from engine.database import Actor
from tasks import billing
from tasks.applicants import applications, steps, submitting
from tasks.applicants.applications import Application
from tasks.applicants.steps import Progress
from tasks.billing import Bill, Payment
from tasks.duties import DUTIES
from tasks.worker import settle
from tests.support.office import OPERATOR, Office
from tests.tasks.applicants.applying import filled
from tests.tasks.applicants.people import with_person


@dataclass(frozen=True)
class Siti:
    """Siti, her account and her application."""

    office: Office
    actor: Actor
    person: int
    number: int

    def stands(self) -> tuple[Application, Progress]:
        """The application and how far it has come."""
        with self.office.site.db.read(self.actor) as tx:
            application = applications.read_own(tx, self.number)
            return application, steps.progress(tx, application)

    def submit(self) -> Bill:
        """Send it."""
        return submitting.submit(self.office.site, self.actor, self.number)

    def pay(self) -> None:
        """Send it and pay the bill, as the bank reports it."""
        bill = self.submit()
        payment = Payment(bill.code, bill.amount, f"NTPN{bill.id}", self.office.clock())
        assert billing.report(self.office.site, OPERATOR, payment).verdict == billing.ACCEPTED
        self.settle()

    def settle(self) -> None:
        """Let the worker see to what is due."""
        assert settle(self.office.site, DUTIES) == []


@pytest.fixture
def siti(office: Office) -> Siti:
    """Siti with a first application, complete up to its summary."""
    actor, person = with_person(office.site)
    return Siti(office, actor, person, filled(office.site, actor, person))
