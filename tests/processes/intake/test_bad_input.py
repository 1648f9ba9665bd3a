"""Files that are hostile, damaged or no SOP: each is refused with its reason, none is read silently wrong."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from fpdf import FPDF
from fpdf.enums import EncryptionMethod

from processes.intake.limited import read_limited
from processes.intake.model import Doubt
from processes.intake.reading import read
from processes.intake.refusals import Unreadable
from tests.processes.intake.place import FILES


def _zip(parts: dict[str, bytes]) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return memory.getvalue()


def _with_part(name: str, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A file of the corpus with one part changed."""
    with zipfile.ZipFile(FILES / name) as source:
        return _zip(
            {one: change(source.read(one)) if one == part else source.read(one) for one in source.namelist()}
        )


def _doctype(xml: bytes) -> bytes:
    head, _, rest = xml.partition(b"?>")
    return head + b'?><!DOCTYPE a [<!ENTITY b "bbbb">]>' + rest


def _pdf(pages: int, text: str = "", password: str = "") -> bytes:
    file = FPDF()
    file.set_font("helvetica", size=10)
    for _ in range(pages):
        file.add_page()
        if text:
            file.text(20, 20, text)
    if password:
        file.set_encryption(
            owner_password="o", user_password=password, encryption_method=EncryptionMethod.RC4
        )
    return bytes(file.output())


_WORD = {"word/document.xml": b"<w/>", "[Content_Types].xml": b"<Types/>"}


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "intake.empty"),
        (b"just words", "intake.format"),
        (b"PK\x03\x04 no zip", "intake.broken"),
        (_zip({"mimetype": b"application/vnd.oasis.opendocument.text"}), "intake.format"),
        (_zip(_WORD | {"word/media/a.xml": b"0" * 60_000_000}), "intake.bomb"),
        (_zip(_WORD | {f"word/{n}.xml": b"" for n in range(3001)}), "intake.bomb"),
        (_zip({"word/document.xml": b"<w:broken"}), "intake.broken"),
        (_zip(_WORD), "intake.broken"),
        (b"\0" * 26 * 1024 * 1024, "intake.too_large"),
        (_with_part("melayang.docx", "word/document.xml", _doctype), "intake.bomb"),
        (_with_part("bentuk.xlsx", "xl/worksheets/sheet1.xml", _doctype), "intake.bomb"),
        (_with_part("bentuk.xlsx", "xl/drawings/drawing1.xml", _doctype), "intake.bomb"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "intake.encrypted"),
        (_pdf(2), "intake.scanned"),
        (_pdf(61, "x"), "intake.too_many_pages"),
        (
            _pdf(1, "Sebuah surat biasa yang tidak memuat tabel apa pun, hanya kalimat saja."),
            "intake.no_table",
        ),
        (_pdf(1, "rahasia", password="kunci"), "intake.encrypted"),
        (b"%PDF-1.7\n" + b"\x00\xff" * 400, "intake.broken"),
    ],
)
def test_a_file_that_cannot_be_imported_says_why(content: bytes, key: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(content)
    assert refused.value.key == key


def test_a_pdf_that_only_forbids_printing_is_read() -> None:
    with pytest.raises(Unreadable) as refused:
        read(
            _pdf(
                1, "Tanpa kata sandi pembaca dapat membuka berkas ini, hanya mencetak dilarang.", password=""
            )
        )
    assert refused.value.key == "intake.no_table"


@pytest.mark.parametrize("cut", [200, 1500, 9000])
@pytest.mark.parametrize("name", ["lurus.pdf", "bentuk.xlsx", "melayang.docx"])
def test_half_a_file_is_refused_and_raises_nothing_else(name: str, cut: int) -> None:
    with pytest.raises(Unreadable):
        read((FILES / name).read_bytes()[:cut])


def test_a_reader_that_takes_too_long_is_ended() -> None:
    with pytest.raises(Unreadable) as refused:
        read_limited((FILES / "lurus.pdf").read_bytes(), longest=0.01)
    assert refused.value.key == "intake.too_slow"


def test_the_child_reads_as_the_parent_would_and_tells_of_each_page() -> None:
    content = (FILES / "bersambung.pdf").read_bytes()
    told: list[tuple[int, int]] = []
    assert read_limited(content, lambda done, of: told.append((done, of))) == read(content)
    assert told == [(n, 4) for n in range(1, 5)]


def test_a_formula_counts_with_its_kept_value_and_is_marked(tmp_path: Path) -> None:
    content = (FILES / "dua-lembar.xlsx").read_bytes()
    steps = read(content).steps
    assert [step.number.text for step in steps] == ["1", "2", "3", "4", "5", "6", "7"]
    assert [step.number.doubt for step in steps[1:]] == [Doubt.FORMULA] * 6
    book = openpyxl.load_workbook(io.BytesIO(content))  # saved anew without values: they are not known
    book.save(tmp_path / "a.xlsx")
    assert [step.number.doubt for step in read((tmp_path / "a.xlsx").read_bytes()).steps[1:]] == [
        Doubt.NUMBERED
    ] * 6
