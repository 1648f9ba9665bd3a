"""Small real files that tests upload: pictures and PDFs, honest and hostile."""

from __future__ import annotations

import zlib
from io import BytesIO

from PIL import Image


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), mode: str = "RGB") -> bytes:
    """A picture whose left half is dark."""
    image = Image.new(mode, size)
    image.paste(Image.new(mode, (size[0] // 2, size[1]), 255 if mode == "L" else "white"), (size[0] // 2, 0))
    made = BytesIO()
    image.save(made, kind)
    return made.getvalue()


def photo_lying_on_its_side() -> bytes:
    """A JPEG of 64x48 with a GPS position, a comment and the EXIF word to turn it a quarter."""
    image = Image.new("RGB", (64, 48), "white")
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "rahasia"
    exif.get_ifd(0x8825)[2] = (3.0, 26.0, 0.0)
    made = BytesIO()
    image.save(made, "JPEG", exif=exif, comment=b"rahasia")
    return made.getvalue()


def pdf(extra: bytes = b"") -> bytes:
    """A one-page PDF; `extra` stands in its catalogue."""
    return (
        b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R " + extra + b" >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
        b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>\nendobj\n"
        b"trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n0\n%%EOF\n"
    )


def pdf_with_packed(content: bytes) -> bytes:
    """A PDF with an object stream that holds these bytes, deflated."""
    packed = zlib.compress(content)
    head = b"4 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n" % len(
        packed
    )
    return pdf().replace(b"trailer", head + packed + b"\nendstream\nendobj\ntrailer")
