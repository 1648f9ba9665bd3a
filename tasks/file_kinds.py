"""What an uploaded file really is: recognised by its bytes, images made anew, dangerous PDFs refused."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from engine.refusals import Invalid, Problem

PDF, JPEG, PNG, WEBP = "application/pdf", "image/jpeg", "image/png", "image/webp"
SUFFIXES = {PDF: (".pdf",), JPEG: (".jpg", ".jpeg"), PNG: (".png",), WEBP: (".webp",)}

# Encrypted files cannot be looked into; the others act by themselves when a reader opens them (ISO 32000-1, 12.6).
_BANNED_NAMES = {
    b"Encrypt": "attachment.pdf_encrypted",
    b"JavaScript": "attachment.pdf_active",
    b"JS": "attachment.pdf_active",
    b"Launch": "attachment.pdf_active",
    b"RichMedia": "attachment.pdf_active",
    b"EmbeddedFile": "attachment.pdf_active",
}
_NAME = re.compile(rb"/([^\x00-\x20()<>\[\]{}/%]+)")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_OBJECT_STREAM = re.compile(rb"/ObjStm\b.{0,2000}?stream\r?\n", re.DOTALL)
_MOST_UNPACKED = 50_000_000


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A file that may be stored: its media type and its bytes (images: re-encoded)."""

    media_type: str
    content: bytes


def clean(content: bytes) -> Cleaned:
    """The file as it may be stored. The name plays no part. Raises Invalid for anything but a harmless PDF,
    JPEG, PNG or WebP."""
    media_type = recognise(content)
    if media_type == PDF:
        _check_pdf(content)
        return Cleaned(PDF, content)
    from tasks import pictures  # noqa: PLC0415 - Pillow would weigh on every start

    return Cleaned(media_type, pictures.made_anew(content, media_type))


def recognise(content: bytes) -> str:
    """The media type by the first bytes. Raises Invalid when it is none of the four."""
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    raise refusal("attachment.empty" if not content else "attachment.type")


def refusal(key: str, **values: str | int) -> Invalid:
    """A refusal of the uploaded file, named at the form's field `file`."""
    return Invalid(key, Problem(key, "file", values), **values)


def _check_pdf(content: bytes) -> None:
    if b"%%EOF" not in content[-2048:] or b"obj" not in content:
        raise refusal("attachment.pdf_unreadable")
    for part in (content, *_object_streams(content)):
        for name in _NAME.finditer(part):
            spelled = _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), name[1])
            if spelled in _BANNED_NAMES:
                raise refusal(_BANNED_NAMES[spelled])


def _object_streams(content: bytes) -> Iterator[bytes]:
    """Objects packed into compressed streams, where the names above could hide."""
    left = _MOST_UNPACKED
    for head in _OBJECT_STREAM.finditer(content):
        unpacker = zlib.decompressobj()
        try:
            unpacked = unpacker.decompress(content[head.end() :], left)
        except zlib.error:
            continue  # not deflated: its names stand in the open, or no reader will find them either
        left -= len(unpacked)
        if left <= 0:
            raise refusal("attachment.pdf_unreadable")
        yield unpacked
