"""The checklist of a case: the catalogue's where nothing is known, settled where the case's answers settle it."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import pytest
from sqlalchemy import select

from engine import decision_models, schema
from engine.refusals import Invalid
from processes.model import Need
from tasks import checklist, completion
from tasks.decisions import checklists, taken
from tasks.views import form_for
from tests.support.office import OPERATOR, Office, filled

MICIN = "micin_darurat"
FILE = (files("bpmn") / "kelengkapan.dmn").read_bytes()


def listed(
    office: Office, kind: str, sop: str = "", data: Mapping[str, Any] | None = None
) -> checklists.Listed:
    with office.site.db.read(OPERATOR) as tx:
        return checklists.listed(tx, kind, sop, data or {})


def needs(found: checklists.Listed) -> dict[str, Need]:
    return {item.code: item.need for item in found.items}


def test_with_nothing_known_every_type_has_the_catalogues_checklist(office: Office) -> None:
    for kind in checklist.application_types():
        for sop in ("", MICIN, "penerbitan_penggantian"):
            found = listed(office, kind.code, sop)
            assert found.items == checklist.items(kind.code, sop) and found.answer is not None, kind.code


@pytest.mark.parametrize(
    ("kind", "answer", "code"),
    [
        ("baru_dewasa", "pernah_ganti_nama", "ganti_nama"),
        ("haji_umrah", "dokumen_tidak_memuat_data", "surat_ket_data"),
        ("cpmi", "pewarganegaraan", "kewarganegaraan"),
        ("cpmi", "rekomendasi_diminta", "rekomendasi_pmi"),
        ("baru_dewasa", "pernah_memiliki_paspor", "paspor_lama"),
        ("baru_anak", "orang_tua_memiliki_paspor", "paspor_ortu"),
        ("baru_anak", "orang_tua_tidak_hadir", "kuasa_ortu"),
        ("baru_anak", "orang_tua_bercerai", "hak_asuh"),
        ("baru_anak", "bepergian_tanpa_orang_tua", "pengantar_anak"),
        ("hilang", "keadaan_kahar", "ket_kahar"),
        ("rusak", "keadaan_kahar", "ket_kahar"),
    ],
)
def test_an_answer_settles_its_document(office: Office, kind: str, answer: str, code: str) -> None:
    assert needs(listed(office, kind))[code] is Need.CONDITIONAL
    assert needs(listed(office, kind, data={answer: True}))[code] is Need.REQUIRED
    assert code not in needs(listed(office, kind, data={answer: False}))
    left = [item for item in checklist.items(kind) if item.code != code]
    assert [i for i in listed(office, kind, data={answer: False}).items if i in left] == left


@pytest.mark.parametrize(
    ("answers", "need"),
    [
        ({"tahun_terbit_paspor_lama": 2008}, Need.REQUIRED),
        ({"tahun_terbit_paspor_lama": 2015}, Need.CONDITIONAL),  # abroad, or changed data: nobody has said
        ({"data_berubah": True}, Need.REQUIRED),
        (
            {
                "tahun_terbit_paspor_lama": 2015,
                "terbit_di_luar_indonesia": False,
                "data_berubah": False,
            },
            None,
        ),
    ],
)
def test_a_condition_of_several_answers_waits_for_those_that_decide_it(
    office: Office, answers: dict[str, Any], need: Need | None
) -> None:
    found = needs(listed(office, "habis_berlaku", data=answers))
    assert (found.get("kk"), found.get("akta_lahir")) == (need, need)
    assert found["ektp"] is found["paspor_lama"] is Need.REQUIRED


def test_groups_of_which_one_is_enough_are_kept(office: Office) -> None:
    found = listed(office, "baru_dewasa", data={"pernah_ganti_nama": True})
    group = [item.code for item in found.items if item.group == "identitas"]
    assert group == ["akta_lahir", "akta_nikah", "ijazah", "surat_baptis"]


def test_answers_are_found_where_steps_left_them_and_the_cases_own_come_first(office: Office) -> None:
    asked = {"isi_kuesioner": {"pernah_ganti_nama": True, "keputusan": "ya"}}
    assert needs(listed(office, "baru_dewasa", data=asked))["ganti_nama"] is Need.REQUIRED
    asked["pernah_ganti_nama"] = False  # type: ignore[assignment]
    assert "ganti_nama" not in needs(listed(office, "baru_dewasa", data=asked))


@pytest.mark.parametrize("odd", ["mungkin", 3, [True, False], {"a": 1}, None])
def test_an_answer_that_does_not_fit_counts_as_not_given(office: Office, odd: Any) -> None:
    found = listed(office, "baru_dewasa", data={"pernah_ganti_nama": odd})
    assert found.items == checklist.items("baru_dewasa")


@pytest.mark.parametrize(
    "broken",
    [
        FILE.replace(b"daftar", b"susunan"),
        FILE.replace(b"{dokumen: s.dokumen", b"{berkas: s.dokumen"),
        FILE.replace(b'"baru_dewasa","haji_umrah","cpmi"</text>', b'"haji_umrah","cpmi"</text>'),
    ],
)
def test_a_gate_never_opens_because_a_table_says_nothing(office: Office, broken: bytes) -> None:
    with office.site.db.begin(OPERATOR) as tx:
        decision_models.publish(tx, broken)
    assert listed(office, "baru_dewasa").items == checklist.items("baru_dewasa")


def test_an_office_may_ask_for_more_than_the_catalogue(office: Office) -> None:
    more = FILE.replace(b"<text>&quot;ektp&quot;</text>", b"<text>&quot;surat_rt&quot;</text>")
    more = more.replace(b'<text>"ektp"</text>', b'<text>"surat_rt"</text>')
    with office.site.db.begin(OPERATOR) as tx:
        decision_models.publish(tx, more)
    first = listed(office, "baru_dewasa").items[0]
    assert (first.code, first.label, first.sensitive) == ("surat_rt", "Surat rt", False)


def test_the_gate_asks_for_what_the_case_needs_and_the_decision_is_kept(office: Office) -> None:
    number = office.start(pernah_ganti_nama=True, pernah_memiliki_paspor=False).instance
    task = office.until(number, "pastikan_persyaratan").id
    form = form_for(office.site, office["petugas1"], task).form
    items = {item.code: item for item in form.gate}
    assert items["ganti_nama"].need is Need.REQUIRED and "paspor_lama" not in items
    assert items["ganti_nama"].condition == "pernah ganti nama"
    assert items["kewarganegaraan"].need is Need.CONDITIONAL
    lacking = filled(form, missing={"ganti_nama": "tidak_ada"})
    with pytest.raises(Invalid):
        completion.complete(office.site, office["petugas1"], task, lacking)
    with office.site.db.read() as tx:
        assert tx.conn.execute(select(schema.decisions_taken)).all() == []
    done = completion.complete(office.site, office["petugas1"], task, filled(form))
    with office.site.db.read() as tx:
        (one,) = taken.of_instance(tx, number)
    assert (one.task_id, one.decision) == (done.task, "daftar")
    assert one.inputs["pernah_ganti_nama"] is True and "ganti_nama" in str(one.rules)
    again = form_for(office.site, office["petugas1"], task).form
    assert {item.code for item in again.gate} == set(items)
