"""Micin Darurat asked for by the family: started for the office, tracked, and silent about the illness."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from engine import instances, schema
from engine.refusals import Invalid, NotFound
from tasks.applicants import applications, emergency, standing, tracking
from tests.support.office import Office
from tests.tasks.applicants.people import BUDI, HOME, SITI_PERSON, joined, with_person

FORM = {
    "orang": "1",
    "jenis": "pertama",
    "alamat": "RSUD dr. H. Andi Abdurrahman Noor, Simpang Empat",
    "akses": "Bangsal Melati, kamar 3",
    "kontak_telepon": "0812 3456 7890",
    "surat_dokter": "true",
}


def test_the_office_gets_the_request_with_place_and_contact(office: Office) -> None:
    actor, _ = with_person(office.site, relation="orang_tua")
    number = emergency.request(office.site, actor, FORM)
    with office.site.db.read(actor) as tx:
        application = applications.read_own(tx, number)
        case = instances.read(tx, application.instance_id)
        data = instances.look(tx, case, instances.definition_of(tx, case).spec).data
        stands = standing.of(tx, application)
    assert (application.channel, case.category, case.title) == ("family", "baru_dewasa", "Siti Aminah")
    assert data["hubungan_pelapor"] == "anak" and data["lokasi_layanan"].endswith("kamar 3")
    assert (stands.state, stands.element) == ("working", "terima_permohonan")
    assert office.open_task(case.id).element == "terima_permohonan"


def test_asked_twice_the_team_is_sent_once(office: Office) -> None:
    actor, _ = with_person(office.site)
    assert emergency.request(office.site, actor, FORM) == emergency.request(office.site, actor, FORM)
    with office.site.db.read() as tx:
        assert len(tx.conn.execute(select(schema.instances.c.id)).all()) == 1


def test_the_letter_is_a_word_and_no_field_asks_of_the_illness(office: Office) -> None:
    actor, _ = with_person(office.site)
    with pytest.raises(Invalid) as refused:
        emergency.request(office.site, actor, {"orang": "1", "penyakit": "rahasia"})
    assert {problem.where for problem in refused.value.problems} == {
        "jenis",
        "alamat",
        "kontak_telepon",
        "surat_dokter",
    }
    number = emergency.request(office.site, actor, {**FORM, "penyakit": "rahasia"})
    with office.site.db.read(actor) as tx:
        kept = applications.read_own(tx, number).answers
    assert kept[emergency.PAGE]["surat_dokter"] == "ada"
    assert "rahasia" not in str(kept)


def test_it_is_tracked_by_receipt_code_and_the_ill_persons_birth_date(office: Office) -> None:
    actor, _ = with_person(office.site)
    number = emergency.request(office.site, actor, FORM)
    with office.site.db.read(actor) as tx:
        code = applications.read_own(tx, number).receipt_code
    born = {name: SITI_PERSON[name] for name in ("birth.day", "birth.month", "birth.year")}
    found = tracking.track(office.site, {"code": code, **born}, HOME)
    assert found.stands.element == "terima_permohonan"


def test_nobody_asks_for_somebody_elses_family(office: Office) -> None:
    with_person(office.site)
    with pytest.raises(NotFound):
        emergency.request(office.site, joined(office.site, BUDI), FORM)
