"""The standard of a service: what is known stands there, what nobody said stays empty."""

from __future__ import annotations

from io import BytesIO

import pdfplumber
import pytest

from engine.refusals import NotFound
from processes.paper.standard import COMPONENTS, Standard, pledge_pdf, standard_pdf
from tasks import library, service_standards, settings
from tests.support.office import Office

EMPTY = {"legal_basis", "product", "competence", "oversight", "staff", "guarantee", "safety", "evaluation"}


@pytest.fixture
def whole(office: Office) -> Office:
    library.deploy_shipped(office.site, office["admin"])
    return office


def _of(office: Office, key: str) -> Standard:
    with office.site.db.read(office["petugas1"]) as tx:
        return service_standards.of_sop(office.site, tx, key)


def _items(standard: Standard) -> dict[str, tuple[str, ...]]:
    return {one.code: one.items for one in standard.components}


def test_it_has_the_fourteen_components_with_the_fees_of_the_day_and_makes_nothing_up(whole: Office) -> None:
    office = whole
    standard = _of(office, "penerbitan_penggantian")
    found = _items(standard)
    assert tuple(found) == tuple(COMPONENTS)
    assert {code for code, items in found.items() if not items} == EMPTY | {"facilities"}
    assert any("e-KTP" in line and line.startswith("Paspor baru dewasa:") for line in found["requirements"])
    assert len(found["procedure"]) == 16
    assert any("4 hari kerja" in line for line in found["time"])
    assert not any(line.startswith("kantor:") for line in found["time"])  # what another office's page says
    assert not any("asumsi" in line.lower() for line in found["time"])
    assert "14 hari kerja" in found["complaints"][0]
    fees = found["fee"]
    assert any(
        line.startswith("Paspor elektronik, masa berlaku 10 tahun: Rp950.000 (PP 45/2024") for line in fees
    )
    assert any(line.startswith("Denda paspor hilang: Rp1.000.000") for line in fees)
    assert any(line.startswith("Percepatan") for line in fees)
    with office.site.db.read() as tx:
        keys = {key for key, _ in service_standards.names(tx)}
        pledge = service_standards.pledge(office.site, tx)
    assert keys == {"micin_darurat", "penerbitan_penggantian", "kelompok_rentan", "m_paspor"}
    assert "sanggup menyelenggarakan pelayanan" in pledge.text
    assert len(pledge.services) == 4


def test_the_office_fills_the_gaps_in_its_settings(office: Office) -> None:
    changes = {
        "standard.products": [{"code": "micin_darurat", "label": "Paspor biasa"}],
        "standard.guarantee": "Petugas datang pada hari yang dijanjikan\nBila tidak, pemohon diberi tahu",
        "standard.complaints": "Kotak saran di ruang tunggu",
    }
    settings.change(office.site, office["admin"], changes)
    found = _items(_of(office, "micin_darurat"))
    assert found["product"] == ("Paspor biasa",)
    assert len(found["guarantee"]) == 2
    assert found["complaints"][1] == "Kotak saran di ruang tunggu"
    with pytest.raises(NotFound):
        _of(office, "tiada")


def test_both_are_papers_to_hang_up(office: Office) -> None:
    standard = _of(office, "micin_darurat")
    assert standard_pdf(standard) == standard_pdf(standard)
    with pdfplumber.open(BytesIO(standard_pdf(standard))) as document:
        text = "\n".join(page.extract_text() for page in document.pages)
    assert all(word in text for title in COMPONENTS.values() for word in title.split())
    assert "Surat rujukan untuk berobat ke luar negeri" in text
    with office.site.db.read() as tx:
        made = pledge_pdf(service_standards.pledge(office.site, tx))
    with pdfplumber.open(BytesIO(made)) as document:
        [page] = document.pages
        assert "MAKLUMAT PELAYANAN" in page.extract_text()
