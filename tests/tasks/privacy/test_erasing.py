"""Erasing one person's data: two people, no running or held case, every figure and the trail stay as they were."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, select

from engine import audit, schema
from engine.database import Actor
from engine.refusals import Conflict, Forbidden, Invalid, NotFound
from engine.spiff import StateRefused
from tasks import attachments, billing, cases, comments, completion, views, work
from tasks.attachments import Place
from tasks.completion import Late
from tasks.facts import refreshing
from tasks.privacy import erasing, holds, leftovers, wiping
from tasks.privacy.covering import ERASED
from tasks.privacy.erasing import Subject
from tasks.reports.scope import ReportFilter
from tasks.reports.steps import step_report
from tasks.roles import DATA_PROTECTION
from tasks.timeline import of_case as split_of
from tasks.voice import complaints, surveys
from tests.support.office import Office, filled
from tests.tasks.evidence import packs
from tests.tasks.report_rows import at
from tests.tasks.uploads import pdf
from tests.tasks.voice.saying import COMPLAINT, scores

WHY = "Permintaan pemilik data, surat 7/2026"
SECOND = Actor("pdp2", "Pelindungan Data Dua", frozenset({DATA_PROTECTION}))
STRANGER = Actor("pdp3", "Pelindungan Data Lain", frozenset({DATA_PROTECTION}), office="kotabaru")
PERIOD = ReportFilter("micin_darurat", at(hours=-1), at(days=40), "batulicin")
NAMES = ("Aminah", "SITI", "ICU", "kabel putus pak Budi", "budi@contoh.id", "kurang ramah", "KK Siti")


@pytest.fixture
def case(office: Office) -> int:
    """An ended request of Siti Aminah: late, paused, with a file, a comment, a complaint and a survey."""
    site, officer = office.site, office["petugas1"]
    number = office.start().instance
    line = office.open_task(number)
    work.start(site, officer, line.id)
    office.clock.move(timedelta(minutes=4))
    work.suspend(site, officer, line.id, "jaringan", "Siti Aminah keluar ruangan")
    office.clock.move(timedelta(minutes=2))
    work.resume(site, officer, line.id)
    office.clock.move(timedelta(minutes=9))
    attachments.add(site, officer, Place(number, line.id, "kk"), "KK Siti.pdf", pdf())
    comments.add(site, officer, number, "SITI dirawat di ICU", line.id)
    form = views.form_for(site, officer, line.id).form
    completion.complete(site, officer, line.id, filled(form), late=Late("jaringan", "kabel putus pak Budi"))
    complaints.send(site, COMPLAINT | {"receipt": "MD-2026-00001"}, "10.0.0.1")
    for _ in range(20):
        with site.db.read() as tx:
            if tx.conn.execute(select(schema.instances.c.status)).scalar_one() != "active":
                break
        step(office, number)
    surveys.answer(site, surveys.token_of(site, number), scores(3, comment="Petugas kurang ramah"))
    return number


@pytest.fixture
def light(office: Office) -> int:
    """An ended request of Siti Aminah with nothing but her name and a form."""
    number = office.start().instance
    office.do(number)
    cases.cancel(office.site, office["kasi"], number, "Ditarik pemohon")
    return number


def step(office: Office, number: int) -> None:
    """One step on, whatever the case waits for."""
    open_ = office.open_tasks(number)
    if open_:
        line = open_[0]
        login = (
            "petugas1" if line.lane == "petugas" else "pengawas" if line.lane == "pengawas" else "koordinator"
        )
        office.do_task(line.id, login)
        return
    started = cases.read(office.site, office["petugas1"], number)
    with office.site.db.read() as tx:
        waits = select(schema.waits.c.message).where(schema.waits.c.closed_at.is_(None))
        message = next(one for one in tx.conn.execute(waits).scalars() if one)
    billing.deliver(office.site, office["petugas1"], message, started.business_key, {})


def rows(office: Office, table: Table) -> list[dict[str, Any]]:
    with office.site.db.read() as tx:
        query = select(table).order_by(*table.primary_key)
        return [dict(row._mapping) for row in tx.conn.execute(query)]


def whole(office: Office, but: tuple[str, ...] = ("audit", "audit_heads")) -> str:
    """Every row of every table as text, the trail aside."""
    return repr([rows(office, one) for one in schema.metadata.sorted_tables if one.name not in but])


def figures(office: Office, case: int) -> str:
    """What reports, breaches and the case's own page make of its times."""
    with office.site.db.read() as tx:
        split = split_of(tx, case)
    kept = {
        schema.tasks: ("variables", "draft", "draft_at"),
        schema.clocks: (),
        schema.waits: (),
        schema.breaches: ("note", "follow_up"),
        schema.pauses: ("evidence",),
        schema.shortfalls: ("note",),
        schema.bills: (),
        schema.payments: (),
        schema.surveys: ("comment",),
        schema.instances: ("title", "state", "salt"),
    }
    told = [
        [{k: v for k, v in row.items() if k not in gone} for row in rows(office, table)]
        for table, gone in kept.items()
    ]
    return repr((split, step_report(office.site, office["auditor"], PERIOD), told))


def asked(office: Office, *notes: str) -> int:
    return erasing.ask(office.site, office["pdp"], Subject("MD-2026-00001"), WHY, notes)


def test_two_people_erase_a_case_and_figures_trail_and_packs_stand(
    office: Office, case: int, tmp_path: Path
) -> None:
    pack = packs.of_case(office, case)
    before, text = figures(office, case), whole(office)
    assert all(name in text for name in NAMES if name != "Aminah") and "Siti Aminah" in text
    trail = rows(office, schema.audit)
    seen = erasing.preview(office.site, office["pdp"], Subject("MD-2026-00001"))
    assert seen.stands and {one.text for one in seen.remarks} >= {"Siti Aminah keluar ruangan"}
    assert whole(office) == text and rows(office, schema.audit) == trail  # a preview changes nothing
    number = asked(office, *(f"{one.table}:{one.id}" for one in seen.remarks))
    with pytest.raises(Forbidden, match="own_erasure"):
        erasing.confirm(office.site, office["pdp"], number, True)
    counts = erasing.confirm(office.site, office["kasi"], number, True)
    assert {name: counts[name] for name in seen.counts} == seen.counts
    after = whole(office)
    assert [name for name in (*NAMES, "Siti") if name in after] == []
    assert figures(office, case) == before
    later = rows(office, schema.audit)
    assert [one for one in trail if one not in later] == []  # to the byte
    with office.site.db.read() as tx:
        assert audit.verify(tx).faults == ()
    code, said = packs.verify(pack, tmp_path)
    assert code == 0 and "UTUH" in said
    code, said = packs.verify(packs.of_case(office, case), tmp_path)
    assert code == 0, said
    for view in (views.case(office.site, office["kasi"], case),):
        assert view.instance.title == ERASED and "Aminah" not in repr((view.data, view.tasks))
        for line in view.tasks:
            views.task(office.site, office["kasi"], line.id)


def test_its_files_leave_the_disk_unless_another_case_holds_the_same(office: Office, case: int) -> None:
    other = office.start(nama_pemohon="Misran").instance
    site, officer = office.site, office["petugas1"]
    alone = attachments.add(
        site, officer, Place(other, office.open_task(other).id, None), "lain.pdf", pdf(b"%x")
    )
    (shared,) = {row["sha256"] for row in rows(office, schema.attachments) if row["instance_id"] == case}
    attachments.add(site, officer, Place(other, office.open_task(other).id, None), "sama.pdf", pdf())
    erasing.confirm(site, SECOND, asked(office), True)
    assert leftovers.remove(site) == []
    assert (site.files / shared[:2] / shared).exists() and rows(office, schema.leftover_files) == []
    with site.db.begin() as tx:
        wiping.wipe_files(tx, schema.attachments.c.instance_id == other)
    assert leftovers.remove(site) == []
    assert not (site.files / shared[:2] / shared).exists()
    assert not (site.files / alone.sha256[:2] / alone.sha256).exists()
    # The same picture can come again.
    third = office.start(nama_pemohon="Noraini").instance
    attachments.add(site, officer, Place(third, office.open_task(third).id, None), "lagi.pdf", pdf())
    assert (site.files / shared[:2] / shared).exists()


def test_running_and_held_cases_are_refused_and_nothing_is_done_twice(office: Office, light: int) -> None:
    running = office.start(nama_pemohon="Misran")
    with pytest.raises(Conflict, match="case_runs"):
        erasing.ask(office.site, office["pdp"], Subject(running.business_key), WHY)
    assert not erasing.preview(office.site, office["pdp"], Subject(running.business_key)).stands
    number = asked(office)
    with pytest.raises(Conflict, match="asked_already"):
        asked(office)
    hold = holds.place(office.site, office["pdp"], "MD-2026-00001", "Sengketa di PTUN")
    with pytest.raises(Conflict, match="held"):
        holds.place(office.site, office["pdp"], "MD-2026-00001", "Sekali lagi")
    with pytest.raises(Conflict, match="held"):
        erasing.confirm(office.site, SECOND, number, True)
    holds.lift(office.site, office["pdp"], hold, "Putusan tetap")
    with pytest.raises(Invalid):
        erasing.confirm(office.site, SECOND, number, False)
    assert erasing.confirm(office.site, SECOND, number, True)["instances"] == 1
    with pytest.raises(Conflict, match="decided"):
        erasing.confirm(office.site, SECOND, number, True)
    with pytest.raises(Conflict, match="decided"):
        erasing.refuse(office.site, office["kasi"], number, "terlambat")


def test_who_may_ask_and_who_may_decide(office: Office, light: int) -> None:
    for login in ("petugas1", "kasi", "auditor", "admin", "pemilik"):
        with pytest.raises(Forbidden):
            erasing.ask(office.site, office[login], Subject("MD-2026-00001"), WHY)
    with pytest.raises(NotFound):
        erasing.ask(office.site, STRANGER, Subject("MD-2026-00001"), WHY)
    number = asked(office)
    for login in ("petugas1", "auditor", "admin", "pemilik"):
        with pytest.raises(Forbidden):
            erasing.confirm(office.site, office[login], number, True)
    with pytest.raises(NotFound):
        erasing.confirm(office.site, STRANGER, number, True)
    erasing.refuse(office.site, office["kasi"], number, "Berkas masih diperlukan")
    (found,) = erasing.listed(office.site, office["auditor"]).rows
    assert (found.state, found.decided_by, found.decided_why) == (
        "refused",
        "kasi",
        "Berkas masih diperlukan",
    )
    assert erasing.listed(office.site, STRANGER).total == 0


def test_one_of_many_at_once_erases_and_a_comment_meets_it(office: Office, light: int) -> None:
    """On PostgreSQL the threads meet at the case's row; on SQLite they take turns."""
    number, said = asked(office), []

    def decide(actor: Actor) -> None:
        try:
            erasing.confirm(office.site, actor, number, True)
            said.append("done")
        except Conflict as refusal:
            said.append(refusal.key)

    def add() -> None:
        try:
            comments.add(office.site, office["petugas1"], light, "terlambat berkomentar", None)
        except Conflict as refusal:
            said.append(refusal.key)

    threads = [threading.Thread(target=decide, args=(actor,)) for actor in (SECOND, office["kasi"]) * 2]
    threads.append(threading.Thread(target=add))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(said) == ["done", *["privacy.decided"] * 3]
    with office.site.db.read() as tx:
        assert audit.verify(tx).faults == ()


def test_a_fault_in_the_middle_erases_nothing_and_what_is_left_on_the_disk_is_done_later(
    office: Office, case: int
) -> None:
    number, site = asked(office), office.site
    with site.db.begin() as tx:  # a state nobody can read stops the erasure half-way
        whole_state = tx.conn.execute(select(schema.instances.c.state)).scalar_one()
        tx.conn.execute(schema.instances.update().values(state=b"rusak"))
    text = whole(office)
    with pytest.raises(StateRefused):
        erasing.confirm(site, SECOND, number, True)
    assert whole(office) == text
    with site.db.begin() as tx:
        tx.conn.execute(schema.instances.update().values(state=whole_state))
    erasing.confirm(site, SECOND, number, True)
    # The program ended before it removed the files: their digests stand in the database.
    (left,) = rows(office, schema.leftover_files)
    place = site.files / left["sha256"][:2] / left["sha256"]
    assert place.exists()
    assert leftovers.remove(site) == [] and not place.exists() and rows(office, schema.leftover_files) == []


def test_the_facts_of_an_erased_case_are_what_they_were(office: Office, case: int) -> None:
    def facts() -> list[list[dict[str, Any]]]:
        office.clock.move(timedelta(minutes=5))
        refreshing.refresh_all(office.site)
        return [rows(office, table) for table in (schema.step_facts, schema.case_facts, schema.step_rollups)]

    before = facts()
    assert before[0] and before[1]
    erasing.confirm(office.site, SECOND, asked(office), True)
    after = facts()
    ended = [{k: v for k, v in row.items() if k != "as_of"} for row in before[1]]
    assert [{k: v for k, v in row.items() if k != "as_of"} for row in after[1]] == ended
    assert after[0] == before[0] and after[2] == before[2]


def test_a_file_that_is_opened_while_it_is_erased_is_whole_or_gone(office: Office, case: int) -> None:
    (file,) = [row for row in rows(office, schema.attachments) if row["instance_id"] == case]
    number, said = asked(office), []

    def read() -> None:
        try:
            opened = attachments.open_file(office.site, office["petugas2"], file["id"])
            said.append(len(opened.path.read_bytes()) == file["size"])
        except (NotFound, FileNotFoundError):
            said.append(True)

    threads = [threading.Thread(target=read) for _ in range(4)]
    threads.append(threading.Thread(target=erasing.confirm, args=(office.site, SECOND, number, True)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert said == [True] * 4
    assert leftovers.remove(office.site) == []
    with pytest.raises(NotFound):
        attachments.open_file(office.site, office["petugas2"], file["id"])
