"""A breach is closed with what was done about it; files show why; the causes of a period are added up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import schema
from engine.database import Actor
from engine.refusals import Conflict, Forbidden, Invalid, NotFound
from tasks import attachments, breach_evidence, breaches, cases, completion, outages, views, work
from tasks.completion import Late
from tasks.reports import behind
from tasks.reports.breaches import breach_board
from tasks.reports.causes import causes
from tasks.reports.scope import ReportFilter
from tests.support.office import OPERATOR, Office, filled
from tests.tasks.uploads import pdf

PDF = pdf()

STRANGER = Actor("orang_luar", "Orang Luar", frozenset({"supervisor", "petugas"}), "kotabaru")


def late(office: Office, reason: str = "jaringan") -> int:
    """A request whose first step was late; the number of its breach."""
    task = office.open_task(office.start().instance).id
    work.start(office.site, office["petugas1"], task)
    office.clock.move(timedelta(minutes=9))
    form = views.form_for(office.site, office["petugas1"], task).form
    completion.complete(office.site, office["petugas1"], task, filled(form), late=Late(reason, "kabel putus"))
    found = views.task(office.site, office["petugas1"], task).breach
    assert found is not None
    return found.id


def test_a_breach_goes_from_confirmed_to_closed_once_and_only_by_a_supervisor(office: Office) -> None:
    number = late(office)
    with pytest.raises(Conflict) as early:
        breaches.close(office.site, office["kasi"], number, "jalur cadangan dipasang")
    assert early.value.key == "breach.not_confirmed"
    breaches.confirm(office.site, office["kasi"], number, "kahar")
    for who, refusal in ((office["petugas1"], Forbidden), (STRANGER, NotFound)):
        with pytest.raises(refusal):
            breaches.close(office.site, who, number, "selesai")
    with pytest.raises(Invalid):
        breaches.close(office.site, office["kasi"], number, "  ")
    breaches.close(office.site, office["kasi"], number, "jalur cadangan dipasang")
    closed = breaches.read(office.site, office["auditor"], number)
    assert (closed.state, closed.follow_up, closed.closed_by) == ("closed", "jalur cadangan dipasang", "kasi")
    for again in (
        lambda: breaches.close(office.site, office["kasi"], number, "lagi"),
        lambda: breaches.explain(office.site, office["kasi"], number, "jaringan", ""),
        lambda: breach_evidence.add(office.site, office["petugas1"], number, "a.pdf", PDF),
    ):
        with pytest.raises(Conflict):
            again()
    with office.site.db.read(OPERATOR) as tx:
        trail = schema.audit.c
        told = tx.conn.execute(schema.audit.select().where(trail.action == "breach.closed")).one()
    assert (told.actor, told.reason) == ("kasi", "jalur cadangan dipasang")


def test_evidence_is_attached_by_who_may_explain_also_when_the_task_is_over(office: Office) -> None:
    number = late(office)
    made = breach_evidence.add(office.site, office["petugas1"], number, "berita acara.pdf", PDF)
    with pytest.raises(Forbidden):
        breach_evidence.add(office.site, office["petugas2"], number, "b.pdf", PDF)
    with pytest.raises(NotFound):
        breach_evidence.add(office.site, STRANGER, number, "b.pdf", PDF)
    with pytest.raises(Invalid):
        breach_evidence.add(office.site, office["kasi"], number, "b.exe", b"MZ")
    with office.site.db.read(office["kasi"]) as tx:
        files = attachments.list_for(tx, made.instance_id)
    assert breach_evidence.of_breach(files, number) == (made,)
    assert breach_evidence.of_breach(files, number + 1) == ()


def test_the_board_has_a_column_for_each_state_and_a_look_at_it_leaves_one_line(office: Office) -> None:
    begin = office.clock()
    confirmed, explained = late(office), late(office)
    breaches.confirm(office.site, office["kasi"], confirmed, "kantor")
    scope = ReportFilter("micin_darurat", begin, office.clock() + timedelta(days=1), "batulicin")
    found = breach_board(office.site, office["kasi"], scope)
    assert {state: [row.id for row in one.rows] for state, one in found.items()} == {
        "new": [],
        "explained": [explained],
        "confirmed": [confirmed],
        "closed": [],
    }
    with office.site.db.read(OPERATOR) as tx:
        trail = schema.audit.c
        assert len(tx.conn.execute(schema.audit.select().where(trail.action == "report.read")).all()) == 1


def test_the_causes_of_a_period_are_added_up_by_request(office: Office) -> None:
    begin = office.clock()
    late(office)
    late(office)
    late(office, "antrean")
    gate = office.start().instance
    office.until(gate, "pastikan_persyaratan")
    office.do(gate, missing={"kk": "tidak_ada"}, keputusan="tidak")
    office.do(gate)
    stopped = outages.declare(office.site, office["kasi"], "bms", "T-1")
    office.clock.move(timedelta(minutes=30))
    outages.end(office.site, office["kasi"], stopped)
    scope = ReportFilter("micin_darurat", begin, office.clock() + timedelta(days=1), "batulicin")
    found = causes(office.site, office["auditor"], scope)
    lines = {one.reason: one for one in found.without}
    assert (lines["jaringan"].breaches, lines["jaringan"].breaches_left) == (2, found.breaches - 2)
    assert lines["jaringan"].cases_left == found.late_cases - 2
    assert [(one.item, one.times, one.cases, one.again) for one in found.missing] == [("kk", 1, 1, 0)]
    (effect,) = found.outages
    assert (effect.system, effect.ticket, effect.cases) == ("bms", "T-1", 0)
    with pytest.raises(Forbidden):
        causes(office.site, office["pemilik"], scope)


def test_the_requests_behind_a_cause_are_named_to_who_may_see_them(office: Office) -> None:
    begin = office.clock()
    waiting = office.start().instance
    for _ in range(2):
        office.until(waiting, "pastikan_persyaratan")
        office.do(waiting, missing={"kk": "tidak_ada"}, keputusan="tidak")
        office.do(waiting)
        cases.deliver(office.site, office["petugas1"], "kelengkapan", "MD-2026-00001", {})
    other = office.start().instance
    stopped = outages.declare(office.site, office["kasi"], "jaringan", "T-1")
    office.clock.move(timedelta(minutes=30))
    outages.end(office.site, office["kasi"], stopped)
    scope = ReportFilter("micin_darurat", begin, office.clock() + timedelta(days=1), "batulicin")
    missing = behind.of_document(office.site, office["auditor"], scope, "kk")
    (line,) = missing.cases.rows
    assert (missing.about, line.instance, line.times, line.applicant) == (
        "Kartu keluarga",
        waiting,
        2,
        "S*** A***",
    )
    held = behind.of_outage(office.site, office["kasi"], scope, stopped)
    assert (held.about, held.ticket) == ("jaringan", "T-1")
    assert {one.instance for one in held.cases.rows} == {waiting, other}
    assert {one.applicant for one in held.cases.rows} == {"Siti Aminah"}
    found = causes(office.site, office["auditor"], scope)
    assert [(one.times, one.cases) for one in found.missing] == [(line.times, missing.cases.total)]
    assert [one.cases for one in found.outages] == [held.cases.total]
    for who in (office["pemilik"], office["petugas1"], STRANGER):
        with pytest.raises(Forbidden):
            behind.of_outage(office.site, who, scope, stopped)
    for nothing in (
        lambda: behind.of_outage(office.site, office["kasi"], scope, 99),
        lambda: behind.of_document(office.site, office["kasi"], scope, "tiada"),
    ):
        with pytest.raises(NotFound):
            nothing()
