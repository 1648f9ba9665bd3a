"""Every file of the corpus: what stands in it and how it is laid out. Held ones were made last."""

# ruff: noqa: E501 - markup and texts read best in one line

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.processes.intake.made import contents as c
from tests.processes.intake.made import deep_xlsx, form_pdf, office_docx, office_xlsx, ruled_pdf, web_pdf
from tests.processes.intake.made import more_contents as m
from tests.processes.intake.made.contents import Content
from tests.processes.intake.made.deep_xlsx import Deep
from tests.processes.intake.made.form_pdf import Form
from tests.processes.intake.made.office_docx import Letter
from tests.processes.intake.made.office_xlsx import Workbook
from tests.processes.intake.made.ruled_pdf import Manner
from tests.processes.intake.made.web_pdf import Web


@dataclass(frozen=True)
class Sample:
    """A file; `lost` names what its layout does not hold ("unit", "decision"), `missed` what of its printed PDF is known
    not to be read, `held` that the reader was not made on it."""

    name: str
    content: Content
    make: Callable[[Content, Path], None]
    lost: tuple[str, ...] = ()
    printed: bool = False  # a PDF of it as the office suite prints it, beside it
    held: bool = field(default=False)
    missed: tuple[str, ...] = ()


def _pdf(manner: Manner) -> Callable[[Content, Path], None]:
    return lambda content, path: ruled_pdf.write(content, manner, path)


def _word(manner: Letter) -> Callable[[Content, Path], None]:
    return lambda content, path: office_docx.write(content, manner, path)


def _excel(manner: Workbook) -> Callable[[Content, Path], None]:
    return lambda content, path: office_xlsx.write(content, manner, path)


def _web(manner: Web) -> Callable[[Content, Path], None]:
    return lambda content, path: web_pdf.write(content, manner, path)


def _form(manner: Form) -> Callable[[Content, Path], None]:
    return lambda content, path: form_pdf.write(content, manner, path)


def _deep(manner: Deep) -> Callable[[Content, Path], None]:
    return lambda content, path: deep_xlsx.write(content, manner, path)


OTHER = (
    "NO.",
    "URAIAN KEGIATAN",
    "PELAKSANA",
    "MUTU BAKU",
    "PERSYARATAN/ KELENGKAPAN",
    "WAKTU",
    "OUTPUT",
    "KET.",
)
SAMPLES = (
    Sample("lurus.pdf", c.SURAT, _pdf(Manner())),
    Sample("kotak-kotak.pdf", c.CUTI, _pdf(Manner(cell_boxes=True, column_row=True, turned=True))),
    Sample("bersambung.pdf", c.BELANJA, _pdf(Manner(repeat=False, thin_boxes=True, cover=True))),
    Sample("potret.pdf", c.BELANJA, _pdf(Manner(landscape=False, caption="A. TAHAP PERSIAPAN", heads=OTHER))),
    Sample(
        "tanpa-nomor.pdf",
        c.ADUAN,
        _pdf(Manner(landscape=False, identity="lines", numbered=False, actor_rules=False)),
        ("unit",),
    ),
    Sample("tanpa-garis.pdf", c.SURAT, _pdf(Manner(rules=False, identity="lines")), ("unit",)),
    Sample("bentuk.xlsx", c.SURAT, _excel(Workbook(connectors=True)), printed=True),
    Sample(
        "dua-lembar.xlsx",
        c.CUTI,
        _excel(Workbook(sheets=True, column_row=True, plain_rect=True, formulas=True)),
        printed=True,
    ),
    Sample("centang.xlsx", c.BELANJA, _excel(Workbook(marks="√")), ("decision",), printed=True),
    Sample("melayang.docx", c.SURAT, _word(Letter()), printed=True),
    Sample(
        "tiga-baris.docx",
        c.CUTI,
        _word(Letter(landscape=False, shapes="inline", three_rows=True, column_row=True, lists=True)),
        printed=True,
    ),
    Sample(
        "vml.docx",
        c.BELANJA,
        _word(Letter(shapes="vml", identity="lines", caption="B. PELAKSANAAN")),
        ("unit",),
    ),
    Sample("nama.docx", c.ADUAN, _word(Letter(shapes="names", cover=True)), ("decision",), printed=True),
    Sample("geser.docx", c.BELANJA, _word(Letter(far=True, cover=True)), printed=True),
    Sample("tanda.docx", c.CUTI, _word(Letter(shapes="mark")), ("decision",), printed=True),
    Sample("peramban.pdf", c.CUTI, _web(Web())),
    Sample("peramban-panjang.pdf", c.BELANJA, _web(Web(repeat=True, symbols="svg"))),
    Sample("tahan-formulir.pdf", m.ARSIP, _form(Form()), held=True),
    Sample("tahan-tanpa-garis-baris.pdf", m.PASPOR, _form(Form(row_rules=False, numbers="{}.")), held=True),
    Sample("tahan-terpotong.pdf", m.LAPORAN, _form(Form(split_rows=True, colour=None)), held=True),
    Sample("tahan-rebah.pdf", m.PASPOR, _form(Form(on_its_side=True, title="JUDUL SOP")), held=True),
    Sample(
        "tahan-kelompok.pdf",
        m.LAPORAN,
        _form(Form(groups=(("INTERNAL", 6), ("EKSTERNAL", 1)), letters=6.5)),
        held=True,
    ),
    Sample(
        "tahan-satu-halaman.pdf", m.ARSIP, _form(Form(one_page=True, colour=None, answers=False)), held=True
    ),
    Sample(
        "tahan-word.docx",
        m.LAPORAN,
        _word(Letter(shapes="vml", three_rows=True, lists=True)),
        held=True,
    ),
    Sample(
        "tahan-word-potret.docx",
        m.PASPOR,
        _word(Letter(landscape=False, far=True, column_row=True)),
        held=True,
        printed=True,
    ),
    Sample(
        "tahan-excel.xlsx",
        m.LAPORAN,
        _excel(Workbook(connectors=True, column_row=True)),
        held=True,
        printed=True,
    ),
    Sample(
        "tahan-excel-tanda.xlsx",
        m.ARSIP,
        _excel(Workbook(marks="v", sheets=True)),
        ("decision",),
        held=True,
        printed=True,
    ),
    Sample(
        "tahan-bertingkat.xlsx",
        m.ARSIP,
        _deep(Deep()),
        held=True,
        printed=True,
        missed=("legal_basis", "3 needs"),
    ),
    Sample(
        "tahan-bertingkat-panjang.xlsx",
        m.LAPORAN,
        _deep(Deep(rows=2, colon=False, turned=False)),
        held=True,
        printed=True,
    ),
    Sample("tahan-peramban.pdf", m.LAPORAN, _web(Web(repeat=True, colour="#ddd")), held=True),
    Sample("tahan-peramban-svg.pdf", m.ARSIP, _web(Web(symbols="svg")), held=True),
)
