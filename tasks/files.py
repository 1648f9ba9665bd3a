"""The file store: cleaned files in a folder, each under its own SHA-256, written whole or not at all."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tasks import file_kinds
from tasks.site import Site


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file in the store: digest of the stored bytes (hex), media type and size in bytes, and where it lies."""

    sha256: str
    media_type: str
    size: int
    path: Path | None = None


def keep(site: Site, stream: bytes | IO[bytes], most: int) -> StoredFile:
    """Clean an upload of at most `most` bytes and store it; the same bytes are stored once.

    Raises Invalid when it is empty, too large, of another type, or dangerous; OSError when the disk is full,
    with nothing half-written left behind.
    """
    content = stream[: most + 1] if isinstance(stream, bytes) else stream.read(most + 1)
    _require_size(content, most)
    cleaned = file_kinds.clean(content)
    _require_size(cleaned.content, most)
    digest = hashlib.sha256(cleaned.content).hexdigest()
    target = path(site, digest)
    if not target.exists():
        _write(target, cleaned.content)
    return StoredFile(digest, cleaned.media_type, len(cleaned.content), target)


def path(site: Site, sha256: str) -> Path:
    """Where a stored file lies: folder of the first two hex digits, then the whole digest."""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ValueError("not a SHA-256 in lower-case hex")
    return site.files / sha256[:2] / sha256


def is_intact(site: Site, sha256: str) -> bool:
    """Whether a stored file is there and still has its digest."""
    place = path(site, sha256)
    if not place.is_file():
        return False
    with place.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == sha256


def _require_size(content: bytes, most: int) -> None:
    if len(content) > most:
        raise file_kinds.refusal("attachment.too_large", most=most)


def _write(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".part-")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows cannot open a folder; NTFS journals the rename itself
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
