"""Comments on cases and tasks."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from engine.database import Actor
from engine.refusals import Forbidden, Invalid, NotFound
from engine.schema import audit
from tasks import comments
from tests.support.office import OPERATOR, Office


def test_staff_talk_about_a_case_and_everybody_of_it_reads_along(office: Office) -> None:
    case = office.start().instance
    task = office.open_task(case).id
    first = comments.add(office.site, office["petugas1"], case, " Pemohon dirawat di RSUD. ", task)
    second = comments.add(office.site, office["kasi"], case, "Baik.\nSegera berangkat.")
    assert (first.text, first.author, first.task_id) == ("Pemohon dirawat di RSUD.", "petugas1", task)
    for reader in ("petugas2", "kasi"):
        with office.site.db.read(office[reader]) as tx:
            assert comments.list_for(tx, case) == (first, second)
            assert comments.list_for(tx, case, task) == (first,)


def test_a_comment_leaves_an_audit_line_without_its_words(office: Office) -> None:
    case = office.start().instance
    comments.add(office.site, office["petugas1"], case, "Siti menelepon")
    with office.site.db.read() as tx:
        query = select(audit.c.actor, audit.c.details).where(audit.c.action == "comment.added")
        ((actor, details),) = tx.conn.execute(query).all()
    assert actor == "petugas1" and "Siti" not in details


def test_auditors_and_strangers_write_nothing(office: Office) -> None:
    case = office.start().instance
    elsewhere = Actor("jauh", roles=frozenset({"petugas"}), office="kotabaru")
    for actor in (office["auditor"], office["pemilik"], office["admin"], elsewhere):
        with pytest.raises(NotFound if actor is elsewhere else Forbidden):
            comments.add(office.site, actor, case, "boleh?")
    for actor in (office["pemilik"], office["admin"], elsewhere):
        refusal = NotFound if actor is elsewhere else Forbidden
        with office.site.db.read(actor) as tx, pytest.raises(refusal):
            comments.list_for(tx, case)
    with office.site.db.read(OPERATOR) as tx:
        assert comments.list_for(tx, case) == ()


@pytest.mark.parametrize("text", ["", "  ", "x" * 4001, "a\x00b", None, {"a": 1}])
def test_an_unfit_text_is_refused(office: Office, text: object) -> None:
    case = office.start().instance
    with pytest.raises(Invalid) as refused:
        comments.add(office.site, office["petugas1"], case, text)
    assert [problem.where for problem in refused.value.problems] == ["text"]


def test_a_comment_needs_its_case_and_a_task_of_that_case(office: Office) -> None:
    one, other = office.start().instance, office.start().instance
    for case, task in ((10_000, None), (one, office.open_task(other).id), (one, 10_000)):
        with pytest.raises(NotFound):
            comments.add(office.site, office["petugas1"], case, "halo", task)
