"""Auditors see people's data covered; one case is uncovered to one of them, for a purpose, for a while."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from engine import audit, schema
from engine.database import Actor
from engine.refusals import Conflict, Forbidden, Invalid, NotFound
from tasks import attachments, comments, inbox, letters, privacy, search, timeline_events, views
from tasks.attachments import Place
from tasks.privacy import covering, unmasking
from tasks.roles import AUDITOR, INSPECTOR
from tasks.search import CaseFilter
from tests.support.office import Office
from tests.tasks.uploads import pdf

WHY = "Temuan 12/2026: cocokkan nama pada paspor"
COLLEAGUE = Actor("auditor2", "Auditor Dua", frozenset({AUDITOR}))
STRANGER = Actor("auditor3", "Auditor Lain", frozenset({AUDITOR}), office="kotabaru")
VISITOR = Actor("inspektur", "Inspektur", frozenset({AUDITOR, INSPECTOR}))


@pytest.fixture
def case(office: Office) -> int:
    """A request of Siti Aminah that was sent back, with a comment and a file."""
    number = office.start().instance
    gate = office.until(number, "pastikan_persyaratan")
    attachments.add(
        office.site, office["petugas1"], Place(number, gate.id, "kk"), "KK Siti Aminah.pdf", pdf()
    )
    comments.add(office.site, office["petugas1"], number, "Siti Aminah dirawat di ICU", gate.id)
    office.do(number, missing={"kk": "tidak_ada"}, keputusan="tidak", catatan="Hubungi 0812-3456-7890")
    office.do(number)
    return number


def reads(office: Office) -> list[tuple[str, str, str]]:
    with office.site.db.read() as tx:
        query = select(schema.audit.c.actor, schema.audit.c.action, schema.audit.c.subject)
        query = query.join(schema.audit_heads).where(schema.audit_heads.c.chain == "reads")
        return [tuple(row) for row in tx.conn.execute(query.order_by(schema.audit.c.seq))]  # type: ignore[misc]


def everything(office: Office, actor: Actor, case: int) -> str:
    """All that the readers of a case hand out to a person, as text."""
    site = office.site
    with site.db.read(actor) as tx:
        found: list[Any] = [
            timeline_events.events(tx, case),
            comments.list_for(tx, case),
            attachments.list_for(tx, case),
            letters.of_case(tx, case),
            inbox.of_instance(tx, case),
        ]
    view = views.case(site, actor, case)
    found += [view.instance.title, view.data, view.tasks, view.pauses, view.breaches]
    for line in view.tasks:
        task = views.task(site, actor, line.id)
        found += [task.task, task.instance.title]
    return repr(found)


def test_an_auditor_sees_a_case_covered_until_it_is_opened_for_a_purpose(office: Office, case: int) -> None:
    auditor = office["auditor"]
    covered = everything(office, auditor, case)
    for word in ("Siti", "Aminah", "ICU", "KK Siti", "0812-3456-7890", "Aminah.pdf"):
        assert word not in covered, word
    assert "S*** A***" in covered and "tidak_ada" in covered
    assert "Siti Aminah" in everything(office, office["petugas1"], case)
    assert "Siti Aminah" in everything(office, office["koordinator"], case)
    unmasking.open_(office.site, auditor, case, "temuan", WHY)
    shown = everything(office, auditor, case)
    assert "Siti Aminah" in shown and "ICU" in shown and "0812-3456-7890" in shown
    assert "Aminah" not in everything(office, COLLEAGUE, case)
    assert reads(office)[-1][:2] == ("auditor", "data.uncovered")


def test_it_ends_after_half_an_hour_or_when_it_is_covered_again(office: Office, case: int) -> None:
    auditor = office["auditor"]
    unmasking.open_(office.site, auditor, case, "pengaduan", WHY)
    office.clock.move(timedelta(minutes=29, seconds=59))
    assert "Aminah" in everything(office, auditor, case)
    office.clock.move(timedelta(seconds=1))
    assert "Aminah" not in everything(office, auditor, case)
    unmasking.open_(office.site, auditor, case, "pengaduan", WHY)
    unmasking.cover(office.site, auditor, case)
    assert "Aminah" not in everything(office, auditor, case)
    with pytest.raises(Conflict, match="covered_already"):
        unmasking.cover(office.site, auditor, case)
    assert [action for _, action, _ in reads(office)] == ["data.uncovered", "data.uncovered", "data.covered"]


def test_another_case_stays_covered_and_lists_always_are(office: Office, case: int) -> None:
    auditor, other = office["auditor"], office.start(nama_pemohon="Rahmawati").instance
    unmasking.open_(office.site, auditor, case, "temuan", WHY)
    assert "Rahmawati" not in repr(views.case(office.site, auditor, other))
    titles = {line.title for line in search.cases(office.site, auditor, CaseFilter()).items}
    assert titles == {"S*** A***", "R***"}
    assert {line.title for line in inbox.search(office.site, auditor, inbox.Filter()).items} <= titles
    # A name is not found by trying it; a number is.
    assert search.cases(office.site, auditor, CaseFilter(word="Rahma")).total == 0
    assert search.cases(office.site, office["petugas1"], CaseFilter(word="Rahma")).total == 1
    assert search.cases(office.site, auditor, CaseFilter(word="MD-2026-00002")).total == 1
    assert inbox.search(office.site, auditor, inbox.Filter(word="Rahma")).total == 0


def test_a_file_is_opened_only_where_its_case_is_uncovered(office: Office, case: int) -> None:
    auditor = office["auditor"]
    with office.site.db.read() as tx:
        (file,) = tx.conn.execute(select(schema.attachments.c.id)).scalars()
    with pytest.raises(Forbidden, match=r"privacy\.covered"):
        attachments.open_file(office.site, auditor, file)
    unmasking.open_(office.site, auditor, case, "temuan", WHY)
    assert attachments.open_file(office.site, auditor, file).name == "KK Siti Aminah.pdf"


def test_only_the_offices_own_auditors_may_and_only_with_a_purpose_and_a_reason(
    office: Office, case: int
) -> None:
    for login in ("petugas1", "kasi", "pemilik", "admin", "pdp"):
        with pytest.raises(Forbidden):
            unmasking.open_(office.site, office[login], case, "temuan", WHY)
    for actor in (VISITOR, Actor("token:program", "", frozenset({AUDITOR}))):
        with pytest.raises(Forbidden, match="no_uncovering"):
            unmasking.open_(office.site, actor, case, "temuan", WHY)
        assert "Aminah" not in everything(office, actor, case)
    with pytest.raises(NotFound):
        unmasking.open_(office.site, STRANGER, case, "temuan", WHY)
    for purpose, reason, field in (
        ("", WHY, "purpose"),
        ("iseng", WHY, "purpose"),
        ("temuan", "ingin", "reason"),
    ):
        with pytest.raises(Invalid) as refused:
            unmasking.open_(office.site, office["auditor"], case, purpose, reason)
        assert [problem.where for problem in refused.value.problems] == [f"uncover.{field}"]
    assert reads(office) == []


def test_pages_read_while_uncovered_are_in_the_trail_and_others_are_not(office: Office, case: int) -> None:
    auditor = office["auditor"]
    unmasking.note_page(office.site, auditor, "instance.show", case)
    assert reads(office) == []
    unmasking.open_(office.site, auditor, case, "temuan", WHY)
    unmasking.note_page(office.site, auditor, "instance.show", case)
    unmasking.note_page(office.site, COLLEAGUE, "instance.show", case)
    assert reads(office)[1:] == [("auditor", "data.read", f"instance:{case}")]
    (look,) = unmasking.listed(office.site, office["pdp"]).rows
    assert (look.person, look.purpose, look.reason) == ("auditor", "temuan", WHY)
    assert unmasking.listed(office.site, STRANGER).total == 0
    with pytest.raises(Forbidden):
        unmasking.listed(office.site, office["petugas1"])
    with office.site.db.read() as tx:
        assert not audit.verify(tx).faults


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("Siti Aminah belum datang", "••• ••• belum datang"),
        ("NIK 6310015708900001 tidak terbaca", "NIK ••• tidak terbaca"),
        ("telepon 0812-3456-7890 atau siti@contoh.id", "telepon ••• atau •••"),
        ("paspor B1234567 dicetak", "paspor ••• dicetak"),
        ("langkah 7, 15 menit, pukul 10.42", "langkah 7, 15 menit, pukul 10.42"),
        ("MD-2026-00001 menunggu", "MD-2026-00001 menunggu"),
    ],
)
def test_free_texts_lose_names_numbers_and_addresses_alone(text: str, covered: str) -> None:
    assert covering.without(text, "Siti Aminah") == covered


def test_who_works_on_cases_sees_them_and_an_inspector_does_not() -> None:
    assert privacy.covers(Actor("a", "", frozenset({AUDITOR})))
    assert privacy.covers(VISITOR)
    for role in ("petugas", "supervisor", "all_lanes", "system"):
        assert not privacy.covers(Actor("a", "", frozenset({AUDITOR, role})))
