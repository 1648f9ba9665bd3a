"""The document as DOCX and XLSX: what is written is what is read back, and no text is more than text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from docx import Document

from processes.intake.reading import read
from processes.intake.to_sop import to_sop
from processes.model import RETURN, Identity, Sop, Step, StepKind
from processes.paper.document import Paper
from processes.paper.sheet import question_of
from processes.paper.texts import drawable
from processes.paper.word import word
from processes.paper.workbook import workbook
from processes.table import SHIPPED
from tests.processes.paper.papers import HEAD, long_sop, paper_of, shipped, with_texts

Writer = Callable[[Paper], bytes]
WRITERS = pytest.mark.parametrize("writer", [word, workbook], ids=["docx", "xlsx"])
FULL = Identity(
    unit="Kantor Contoh",
    number="SOP-01/2026",
    created_on="2 Januari 2026",
    revised_on="3 Februari 2026",
    effective_on="1 Maret 2026",
    approved_by="Kepala Kantor",
    title="SOP yang panjang",
    legal_basis=("UU 25 Tahun 2009 tentang Pelayanan Publik", "PP 96 Tahun 2012"),
    qualifications=("Memahami aturan", "Mampu memeriksa berkas"),
    related=("SOP Penyimpanan Berkas",),
    equipment=("Komputer", "Pemindai"),
    warnings=("Bila tidak dilaksanakan, berkas tertunda",),
    records=("Buku register", "Berkas disimpan"),
)


def _visible(sop: Sop) -> Iterator[Any]:
    """What a table says to its reader: cells, who, what is asked and where it leads; ids and kinds are not seen."""
    labels = {role.id: role.label for role in sop.roles}
    ends = {end.id: end.label for end in sop.ends}
    for step in sop.steps:
        goals = (step.decision.yes, step.decision.no) if step.decision else (step.next,)
        yield (
            step.number,
            step.activity,
            labels[step.performer.role],
            tuple(item.text for item in step.requirements),
            step.time,
            tuple(item.text for item in step.outputs),
            step.remark,
            question_of(step),
            tuple(ends.get(goal or "", goal) for goal in goals),
        )


@WRITERS
def test_a_table_that_was_written_is_read_back_the_same(writer: Writer) -> None:
    sop = replace(long_sop(), identity=FULL)
    paper = replace(paper_of(sop), head=replace(HEAD, unit="", address=""))
    intake = read(writer(paper))
    again = to_sop(intake, sop.id, "berkas")
    assert list(_visible(again)) == list(_visible(sop))
    assert again.identity == sop.identity
    assert [role.label for role in again.roles] == [role.label for role in sop.roles]
    assert again.name == sop.name
    assert intake.leftovers == ()
    assert [
        doubt for step in intake.steps for doubt in (step.yes.doubt, step.no.doubt, step.time.doubt) if doubt
    ] == []
    assert list(
        _visible(to_sop(read(writer(replace(paper, sop=replace(again, id=sop.id)))), sop.id, "lagi"))
    ) == list(_visible(sop))


@WRITERS
@pytest.mark.parametrize("key", SHIPPED)
def test_the_cells_of_a_shipped_table_are_read_back(key: str, writer: Writer) -> None:
    sop = shipped(key).sop
    again = to_sop(read(writer(shipped(key))), sop.id, "berkas")
    assert [_cells(step) for step in again.steps] == [_cells(step) for step in sop.steps]
    decided = {step.number: step for step in again.steps}
    for step in sop.steps:
        if step.decision and RETURN not in (step.decision.yes, step.decision.no):
            assert question_of(decided[step.number]) == step.decision.question


def _cells(step: Step) -> tuple[Any, ...]:
    time = " ".join(step.time.text.split())
    texts = tuple(tuple(item.text for item in items) for items in (step.requirements, step.outputs))
    return step.number, step.activity, time, texts, step.remark, StepKind.TASK


HOSTILE = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "@SUM(A1)",
    "+1",
    "<w:p>&amp;</w:p>",
    "a\x0bb\x00c",
    "https://contoh.id",
    "007",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_in_a_workbook_stays_a_text(text: str) -> None:
    content = workbook(paper_of(with_texts(long_sop(steps=3, roles=2), text)))
    book = openpyxl.load_workbook(BytesIO(content))
    cells = [cell for row in book["SOP"].iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.hyperlink is None for cell in cells)
    shown = drawable(text)
    assert sum(str(cell.value) == shown for cell in cells) >= 3
    assert [sheet.sheet_state for sheet in book.worksheets] == ["visible"]
    assert not any(dimension.hidden for dimension in book["SOP"].column_dimensions.values())


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_in_a_word_file_stays_a_text(text: str) -> None:
    content = word(paper_of(with_texts(long_sop(steps=3, roles=2), text)))
    made = Document(BytesIO(content))
    shown = drawable(text)
    assert made.tables[1].cell(2, 1).text == shown
    assert "vanish" not in ZipFile(BytesIO(content)).read("word/document.xml").decode()


@WRITERS
def test_one_paper_gives_one_file(writer: Writer) -> None:
    paper = shipped("bap_paspor")
    assert writer(paper) == writer(replace(paper))


def test_the_head_of_the_table_repeats_on_every_page_and_the_foot_names_the_hash() -> None:
    paper = shipped("micin_darurat")
    made = Document(BytesIO(word(paper)))
    rows = made.tables[1].rows
    assert [row._tr.trPr is not None and "tblHeader" in row._tr.trPr.xml for row in rows][:3] == [
        True,
        True,
        False,
    ]
    assert paper.digest in made.sections[0].footer.paragraphs[0].text
    book = openpyxl.load_workbook(BytesIO(workbook(paper)))
    assert book["SOP"].print_title_rows is not None
    assert paper.digest in str(book["SOP"].oddFooter.left.text)
