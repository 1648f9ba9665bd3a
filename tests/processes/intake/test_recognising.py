"""Parts of the recogniser that a file of the corpus does not show by itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fpdf import FPDF

from processes.intake.branches import with_branches
from processes.intake.model import Doubt, Found, FoundStep
from processes.intake.paper import SOFT, joined
from processes.intake.reading import read
from processes.intake.steps import items
from processes.intake.stored import from_json, to_json
from processes.intake.to_sop import key_of
from processes.intake.vocabulary import Kind, column_kind, field_label
from tests.processes.intake.place import FILES

_STEP = FoundStep(Found("1"), Found("Memeriksa"), Found("Petugas"))


def _steps(**decider: object) -> list[FoundStep]:
    three = [replace(_STEP, number=Found(str(number))) for number in (1, 2, 3)]
    three[1] = replace(three[1], decides=True, **decider)  # type: ignore[arg-type]
    return three


def test_an_arrow_of_the_file_says_where_no_leads() -> None:
    _, decided, _ = with_branches(_steps(), {"2": ["3", "1"]})
    assert (decided.yes, decided.no) == (Found("3"), Found("1"))


def test_words_of_the_row_say_it_else_it_is_in_doubt() -> None:
    _, told, _ = with_branches(_steps(remark=Found("Bila tidak lengkap, kembali ke langkah 1")), {})
    assert told.no == Found("1")
    _, unknown, _ = with_branches(_steps(), {"2": ["1", "3", "1"]} | {"2": ["7", "8"]})
    assert unknown.no.doubt is Doubt.BRANCH


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("NO.", Kind.NUMBER),
        ("Uraian Prosedur", Kind.ACTIVITY),
        ("K E G I A T A N", Kind.ACTIVITY),
        ("Aktivitas / Kegiatan", Kind.ACTIVITY),
        ("Pelaksana/Aktor", Kind.ACTORS),
        ("Mutu\u00a0Baku", Kind.QUALITY),
        ("Persyaratan / Perlengkapan", Kind.REQUIREMENTS),
        ("Waktu (menit)", Kind.TIME),
        ("Out put", Kind.OUTPUT),
        ("Ket.", Kind.REMARK),
        ("Bahan rapat", None),
        ("Kegiatan rapat dinas", None),
        ("Menyusun laporan", None),
    ],
)
def test_headings_are_known_in_the_ways_offices_write_them(text: str, kind: Kind | None) -> None:
    assert column_kind(text) is kind


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("Nomor SOP : 12/SOP/2021", ("number", "12/SOP/2021")),
        ("No. SOP", ("number", "")),
        ("Tgl. Pembuatan", ("created_on", "")),
        ("TANGGAL PENGESAHAN : 5 Maret", ("signed_on", "5 Maret")),
        ("Disyahkan oleh", ("approved_by", "")),
        ("Judul SOP: Cuti", ("title", "Cuti")),
        ("Peralatan / Perlengkapan :", ("equipment", "")),
        ("Pencatatan & Pendataan", ("records", "")),
        ("Peringatan dini disampaikan kepada petugas", None),
        ("Peralatan kantor", None),
    ],
)
def test_labels_of_the_identity_block_are_told_from_sentences(
    line: str, label: tuple[str, str] | None
) -> None:
    assert field_label(line) == label


def test_lines_become_one_text_and_items() -> None:
    assert joined(["Sekreta" + SOFT, "ris Daerah"]) == "Sekretaris Daerah"
    assert joined(["peraturan perundang-", "undangan"]) == "peraturan perundang-undangan"
    assert items(["1. Surat", "masuk", "2) Agenda", "- ATK"], wrapped=True) == "Surat masuk\nAgenda\nATK"
    assert items(["Surat masuk yang", "lengkap"], wrapped=True) == "Surat masuk yang lengkap"
    assert items(["Surat masuk", "Agenda"], wrapped=False) == "Surat masuk\nAgenda"


def test_a_key_is_made_of_any_title() -> None:
    assert key_of("Pengelolaan Surat Masuk") == "pengelolaan_surat_masuk"
    assert key_of("3 hari kerja") == "sop_3_hari_kerja"
    assert key_of("***") == "sop_baru"


def test_what_was_read_is_the_same_when_it_was_stored() -> None:
    found = read((FILES / "bersambung.pdf").read_bytes())
    assert from_json(to_json(found)) == found
    with pytest.raises(ValueError, match="another version"):
        from_json(to_json(found).replace('"version": 1', '"version": 2'))


def test_without_a_flow_table_the_identity_block_is_still_read() -> None:
    file = FPDF()
    file.set_font("helvetica", size=10)
    file.add_page()
    lines = (
        "Nomor SOP : 12/SOP/2021",
        "Tanggal Pembuatan : 1 Maret 2021",
        "Tanggal Revisi : -",
        "Nama SOP : Cuti",
    )
    for place, line in enumerate((*lines, "Disahkan oleh : Kepala Dinas", "Lembar ini tanpa tabel")):
        file.text(20, 20 + 10 * place, line)
    found = read(bytes(file.output()))
    assert (found.title, found.steps) == ("Cuti", ())
    assert found.identity["number"].text == "12/SOP/2021"
    assert "Lembar ini tanpa tabel" in [one.text for one in found.leftovers]
