"""The office's logo for its letterhead: a picture laid into the installation's folder."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from pathlib import Path

from PIL import Image

from tasks.site import Site

_KINDS = ("png", "jpg")
_LARGEST = 512 * 1024
_FORMATS = ("PNG", "JPEG")


def of_office(site: Site, office: str) -> bytes:
    """The picture `logo-<office>.png` (or .jpg) of the folder, else `logo.png`; none where it cannot be used."""
    for name in (f"logo-{office}", "logo"):
        for kind in _KINDS:
            path = site.folder / f"{name}.{kind}"
            if path.is_file():
                return _usable(path, path.stat().st_mtime_ns)
    return b""


@lru_cache(maxsize=8)  # the letterhead is asked for with each page; `_changed` reads a new picture anew
def _usable(path: Path, _changed: int) -> bytes:
    if path.stat().st_size > _LARGEST:
        return b""
    content = path.read_bytes()
    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as picture:
            picture.verify()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return b""
    return content
