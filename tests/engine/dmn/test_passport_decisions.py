"""Decisions of the passport service: fees in force, priority, the SOP entered, validity, required documents."""

from __future__ import annotations

import pytest

from engine.dmn import lint
from tests.engine.dmn.asking import answer, ask, faults
from tests.engine.dmn.drawing import clause, decision, given, item, literal, model, output, table

JENIS = '"baru", "habis_berlaku", "hilang", "rusak", "haji_umrah", "cpmi"'

TARIF = decision(
    "Tarif",
    table(
        "UNIQUE",
        [
            clause("tanggal", "date", label="Tanggal"),
            clause("paspor", "tPaspor"),
            clause("tahun", "integer", "5, 10"),
        ],
        [output("", "number")],
        [
            ('< @"2024-12-17"', '"biasa"', "5", "350000", "PP 28/2019"),
            ('< @"2024-12-17"', '"biasa"', "10", "350000", "PP 28/2019"),
            ('< @"2024-12-17"', '"elektronik"', "-", "650000", "PP 28/2019"),
            ('>= @"2024-12-17"', '"biasa"', "5", "350000", "PP 45/2024"),
            ('>= @"2024-12-17"', '"biasa"', "10", "650000", "PP 45/2024"),
            ('>= @"2024-12-17"', '"elektronik"', "5", "650000", "PP 45/2024"),
            ('>= @"2024-12-17"', '"elektronik"', "10", "950000", "PP 45/2024"),
        ],
        annotations=["Dasar"],
        rule="tarif",
    ),
    inputs=["tanggal", "paspor"],
    needs=["tahun"],
    type_="number",
)
TAHUN = decision(
    "tahun",
    table(
        "FIRST",
        [clause("usia", "integer"), clause("sudah kawin", "boolean")],
        [output("", "integer")],
        [(">= 17", "-", "10"), ("-", "true", "10"), ("-", "-", "5")],
        rule="tahun",
    ),
    inputs=["usia", "sudah kawin"],
    type_="integer",
)
DENDA = decision(
    "Denda",
    table(
        "UNIQUE",
        [clause("jenis", "tJenis"), clause("kahar", "boolean")],
        [output("", "number", default="0")],
        [('"hilang"', "false", "1000000"), ('"rusak"', "false", "500000")],
        rule="denda",
    ),
    inputs=["jenis", "kahar"],
    type_="number",
)
BIAYA = decision("Biaya", literal("Tarif + Denda"), needs=["Tarif", "Denda"], type_="number")
KATEGORI = decision(
    "Kategori",
    table(
        "PRIORITY",
        [
            clause("usia", "integer"),
            clause("disabilitas", "boolean"),
            clause("hamil atau menyusui", "boolean"),
        ],
        [output("", "string", '"disabilitas", "lansia", "balita", "ibu", "reguler"')],
        [
            (">= batas lansia", "-", "-", '"lansia"'),
            ("< 5", "-", "-", '"balita"'),
            ("-", "true", "-", '"disabilitas"'),
            ("-", "-", "true", '"ibu"'),
            ("-", "-", "-", '"reguler"'),
        ],
        rule="kategori",
    ),
    inputs=["usia", "disabilitas", "hamil atau menyusui", "batas lansia"],
)
SYARAT = decision(
    "Syarat",
    table(
        "RULE ORDER",
        [clause("jenis", "tJenis"), clause("usia", "integer"), clause("pernah ganti nama", "boolean")],
        [output("dokumen", "string"), output("sifat", "string")],
        [
            ('"baru", "haji_umrah", "cpmi"', ">= 17", "-", '"ektp"', '"wajib"'),
            ('"baru"', "< 17", "-", '"ektp_ortu"', '"wajib"'),
            ('not("habis_berlaku")', "-", "-", '"kk"', '"wajib"'),
            ('"baru"', "-", "-", '"akta_lahir"', '"salah_satu:identitas"'),
            ("-", "-", "true", '"ganti_nama"', '"wajib"'),
        ],
        rule="syarat",
    ),
    inputs=["jenis", "usia", "pernah ganti nama"],
)
MODEL = model(
    item("tJenis", "string", allowed=JENIS),
    item("tPaspor", "string", allowed='"biasa", "elektronik"'),
    given("tanggal", "date"),
    given("paspor", "tPaspor"),
    given("usia", "integer"),
    given("sudah kawin", "boolean"),
    given("jenis", "tJenis"),
    given("kahar", "boolean"),
    given("disabilitas", "boolean"),
    given("hamil atau menyusui", "boolean"),
    given("batas lansia", "integer"),
    given("pernah ganti nama", "boolean"),
    *(TARIF, TAHUN, DENDA, BIAYA, KATEGORI, SYARAT),
)
ADULT = {
    "usia": 30,
    "sudah kawin": False,
    "kahar": False,
    "jenis": "baru",
    "paspor": "biasa",
    "tanggal": "2025-01-02",
}


def test_the_model_leaves_no_doubt() -> None:
    assert lint(MODEL) == ()


@pytest.mark.parametrize(
    ("changes", "biaya"),
    [
        ({}, 650000),
        ({"tanggal": "2024-12-16"}, 350000),
        ({"tanggal": "2024-12-17"}, 650000),
        ({"paspor": "elektronik"}, 950000),
        ({"usia": 16}, 350000),
        ({"usia": 16, "sudah kawin": True}, 650000),
        ({"jenis": "hilang"}, 1650000),
        ({"jenis": "hilang", "kahar": True}, 650000),
        ({"jenis": "rusak", "tanggal": "2022-01-31"}, 850000),
    ],
)
def test_fees_follow_the_date_the_kind_and_the_fine(changes: dict[str, object], biaya: int) -> None:
    assert answer(MODEL, "Biaya", ADULT | changes) == biaya


def test_the_rule_that_set_the_fee_carries_its_regulation() -> None:
    outcome = ask(MODEL, "Biaya", ADULT | {"tanggal": "2020-06-01"})
    fired = {trace.spot.owner_name: trace.fired for trace in outcome.tables}
    assert fired["Tarif"][0].annotations == (("Dasar", "PP 28/2019"),)
    assert fired["Denda"] == () and fired["tahun"][0].number == 1


def test_an_unknown_kind_never_becomes_a_fee() -> None:
    assert faults(MODEL, "Biaya", ADULT | {"jenis": "hlang"}) == ["given_not_allowed"]
    assert faults(MODEL, "Biaya", ADULT | {"tanggal": "besok"}) == ["given_wrong_type"]
    without = {key: value for key, value in ADULT.items() if key != "tanggal"}
    outcome = ask(MODEL, "Biaya", without)
    assert outcome.value is None and outcome.warnings[0].key == "not_given"


@pytest.mark.parametrize(
    ("usia", "disabilitas", "ibu", "kategori"),
    [
        (60, False, False, "lansia"),
        (59, False, False, "reguler"),
        (70, True, False, "disabilitas"),
        (4, False, False, "balita"),
        (25, False, True, "ibu"),
    ],
)
def test_the_priority_group_goes_by_rank(usia: int, disabilitas: bool, ibu: bool, kategori: str) -> None:
    asked = {"usia": usia, "disabilitas": disabilitas, "hamil atau menyusui": ibu, "batas lansia": 60}
    assert answer(MODEL, "Kategori", asked) == kategori


def test_the_documents_required_come_in_the_order_of_rules() -> None:
    asked = {"jenis": "baru", "usia": 16, "pernah ganti nama": True}
    assert answer(MODEL, "Syarat", asked) == [
        {"dokumen": "ektp_ortu", "sifat": "wajib"},
        {"dokumen": "kk", "sifat": "wajib"},
        {"dokumen": "akta_lahir", "sifat": "salah_satu:identitas"},
        {"dokumen": "ganti_nama", "sifat": "wajib"},
    ]
