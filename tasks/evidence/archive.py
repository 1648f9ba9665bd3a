"""Writing a ZIP piece by piece: what is written is handed on at once, nothing of it is kept but each file's digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

_HANDED_ON = 65_536  # bytes
_MODE = 0o100644 << 16
_OLDEST = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Written:
    """A file of the ZIP: its name, its bytes' SHA-256 (hex) and how many they are."""

    name: str
    sha256: str
    size: int


class Archive:
    """An open ZIP whose bytes are taken away while it grows; it holds an open resource until `close`."""

    def __init__(self, at: datetime, large: bool) -> None:
        """Files bear the time `at`; `large` is for packs that may hold a file above 2 GiB."""
        self._out = _Outlet()
        self._zip = ZipFile(cast(IO[bytes], self._out), "w")
        self._at = at.timetuple()[:6] if at.year >= 1980 else _OLDEST
        self._large = large
        self.written: list[Written] = []

    def put(self, name: str, content: Iterable[bytes], *, packed: bool = True) -> Iterator[bytes]:
        """Add a file, giving back the archive's bytes as they come; as it stands where not `packed`."""
        digest, size = hashlib.sha256(), 0
        info = ZipInfo(name, self._at)
        info.compress_type = ZIP_DEFLATED if packed else ZIP_STORED
        info.external_attr = _MODE
        with self._zip.open(info, "w", force_zip64=self._large) as file:
            for piece in content:
                digest.update(piece)
                size += len(piece)
                file.write(piece)
                if self._out.waiting >= _HANDED_ON:
                    yield self._out.take()
        self.written.append(Written(name, digest.hexdigest(), size))
        yield self._out.take()

    def so_far(self) -> dict[str, str | int]:
        """Number and SHA-256 (hex) of the archive's bytes up to here, between two files."""
        return {"sha256": self._out.digest.hexdigest(), "size": self._out.count}

    def close(self) -> bytes:
        """The last bytes: the archive's directory."""
        self._zip.close()
        return self._out.take()


class _Outlet:
    """What zipfile writes into; it cannot go back, so sizes follow the files."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self.waiting = self.count = 0
        self.digest = hashlib.sha256()

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        self.digest.update(piece)
        self.count += len(piece)
        self.waiting += len(piece)
        return len(piece)

    def flush(self) -> None:
        """Nothing lies behind."""

    def take(self) -> bytes:
        taken = b"".join(self._pieces)
        self._pieces, self.waiting = [], 0
        return taken
