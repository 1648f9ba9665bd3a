"""The official document as PDF: what is on paper, where the symbols stand, and what the file carries."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pdfplumber
import pikepdf
import pytest

from processes.paper.columns import Size
from processes.paper.document import Composed, Paper, compose, pdf, pictures
from processes.paper.sheet import sheet, texts_of
from tests.processes.paper.papers import composed, long_sop, paper_of, shipped, with_texts

POINT = 25.4 / 72


def _bare(text: str) -> str:
    """A text without its line breaks, and without the dashes before items."""
    return "".join(text.replace("–", "").split())


def _cells(made: Composed, content: bytes) -> list[list[str]]:
    """The text that stands in each row's kegiatan, kelengkapan, waktu, output and keterangan."""
    layout = made.layout
    first = layout.left - layout.activity, layout.left
    edges = [first]
    x = layout.left + layout.performer * layout.count
    for width in layout.rest:
        edges.append((x, x + width))
        x += width
    with pdfplumber.open(BytesIO(content)) as document:
        pages = document.pages
        return [
            [
                pages[place.page - 1]
                .crop(tuple(at / POINT for at in (left, place.top, right, place.bottom)))
                .extract_text()
                for left, right in edges
            ]
            for place in made.places
        ]


@pytest.mark.parametrize("key", ["micin_darurat", "penerbitan_penggantian"])
def test_every_cell_of_the_table_is_on_paper_once_in_its_row_and_column(key: str) -> None:
    paper, made = shipped(key), composed(key)
    content = pdf(paper)
    read = [[_bare(cell) for cell in row] for row in _cells(made, content)]
    told = [row["told"] for row in made.data["table"]["rows"]]
    wanted = [list(map(_bare, texts_of(row))) for row in sheet(paper.sop).rows]
    for row, notes in zip(wanted, told, strict=True):
        row[0] += _bare("".join(notes))
    assert read == wanted


@pytest.mark.parametrize("size", Size)
def test_a_sheet_is_as_large_as_asked_and_lies_on_its_side(size: Size) -> None:
    content = pdf(replace(shipped("bap_paspor"), size=size))
    with pdfplumber.open(BytesIO(content)) as document:
        page = document.pages[0]
        found = round(float(page.width) * POINT), round(float(page.height) * POINT)
    assert found == {Size.A4: (297, 210), Size.F4: (330, 215)}[size]


def test_the_head_of_the_table_stands_on_each_page_of_it_and_pages_are_counted() -> None:
    with pdfplumber.open(BytesIO(pdf(shipped("micin_darurat")))) as document:
        texts = [page.extract_text() for page in document.pages]
    assert all("Mutu Baku" in text and "Keterangan" in text for text in texts[1:])
    assert [f"Halaman {n} dari {len(texts)}" in text for n, text in enumerate(texts, 1)] == [True] * len(
        texts
    )


def test_the_foot_names_version_and_hash_and_a_draft_says_that_it_is_one() -> None:
    paper = shipped("bap_paspor", version=4)
    with pdfplumber.open(BytesIO(pdf(paper))) as document:
        assert all(f"SHA-256 {paper.digest}" in page.extract_text() for page in document.pages)
        assert all("Versi 4" in page.extract_text() for page in document.pages)
    with pdfplumber.open(BytesIO(pdf(replace(paper, version=0)))) as document:
        letters = [[c["text"] for c in page.chars if c["size"] > 100] for page in document.pages]
    assert [sorted(found) for found in letters] == [sorted("DRAF")] * len(letters)


def test_the_file_is_pdf_a_3_with_the_process_attached_as_it_was_published() -> None:
    paper = replace(shipped("micin_darurat"), cover=True)
    with pikepdf.open(BytesIO(pdf(paper))) as document:
        meta = document.open_metadata()
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("3", "A")
        assert document.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert bool(document.Root.MarkInfo.Marked)
        assert str(document.Root.Lang) == "id"
        [(name, spec)] = document.attachments.items()
        assert name == "micin_darurat-v1.bpmn"
        assert spec.get_file().read_bytes() == paper.xml
        assert document.Root.AF[0].AFRelationship == "/Source"
        fonts = [font for page in document.pages for font in page.Resources.get("/Font", {}).values()]
        assert fonts
        assert all("/FontFile3" in _descriptor(font) or "/FontFile2" in _descriptor(font) for font in fonts)


def test_a_file_in_another_encoding_is_attached_as_it_is() -> None:
    paper = shipped("bap_paspor")
    latin = paper.xml.replace(b"UTF-8", b"ISO-8859-1", 1).replace(b"Memutuskan", b"M\xe9mutuskan")
    with pikepdf.open(BytesIO(pdf(replace(paper, xml=latin)))) as document:
        [spec] = document.attachments.values()
        assert spec.get_file().read_bytes() == latin


def _descriptor(font: pikepdf.Object) -> pikepdf.Object:
    inner = font.get("/DescendantFonts", [font])[0]
    return inner.FontDescriptor


def test_one_paper_gives_one_sequence_of_bytes() -> None:
    paper = replace(shipped("bap_paspor"), made_at=datetime(2026, 4, 9, 8, tzinfo=UTC))
    assert pdf(paper) == pdf(replace(paper))
    assert pdf(paper) != pdf(replace(paper, version=2))


@pytest.mark.parametrize(
    "text",
    [
        '#panic("x") $x$ *b* _i_ `c` @ref <lab> \\ // /* ] [ #import "/etc/passwd"',
        "=1+1|cmd' /C calc'!A0",
        "😀 漢字 العربية \u202e",
        "a\x0bb\x00c\ufffe",
        "x" * 400,
        "kata " * 60,
        "",
    ],
)
def test_no_text_breaks_the_document(text: str) -> None:
    sop = with_texts(long_sop(steps=3, roles=3), text)
    content = pdf(paper_of(sop))
    with pdfplumber.open(BytesIO(content)) as document:
        read = "".join(page.extract_text() for page in document.pages)
    plain = _bare("".join(letter for letter in text if " " < letter < "\x7f"))
    assert plain[:20] in _bare(read)


def test_a_row_longer_than_a_page_goes_on_on_the_next() -> None:
    sop = with_texts(long_sop(steps=2, roles=2), "kata " * 260)
    made = compose(paper_of(sop))
    with pdfplumber.open(BytesIO(pdf(paper_of(sop)))) as document:
        count = sum(page.extract_text().count("kata") for page in document.pages[1:])
    assert count >= 260 * 5 * 2
    assert [place.page for place in made.places] == sorted(place.page for place in made.places)


def test_the_pages_are_pictures_too() -> None:
    found = pictures(shipped("bap_paspor"), 30)
    assert len(found) == 2
    assert all(picture.startswith(b"\x89PNG") for picture in found)


def test_an_office_without_letterhead_still_gets_a_document() -> None:
    paper = shipped("bap_paspor")
    assert pdf(Paper(paper.sop, paper.xml, paper.digest)).startswith(b"%PDF")
