"""Which kind of file it is, by its bytes; its name plays no part."""

from __future__ import annotations

from processes.intake.package import Package
from processes.intake.refusals import Unreadable

PDF, DOCX, XLSX = "pdf", "docx", "xlsx"
MOST_BYTES = 25 * 1024 * 1024
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # compound file: Word and Excel before 2007, or an encrypted newer one
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def recognise_kind(content: bytes) -> str:
    """PDF, DOCX or XLSX. Raises Unreadable for anything else, saying what it is where that is known."""
    if not content:
        raise Unreadable("intake.empty")
    if len(content) > MOST_BYTES:
        raise Unreadable("intake.too_large", most=MOST_BYTES // 1024 // 1024)
    if content[:1024].lstrip().startswith(b"%PDF-") or b"%PDF-" in content[:1024]:
        return PDF
    if content.startswith(_OLD):
        raise Unreadable("intake.encrypted" if _ENCRYPTED in content else "intake.old_format")
    if not content.startswith(b"PK"):
        raise Unreadable("intake.format")
    names = Package(content).names
    if "word/document.xml" in names:
        return DOCX
    if "xl/workbook.xml" in names:
        return XLSX
    raise Unreadable("intake.format")
