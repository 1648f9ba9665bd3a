"""The document checklists, against the catalogue shipped with the product."""

from __future__ import annotations

import pytest

from processes.model import Need
from tasks import checklist

EXTRA = ("surat_permohonan", "rekam_medis", "rujukan_dokter")


def codes(application_type: str, sop: str = "") -> list[str]:
    return [item.code for item in checklist.items(application_type, sop)]


def test_seven_types_can_be_applied_for_and_micin_is_none_of_them() -> None:
    types = [t.code for t in checklist.application_types()]
    assert types == ["baru_dewasa", "baru_anak", "habis_berlaku", "hilang", "rusak", "haji_umrah", "cpmi"]
    assert all(t.label and t.notes for t in checklist.application_types())
    assert checklist.codes() == set(types)


def test_every_type_gives_a_checklist_whose_documents_are_in_the_catalogue() -> None:
    known = {document.code for document in checklist.documents()}
    assert len(known) == 25
    for application_type in checklist.application_types():
        listed = codes(application_type.code, "micin_darurat")
        assert listed and set(listed) <= known and len(set(listed)) == len(listed)


def test_an_adult_shows_one_of_four_papers_of_identity() -> None:
    found = checklist.items("baru_dewasa")
    group = [item.code for item in found if item.need is Need.ONE_OF and item.group == "identitas"]
    assert group == ["akta_lahir", "akta_nikah", "ijazah", "surat_baptis"]
    renamed = next(item for item in found if item.code == "ganti_nama")
    assert (renamed.need, renamed.condition) == (Need.CONDITIONAL, "pernah ganti nama")
    assert found[0].need is Need.REQUIRED and found[0].group is None and found[0].condition is None


def test_a_type_that_is_the_same_as_another_has_its_items_and_its_own() -> None:
    assert codes("haji_umrah") == codes("baru_dewasa")
    assert codes("cpmi") == [*codes("baru_dewasa"), "rekomendasi_pmi"]


@pytest.mark.parametrize("base", ["baru_dewasa", "baru_anak", "habis_berlaku", "cpmi"])
def test_micin_darurat_asks_three_more(base: str) -> None:
    assert tuple(codes(base, "micin_darurat")) == (*codes(base), *EXTRA)


def test_a_medical_record_is_seen_and_never_stored() -> None:
    record = next(i for i in checklist.items("baru_anak", "micin_darurat") if i.code == "rekam_medis")
    assert record.sensitive and record.seen_only and "jangan simpan isi" in record.note
    assert checklist.seen_only("rekam_medis") and not checklist.seen_only("rujukan_dokter")
    assert checklist.is_sensitive("rujukan_dokter") and not checklist.is_sensitive("ektp")
    assert not checklist.is_sensitive(None) and not checklist.is_sensitive("alat_sendiri")


def test_the_doubt_of_the_source_is_shown_where_the_sop_does_not_name_a_type() -> None:
    notes = {t.code: " ".join(t.notes) for t in checklist.application_types("micin_darurat")}
    assert "tidak disebut" in notes["hilang"] and "tidak disebut" in notes["rusak"]
    assert "tidak disebut" not in notes["baru_dewasa"] and "tidak disebut" not in notes["cpmi"]


@pytest.mark.parametrize("name", ["", "paspor_diplomatik", "micin_darurat"])
def test_an_unknown_type_is_refused(name: str) -> None:
    with pytest.raises(ValueError):
        checklist.items(name)


def test_an_unknown_document_is_refused() -> None:
    with pytest.raises(KeyError):
        checklist.document("sim")
