"""Uploaded pictures made anew: upright, of bounded size, and nothing in them but the picture."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image, ImageOps

from tasks.file_kinds import JPEG, PNG, WEBP, refusal

_FORMATS = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP"}
_QUALITY: dict[str, dict[str, Any]] = {
    JPEG: {"quality": 85, "optimize": True},
    PNG: {"optimize": True},
    WEBP: {"quality": 85, "method": 4},
}
_MOST_PIXELS = 60_000_000
_LONGEST_EDGE = 4000  # an A4 page stays readable at 340 dots per inch
_SMALL_EDGE = 240
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


def made_anew(content: bytes, media_type: str) -> bytes:
    """The first frame, upright, without EXIF, GPS, profiles, comments or anything behind the picture.

    Raises Invalid for bytes that are no picture of that media type, and for one of too many pixels.
    """
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


def small(content: bytes, media_type: str) -> bytes:
    """A JPEG of at most 240 pixels of a stored picture, a few kilobytes, to be shown in a list."""
    with Image.open(BytesIO(content), formats=(_FORMATS[media_type],)) as image:
        image.draft("RGB", (_SMALL_EDGE, _SMALL_EDGE))
        image.thumbnail((_SMALL_EDGE, _SMALL_EDGE))
        made = BytesIO()
        image.convert("RGB").save(made, "JPEG", quality=70, optimize=True)
        return made.getvalue()


def _encoded(image: Image.Image, media_type: str) -> bytes:
    transparent = media_type != JPEG and (image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info)
    plain = image.convert("RGBA" if transparent else "L" if image.mode in ("1", "L") else "RGB")
    bare = Image.new(plain.mode, plain.size)
    bare.paste(plain)
    made = BytesIO()
    bare.save(made, _FORMATS[media_type], **_QUALITY[media_type])
    return made.getvalue()
