"""An application from its first page to the day at the office: the case follows, nothing typed is lost."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from engine import instances, schema
from engine.refusals import Conflict, Invalid, NotFound
from tasks import billing, slots
from tasks.applicants import (
    afterwards,
    applications,
    choosing,
    family,
    filling,
    questions,
    standing,
    steps,
    submitting,
)
from tests.support.office import OPERATOR, Office
from tests.tasks.applicants.applying import ANSWERS, DAY, FIRST, OLD, RENEWAL, answered, filled, upload
from tests.tasks.applicants.conftest import Siti
from tests.tasks.applicants.people import BUDI, SITI_PERSON, joined, with_person


def state(siti: Siti) -> standing.Standing:
    with siti.office.site.db.read(siti.actor) as tx:
        return standing.of(tx, applications.read_own(tx, siti.number))


def mails(siti: Siti) -> list[str]:
    with siti.office.site.db.read() as tx:
        query = select(schema.outbox.c.kind).where(schema.outbox.c.instance_id.is_not(None))
        return list(tx.conn.execute(query.order_by(schema.outbox.c.id)).scalars())


def test_the_case_waits_for_what_the_pages_ask_next(office: Office) -> None:
    actor, person = with_person(office.site)
    number = filling.begin(office.site, actor, person, FIRST)
    siti = Siti(office, actor, person, number)
    assert siti.stands()[1].awaited == "unggah_ektp"
    answered(office.site, actor, number, questions.NIK)
    assert siti.stands()[1].awaited == "unggah_ektp", "without the card the page is not complete"
    upload(office.site, actor, number, "ektp")
    answered(office.site, actor, number, questions.NIK)
    assert siti.stands()[1].awaited == "isi_kuesioner"
    answered(office.site, actor, number, *list(ANSWERS)[1:6])
    assert siti.stands()[1].awaited == "unggah_dokumen"
    with pytest.raises(Invalid) as refused:
        filling.finish_documents(office.site, actor, number)
    assert [problem.where for problem in refused.value.problems] == ["kk", "akta_lahir"]
    upload(office.site, actor, number, "kk", "ijazah")
    filling.finish_documents(office.site, actor, number)
    assert siti.stands()[1].awaited == "pilih_paspor_kantor"


def test_begun_twice_it_is_one_application(office: Office) -> None:
    actor, person = with_person(office.site)
    numbers = {filling.begin(office.site, actor, person, FIRST) for _ in range(3)}
    assert len(numbers) == 1
    with office.site.db.read() as tx:
        assert len(tx.conn.execute(select(schema.instances.c.id)).all()) == 1


def test_what_was_typed_is_kept_even_where_it_is_wrong(office: Office) -> None:
    actor, person = with_person(office.site)
    number = filling.begin(office.site, actor, person, FIRST)
    with pytest.raises(Invalid) as refused:
        filling.answer(
            office.site, actor, number, questions.CONTACT, {"alamat": "Jalan Baru", "kontak_telepon": "1"}
        )
    assert [(one.where, one.key) for one in refused.value.problems] == [
        ("kontak_nama", "text.required"),
        ("kontak_telepon", "form.phone"),
    ]
    with office.site.db.read(actor) as tx:
        kept = applications.read_own(tx, number).answers[questions.CONTACT]
    assert kept == {"alamat": "Jalan Baru", "kontak_telepon": "1"}


def test_sending_holds_the_seat_issues_the_bill_and_keeps_the_decisions(siti: Siti) -> None:
    bill = siti.submit()
    assert (bill.amount, len(bill.code), bill.state) == (950_000, 15, "open")
    assert bill.expires_at == siti.office.clock() + timedelta(hours=2)
    stands = state(siti)
    assert (stands.state, stands.element) == ("to_pay", "bayar_pnbp")
    assert stands.booking is not None and (stands.booking.state, stands.booking.held_until) == (
        "held",
        bill.expires_at,
    )
    assert siti.submit() == bill, "pressed twice it is the same code"
    with siti.office.site.db.read() as tx:
        taken = tx.conn.execute(select(schema.decisions_taken.c.decision)).scalars().all()
        case = instances.read(tx, stands.case.id)
    assert sorted(taken) == ["daftar", "kelompok", "rincian", "sop"]
    assert (case.title, case.category) == ("Siti Aminah", "baru_dewasa")
    assert mails(siti) == ["submitted_bill"]


def test_nothing_of_a_person_but_the_name_reaches_the_case(siti: Siti) -> None:
    siti.submit()
    with siti.office.site.db.read() as tx:
        instance = instances.read(tx, 1)
        data = instances.look(tx, instance, instances.definition_of(tx, instance).spec).data
    told = str(data)
    assert "Siti Aminah" in told and "baru_dewasa" in told and DAY in told
    for secret in ("6310014102900001", "Halimah", "Noraini", "Jalan Raya", "siti@example.id"):
        assert secret not in told


def test_a_changed_answer_changes_what_is_asked_for_and_what_is_sent(siti: Siti) -> None:
    site, actor, number = siti.office.site, siti.actor, siti.number
    answered(site, actor, number, questions.PURPOSE, tujuan={"tujuan": "haji_umrah"})
    answered(site, actor, number, questions.CONDITION, keadaan={"pernah_ganti_nama": "ya"})
    assert siti.stands()[1].next == questions.DOCUMENTS
    with pytest.raises(Conflict) as refused:
        siti.submit()
    assert refused.value.key == "application.incomplete"
    upload(site, actor, number, "ganti_nama")
    siti.submit()
    with site.db.read() as tx:
        assert instances.read(tx, 1).category == "haji_umrah"


def test_a_name_and_birth_date_corrected_before_sending_are_what_is_sent(siti: Siti) -> None:
    right = {**SITI_PERSON, "name": "Siti Aminah Noor", "birth.day": "2", "nik_checked": "true"}
    family.change(siti.office.site, siti.actor, siti.person, right)
    siti.submit()
    assert state(siti).case.title == "Siti Aminah Noor"
    assert siti.stands()[0].birth_date == date(1990, 2, 2)


def test_paid_in_time_the_proof_follows_and_the_day_stands(siti: Siti) -> None:
    siti.pay()
    stands = state(siti)
    assert (stands.state, stands.element, stands.paid) == ("booked", "ubah_jadwal", True)
    assert stands.booking is not None and stands.booking.state == "confirmed"
    assert mails(siti) == ["submitted_bill", "paid"]
    with pytest.raises(Conflict):
        filling.answer(
            siti.office.site, siti.actor, siti.number, questions.PARENTS, ANSWERS[questions.PARENTS]
        )


def test_not_paid_in_time_the_day_is_released_and_the_answers_are_kept(siti: Siti) -> None:
    siti.submit()
    siti.office.clock.move(timedelta(hours=2, seconds=1))
    siti.settle()
    application, here = siti.stands()
    assert (here.awaited, here.next, here.booking) == ("pilih_paspor_kantor", questions.DAY, None)
    assert application.answers[questions.CONTACT]["kontak_nama"] == "Noraini"
    assert state(siti).seat_gone
    choosing.choose_day(siti.office.site, siti.actor, siti.number, "2026-04-14")
    bill = siti.submit()
    assert bill.state == "open"
    assert [one.state for one in _bills(siti)] == ["open", "expired"]
    assert mails(siti) == ["submitted_bill", "slot_released", "submitted_bill"]


def test_a_day_is_moved_once_until_the_day_before_without_paying_again(siti: Siti) -> None:
    siti.pay()
    moved = afterwards.move_day(siti.office.site, siti.actor, siti.number, "2026-04-15")
    assert (moved.day, moved.state, moved.moves) == (date(2026, 4, 15), "confirmed", 1)
    stands = state(siti)
    assert (stands.state, stands.may_move, len(_bills(siti))) == ("booked", False, 1)
    assert stands.application.answers[questions.DAY] == {"hari": "2026-04-15"}
    with pytest.raises(Conflict) as refused:
        afterwards.move_day(siti.office.site, siti.actor, siti.number, "2026-04-16")
    assert refused.value.key == "slot.moved_already"
    assert mails(siti)[-1] == "schedule_changed"


def test_on_the_day_itself_it_is_too_late_to_move(siti: Siti) -> None:
    siti.pay()
    siti.office.clock.move(timedelta(days=4))
    with pytest.raises(Conflict) as refused:
        afterwards.move_day(siti.office.site, siti.actor, siti.number, "2026-04-15")
    assert refused.value.key == "slot.move_too_late"


def test_withdrawing_gives_the_seat_back_and_voids_the_bill(siti: Siti) -> None:
    siti.submit()
    with pytest.raises(Invalid):
        afterwards.withdraw(siti.office.site, siti.actor, siti.number, sure=False)
    afterwards.withdraw(siti.office.site, siti.actor, siti.number, sure=True)
    siti.settle()
    stands = state(siti)
    assert (stands.state, stands.element, stands.case.status) == ("ended", "withdrawn", "canceled")
    assert [one.state for one in _bills(siti)] == ["void"]
    with siti.office.site.db.read(siti.actor) as tx:
        assert slots.live(tx, siti.number) is None
    assert mails(siti)[-1] == "withdrawn"
    with pytest.raises(Conflict):
        afterwards.withdraw(siti.office.site, siti.actor, siti.number, sure=True)
    assert filling.begin(siti.office.site, siti.actor, siti.person, FIRST) != siti.number


@pytest.mark.parametrize(
    "old", [{"paspor_lama": "hilang"}, {"paspor_lama": "rusak"}, {**OLD, "data_berubah": "ya"}]
)
def test_lost_damaged_or_changed_data_is_led_to_the_office(office: Office, old: dict[str, str]) -> None:
    actor, person = with_person(office.site)
    number = filling.begin(office.site, actor, person, RENEWAL)
    upload(office.site, actor, number, "ektp")
    answered(office.site, actor, number, questions.NIK)
    filling.answer(office.site, actor, number, questions.HISTORY, old)
    stands = state(Siti(office, actor, person, number))
    assert (stands.state, stands.element, stands.case.outcome) == ("ended", "END_WALKIN", "END_WALKIN")


def test_told_late_that_it_is_lost_it_ends_all_the_same(siti: Siti) -> None:
    site, actor, number = siti.office.site, siti.actor, siti.number
    filling.answer(site, actor, number, questions.SERVICE, RENEWAL)
    filling.answer(site, actor, number, questions.HISTORY, {"paspor_lama": "hilang"})
    assert (state(siti).state, state(siti).element) == ("ended", "END_WALKIN")
    with site.db.read(actor) as tx:
        assert slots.live(tx, number) is None


def test_a_nik_dukcapil_does_not_know_ends_there(office: Office) -> None:
    actor, person = with_person(office.site)
    number = filling.begin(office.site, actor, person, FIRST)
    filling.answer(office.site, actor, number, questions.NIK, {"nik_benar": "dukcapil"})
    assert state(Siti(office, actor, person, number)).element == "END_NIK"


def test_a_renewal_of_a_booklet_since_2009_needs_two_documents(office: Office) -> None:
    actor, person = with_person(office.site)
    number = filling.begin(office.site, actor, person, RENEWAL)
    with office.site.db.read(actor) as tx:
        here = steps.progress(tx, applications.read_own(tx, number))
        assert {one.code for one in here.wanted if one.need == "ya"} == {"ektp", "paspor_lama"}
    filling.answer(office.site, actor, number, questions.HISTORY, {**OLD, "tahun_terbit": "2005"})
    with office.site.db.read(actor) as tx:
        here = steps.progress(tx, applications.read_own(tx, number))
        assert {one.code for one in here.wanted if one.need == "ya"} == {
            "ektp",
            "paspor_lama",
            "kk",
            "akta_lahir",
        }


def test_a_child_has_five_years_other_questions_and_no_card(office: Office) -> None:
    actor = joined(office.site)
    child = {**SITI_PERSON, "birth.year": "2019", "nik": "6310014102190001", "relation": "anak"}
    person = family.add(office.site, actor, child)
    number = filling.begin(office.site, actor, person, FIRST)
    answered(office.site, actor, number, questions.NIK)
    with office.site.db.read(actor) as tx:
        application = applications.read_own(tx, number)
        here = steps.progress(tx, application)
        assert (here.awaited, here.asked.type) == ("isi_kuesioner", "baru_anak")
        assert choosing.years(tx, here.asked) == (5,)
        assert {one.code for one in here.wanted if one.need == "ya"} == {"ektp_ortu", "kk", "akta_nikah"}
    with pytest.raises(Invalid) as refused:
        filling.answer(
            office.site,
            actor,
            number,
            questions.PASSPORT,
            {**ANSWERS[questions.PASSPORT], "masa_berlaku": "10"},
        )
    assert [one.key for one in refused.value.problems] == ["application.years"]


def test_who_needs_priority_is_counted_among_the_priority_seats(office: Office) -> None:
    actor, person = with_person(office.site)
    filled(office.site, actor, person, keadaan={"kebutuhan": "hamil_menyusui"})
    with office.site.db.read(actor) as tx:
        (one,) = applications.own(tx)
        booking = slots.live(tx, one.id)
    assert booking is not None and (booking.grp, one.priority) == ("prioritas", "hamil_menyusui")


def test_somebody_elses_application_is_not_there(siti: Siti) -> None:
    site = siti.office.site
    stranger = joined(site, BUDI)
    attempts: list[Any] = [
        lambda: filling.answer(site, stranger, siti.number, questions.PARENTS, ANSWERS[questions.PARENTS]),
        lambda: filling.finish_documents(site, stranger, siti.number),
        lambda: filling.begin(site, stranger, siti.person, FIRST),
        lambda: choosing.choose_day(site, stranger, siti.number, DAY),
        lambda: submitting.submit(site, stranger, siti.number),
        lambda: afterwards.move_day(site, stranger, siti.number, DAY),
        lambda: afterwards.withdraw(site, stranger, siti.number, sure=True),
    ]
    for attempt in attempts:
        with pytest.raises(NotFound):
            attempt()
    with site.db.read(stranger) as tx:
        assert applications.own(tx) == ()


def _bills(siti: Siti) -> tuple[billing.Bill, ...]:
    with siti.office.site.db.read(OPERATOR) as tx:
        return billing.of_case(tx, state(siti).case.id)
