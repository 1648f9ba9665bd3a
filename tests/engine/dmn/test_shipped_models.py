"""The models shipped with the product: without a doubt, with a source at every rule, and true to the sources."""

from __future__ import annotations

from importlib.resources import files

import pytest
from lxml import etree

from engine.dmn import Outcome, lint, load
from engine.dmn.model import Table
from tests.engine.dmn.asking import NOW, ZONE

MODELS = ("biaya", "kelengkapan", "layanan", "masa_berlaku", "prioritas")
DI = "{https://www.omg.org/spec/DMN/20191111/DMNDI/}"
every_model = pytest.mark.parametrize("key", MODELS)


def xml(key: str) -> bytes:
    return (files("bpmn") / f"{key}.dmn").read_bytes()


def ask(key: str, name: str, **given: object) -> Outcome:
    outcome = load(xml(key)).evaluate(name, given, now=NOW, zone=ZONE)
    assert not outcome.errors, outcome.errors
    return outcome


@every_model
def test_nothing_in_it_is_wrong_or_doubtful(key: str) -> None:
    assert lint(xml(key)) == ()
    assert load(xml(key)).model.at.id == key


@every_model
def test_every_rule_names_its_source(key: str) -> None:
    tables = [one.logic for one in load(xml(key)).model.decisions.values() if isinstance(one.logic, Table)]
    assert tables
    assert [rule.at.id for table in tables for rule in table.rules if not "".join(rule.annotations)] == []
    assert len({rule.at.id for table in tables for rule in table.rules}) == sum(len(t.rules) for t in tables)


@every_model
def test_every_element_and_arrow_is_drawn(key: str) -> None:
    root = etree.fromstring(xml(key))
    drawn = {shape.get("dmnElementRef") for shape in root.iter(f"{DI}DMNShape", f"{DI}DMNEdge")}
    kinds = ("{*}decision", "{*}inputData", "{*}informationRequirement")
    assert drawn == {element.get("id") for element in root.iter(*kinds)}


PASSPORT = {
    "tanggal": "2026-04-09",
    "jenis_permohonan": "baru_dewasa",
    "jenis_paspor": "non_elektronik",
    "masa_berlaku": 5,
    "layanan": "reguler",
}


@pytest.mark.parametrize(
    ("changes", "amount"),
    [
        ({}, 350_000),
        ({"masa_berlaku": 10}, 650_000),
        ({"jenis_paspor": "elektronik"}, 650_000),
        ({"jenis_paspor": "elektronik", "masa_berlaku": 10}, 950_000),
        ({"jenis_paspor": "splp", "masa_berlaku": None}, 100_000),
        ({"tanggal": "2024-12-16", "masa_berlaku": 10}, 350_000),
        ({"tanggal": "2019-05-03", "jenis_paspor": "elektronik"}, 650_000),
        ({"tanggal": "2024-12-17", "masa_berlaku": 10}, 650_000),
        ({"layanan": "percepatan"}, 1_350_000),
        ({"jenis_permohonan": "hilang", "keadaan_kahar": False}, 1_350_000),
        ({"jenis_permohonan": "hilang", "keadaan_kahar": True}, 350_000),
        ({"jenis_permohonan": "rusak", "keadaan_kahar": False}, 850_000),
        ({"jenis_permohonan": "rusak", "keadaan_kahar": False, "tanggal": "2021-07-01"}, 850_000),
        ({"jenis_permohonan": "rusak", "keadaan_kahar": True}, 350_000),
        ({"jenis_permohonan": "cpmi", "pertama_kali": True}, 0),
        ({"jenis_permohonan": "cpmi", "pertama_kali": False}, 350_000),
        ({"jenis_permohonan": "baru_dewasa", "pertama_kali": True}, 350_000),
    ],
)
def test_fees_follow_day_kind_years_service_and_fine(changes: dict[str, object], amount: int) -> None:
    asked = PASSPORT | changes
    assert ask("biaya", "jumlah", **asked).plain == amount
    lines = ask("biaya", "rincian", **asked).plain
    assert isinstance(lines, list) and sum(line["jumlah"] for line in lines) == amount


@pytest.mark.parametrize(
    "changes",
    [
        {"tanggal": "2019-05-02"},
        {"tanggal": "2024-12-16", "jenis_paspor": "splp"},
        {"jenis_permohonan": "hilang"},  # nobody has said yet whether it was beyond the holder's control
        {"jenis_permohonan": None},
        {"masa_berlaku": None},
        {"layanan": None},
    ],
)
def test_a_fee_no_source_tells_is_no_number(changes: dict[str, object]) -> None:
    given = {name: value for name, value in (PASSPORT | changes).items() if value is not None}
    assert ask("biaya", "jumlah", **given).plain is None


def test_a_bill_has_a_line_for_each_part_with_its_basis() -> None:
    asked = {**PASSPORT, "jenis_permohonan": "hilang", "keadaan_kahar": False, "layanan": "percepatan"}
    assert ask("biaya", "rincian", **asked).plain == [
        {"jenis": "paspor", "jumlah": 350_000, "dasar": "PP 45/2024"},
        {"jenis": "denda", "jumlah": 1_000_000, "dasar": "PP 45/2024"},
        {"jenis": "percepatan", "jumlah": 1_000_000, "dasar": "PP 45/2024"},
    ]


@pytest.mark.parametrize(
    ("given", "group"),
    [
        ({"usia": 60}, "lansia"),
        ({"usia": 59}, "reguler"),
        ({"usia": 60, "batas_lansia": 65}, "reguler"),
        ({"tanggal_lahir": "1966-04-09"}, "lansia"),
        ({"tanggal_lahir": "1966-04-10"}, "reguler"),
        ({"usia": 4}, "balita"),
        ({"usia": 5}, "reguler"),
        ({"usia": 30, "penyandang_disabilitas": True}, "disabilitas"),
        ({"usia": 30, "hamil_menyusui": True}, "hamil_menyusui"),
        ({"usia": 70, "penyandang_disabilitas": True}, "lansia"),
        ({"penyandang_disabilitas": True}, "disabilitas"),
    ],
)
def test_groups_go_before_by_age_and_need(given: dict[str, object], group: str) -> None:
    asked = {"batas_lansia": 60, "tanggal": "2026-04-09", **given}
    assert ask("prioritas", "kelompok", **asked).plain == group


@pytest.mark.parametrize(
    ("given", "sop", "way"),
    [
        ({"jenis_permohonan": "baru_dewasa", "punya_akun": True}, "m_paspor", "daring"),
        ({"jenis_permohonan": "habis_berlaku", "punya_akun": True}, "m_paspor", "daring"),
        ({"jenis_permohonan": "habis_berlaku", "punya_akun": False}, "m_paspor", "daftar_dahulu"),
        ({"jenis_permohonan": "hilang", "punya_akun": True}, "penerbitan_penggantian", "datang_langsung"),
        ({"jenis_permohonan": "rusak", "kelompok": "lansia"}, "penerbitan_penggantian", "datang_langsung"),
        (
            {"jenis_permohonan": "habis_berlaku", "data_berubah": True, "punya_akun": True},
            "penerbitan_penggantian",
            "datang_langsung",
        ),
        ({"jenis_permohonan": "baru_anak", "kelompok": "balita"}, "kelompok_rentan", "datang_langsung"),
        (
            {"jenis_permohonan": "baru_dewasa", "kelompok": "reguler", "punya_akun": True},
            "m_paspor",
            "daring",
        ),
    ],
)
def test_an_application_enters_its_sop(given: dict[str, object], sop: str, way: str) -> None:
    assert ask("layanan", "sop", **given).plain == {"sop": sop, "cara": way}


def test_without_the_kind_of_application_no_sop_is_named() -> None:
    assert ask("layanan", "sop", punya_akun=True, kelompok="lansia").plain is None


@pytest.mark.parametrize(
    ("kind", "ill", "offer"),
    [
        ("baru_dewasa", True, "micin_darurat"),
        ("baru_dewasa", False, "tidak_ada"),
        ("hilang", True, "tidak_ada"),
        ("habis_berlaku", None, None),
    ],
)
def test_who_is_ill_and_cannot_come_is_offered_a_visit(
    kind: str, ill: bool | None, offer: str | None
) -> None:
    given = {} if ill is None else {"sakit_tidak_dapat_datang": ill}
    assert ask("layanan", "tawaran", jenis_permohonan=kind, **given).plain == offer


@pytest.mark.parametrize(
    ("given", "years", "choices"),
    [
        ({"usia": 17}, 10, [5, 10]),
        ({"usia": 16}, 5, [5]),
        ({"usia": 16, "sudah_kawin": True}, 10, [5, 10]),
        ({"usia": 40, "tanggal": "2022-10-11"}, 5, [5]),
        ({"usia": 40, "tanggal": "2022-10-12"}, 10, [5, 10]),
        ({"tanggal_lahir": "2009-04-09"}, 10, [5, 10]),
        ({"tanggal_lahir": "2009-04-10"}, 5, [5]),
        ({"sudah_kawin": True}, 10, [5, 10]),
        ({}, None, []),
    ],
)
def test_ten_years_are_for_adults_and_the_married(
    given: dict[str, object], years: int | None, choices: list[int]
) -> None:
    asked = {"tanggal": "2026-04-09", **given}
    assert ask("masa_berlaku", "paling_lama", **asked).plain == years
    assert ask("masa_berlaku", "pilihan", **asked).plain == choices
