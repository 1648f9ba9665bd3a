"""The document catalogue and its checklists."""

from __future__ import annotations

from datetime import date

import pytest

from processes.documents import catalogue
from processes.model import Need
from processes.table import tables


def codes(application_type: str, service: str | None = None) -> list[str]:
    return [item.document.code for item in catalogue().items(application_type, service)]


def test_the_catalogue_holds_the_documents_and_types_of_the_source() -> None:
    assert len(catalogue().documents) == 25
    assert len(catalogue().checklists) == 8


def test_micin_darurat_adds_its_three_documents() -> None:
    added = ["surat_permohonan", "rekam_medis", "rujukan_dokter"]
    assert codes("habis_berlaku", "micin_darurat") == [*codes("habis_berlaku"), *added]
    assert codes("hilang", "micin_darurat") == codes("hilang")


def test_a_type_like_another_takes_over_its_list() -> None:
    assert codes("haji_umrah") == codes("baru_dewasa")
    assert codes("cpmi") == [*codes("baru_dewasa"), "rekomendasi_pmi"]


def test_needs_keep_group_and_condition() -> None:
    items = {item.document.code: item for item in catalogue().items("baru_dewasa")}
    assert (items["ektp"].need, items["akta_lahir"].group) == (Need.REQUIRED, "identitas")
    assert items["ganti_nama"].condition == "pernah ganti nama"
    assert items["akta_lahir"].requirement().need is Need.ONE_OF


def test_medical_documents_are_special_personal_data() -> None:
    assert catalogue().documents["rekam_medis"].pdp == "spesifik"


def test_fees_are_dated() -> None:
    assert [day for day, _ in catalogue().fees] == [date(2019, 5, 3), date(2024, 12, 17)]


def test_an_unknown_type_is_an_error() -> None:
    with pytest.raises(KeyError):
        catalogue().items("liburan")


def test_the_start_form_offers_the_types_micin_darurat_adds_to() -> None:
    micin = next(sop for sop in tables() if sop.id == "micin_darurat")
    (field,) = [field for field in micin.start_form if field.id == "jenis_permohonan"]
    assert tuple(option.value for option in field.options) == catalogue().checklists["micin_darurat"].adds_to
