"""What an uploaded file really is: recognised by its bytes, images made anew, dangerous PDFs refused."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image, ImageOps

from engine.refusals import Invalid, Problem

PDF, JPEG, PNG, WEBP = "application/pdf", "image/jpeg", "image/png", "image/webp"
SUFFIXES = {PDF: (".pdf",), JPEG: (".jpg", ".jpeg"), PNG: (".png",), WEBP: (".webp",)}

_FORMATS = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP"}
_QUALITY: dict[str, dict[str, Any]] = {
    JPEG: {"quality": 85, "optimize": True},
    PNG: {"optimize": True},
    WEBP: {"quality": 85, "method": 4},
}
_MOST_PIXELS = 60_000_000
_LONGEST_EDGE = 4000  # an A4 page stays readable at 340 dots per inch
# Everything Pillow's three decoders raise on bytes made to break them.
_UNREADABLE = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    KeyError,
    OverflowError,
    struct.error,
    zlib.error,
)

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
    return Cleaned(media_type, _made_anew(content, media_type))


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


def _made_anew(content: bytes, media_type: str) -> bytes:
    """The first frame, upright, without EXIF, GPS, profiles, comments or anything behind the picture."""
    try:
        with Image.open(BytesIO(content), formats=(_FORMATS[media_type],)) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise refusal("attachment.image_too_large")
            image.draft(None, (_LONGEST_EDGE, _LONGEST_EDGE))
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((_LONGEST_EDGE, _LONGEST_EDGE))
            return _encoded(upright, media_type)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise refusal("attachment.image_too_large") from error
    except _UNREADABLE as error:
        raise refusal("attachment.image_unreadable") from error


def _encoded(image: Image.Image, media_type: str) -> bytes:
    transparent = media_type != JPEG and (image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info)
    plain = image.convert("RGBA" if transparent else "L" if image.mode in ("1", "L") else "RGB")
    bare = Image.new(plain.mode, plain.size)
    bare.paste(plain)
    made = BytesIO()
    bare.save(made, _FORMATS[media_type], **_QUALITY[media_type])
    return made.getvalue()


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
