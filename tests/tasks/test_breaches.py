"""Breaches: who explains them, who confirms them, and that two people do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import audit
from engine.database import Actor
from engine.refusals import Conflict, Forbidden, Invalid, NotFound
from tasks import breaches, completion, work, worker
from tasks.breaches import Breach
from tasks.completion import Late
from tasks.views import form_for
from tests.support.office import OPERATOR, Office, filled


def late(office: Office, by: str = "petugas1", why: Late | None = None) -> Breach:
    """The breach of a first step that took ten minutes."""
    task = office.start().opened[0]
    work.start(office.site, office[by], task)
    office.clock.move(timedelta(minutes=10))
    form = filled(form_for(office.site, office[by], task).form)
    assert completion.complete(office.site, office[by], task, form, late=why).late
    with office.site.db.read(OPERATOR) as tx:
        found = breaches.of_task(tx, task)
    assert found is not None
    return found


def test_who_was_late_explains_and_so_may_a_supervisor(office: Office) -> None:
    breach = late(office)
    for other in ("petugas2", "pengawas", "auditor", "admin"):
        with pytest.raises(Forbidden):
            breaches.explain(office.site, office[other], breach.id, "antrean", "")
    with pytest.raises(NotFound):
        breaches.explain(office.site, office["petugas1"], 10_000, "antrean", "")
    with pytest.raises(NotFound):
        elsewhere = Actor("kasi", roles=frozenset({"supervisor"}), office="kotabaru")
        breaches.explain(office.site, elsewhere, breach.id, "antrean", "")
    for reason, note in (("entah", ""), ("antrean", "x" * 1001), ("antrean", "a\x00")):
        with pytest.raises(Invalid):
            breaches.explain(office.site, office["petugas1"], breach.id, reason, note)
    breaches.explain(office.site, office["petugas1"], breach.id, "antrean", "ramai")
    breaches.explain(office.site, office["koordinator"], breach.id, "jaringan", "padam")
    found = breaches.read(office.site, OPERATOR, breach.id)
    assert (found.state, found.reason, found.note, found.explained_by) == (
        "explained",
        "jaringan",
        "padam",
        "koordinator",
    )


def test_a_supervisor_confirms_and_never_the_own_explanation(office: Office) -> None:
    breach = late(office)
    with pytest.raises(Conflict, match=r"breach\.not_explained"):
        breaches.confirm(office.site, office["kasi"], breach.id, "kantor")
    breaches.explain(office.site, office["kasi"], breach.id, "antrean", "")
    for other in ("petugas1", "petugas2", "auditor", "admin"):
        with pytest.raises(Forbidden):
            breaches.confirm(office.site, office[other], breach.id, "kantor")
    with pytest.raises(Forbidden, match=r"breach\.four_eyes"):
        breaches.confirm(office.site, office["kasi"], breach.id, "kantor")
    for responsible, note in (("entah", ""), ("kantor", "x" * 1001), ("kantor", "\x00")):
        with pytest.raises(Invalid):
            breaches.confirm(office.site, office["koordinator"], breach.id, responsible, note)
    breaches.confirm(office.site, office["koordinator"], breach.id, "kantor", "antrean lebaran")
    found = breaches.read(office.site, OPERATOR, breach.id)
    assert (found.state, found.responsible, found.confirmed_by) == ("confirmed", "kantor", "koordinator")
    with pytest.raises(Conflict, match=r"breach\.confirmed"):
        breaches.explain(office.site, office["petugas1"], breach.id, "antrean", "")
    with pytest.raises(Conflict, match=r"breach\.confirmed"):
        breaches.confirm(office.site, office["kasi"], breach.id, "kantor")
    with office.site.db.read(OPERATOR) as tx:
        assert not audit.verify(tx).faults


def test_a_reason_given_with_the_late_completion_stands_and_a_wrong_one_is_refused(office: Office) -> None:
    assert late(office, why=Late("jaringan", "SPRI")).state == "explained"
    task = office.start().opened[0]
    form = filled(form_for(office.site, office["petugas1"], task).form)
    for why in (Late("entah"), Late("jaringan", "x" * 1001), Late("jaringan", "\x00")):
        with pytest.raises(Invalid) as refused:
            completion.complete(office.site, office["petugas1"], task, form, late=why)
        assert {problem.where for problem in refused.value.problems} <= {"late.reason", "late.note"}
    completion.complete(
        office.site, office["petugas1"], task, form, late=Late("jaringan")
    )  # in time: nothing to explain
    with office.site.db.read(OPERATOR) as tx:
        assert breaches.of_task(tx, task) is None


def test_lists_of_what_is_to_explain_and_to_confirm(office: Office) -> None:
    first, second = late(office), late(office, "petugas2")
    with office.site.db.read(office["petugas1"]) as tx:
        assert [breach.id for breach in breaches.to_explain(tx, "petugas1")] == [first.id]
        assert not breaches.to_confirm(tx)
    breaches.explain(office.site, office["petugas2"], second.id, "lain", "")
    with office.site.db.read(office["kasi"]) as tx:
        assert [breach.id for breach in breaches.to_confirm(tx)] == [second.id]


def test_who_holds_an_overdue_task_may_explain_it_before_it_is_done(office: Office) -> None:
    task = office.start().opened[0]
    work.start(office.site, office["petugas1"], task)
    office.clock.move(timedelta(minutes=10))
    worker.settle(office.site)
    with office.site.db.read(OPERATOR) as tx:
        breach = breaches.of_task(tx, task)
    assert breach is not None
    breaches.explain(office.site, office["petugas1"], breach.id, "antrean", "")


def test_who_may_read_a_breach(office: Office) -> None:
    breach = late(office)
    for login in ("petugas2", "auditor", "kasi"):
        assert breaches.read(office.site, office[login], breach.id).id == breach.id
    for login in ("admin", "pemilik"):
        with pytest.raises(Forbidden):
            breaches.read(office.site, office[login], breach.id)
