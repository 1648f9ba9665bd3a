"""Opens DOCX and XLSX packages: sizes are checked before anything is unpacked, XML is parsed without entities."""

from __future__ import annotations

import zipfile
from io import BytesIO
from posixpath import dirname, join, normpath

from lxml import etree

from processes.intake.refusals import Unreadable

MOST_PARTS = 3000
MOST_UNPACKED = 120 * 1024 * 1024
MOST_XML = 25 * 1024 * 1024
MOST_RATIO = 200  # of a part over 1 MB; text compresses to about a twentieth
_WORTH_A_LOOK = 1024 * 1024
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class Package:
    """An open package; parts are read one at a time, never more of them than was promised."""

    def __init__(self, content: bytes) -> None:
        """Raises Unreadable for what is no zip file, is encrypted, or would unpack to too much."""
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise Unreadable("intake.broken") from error
        parts = self._zip.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise Unreadable("intake.bomb")
        for part in parts:
            if part.flag_bits & 0x1:
                raise Unreadable("intake.encrypted")
            if part.file_size > _WORTH_A_LOOK and part.file_size > MOST_RATIO * max(part.compress_size, 1):
                raise Unreadable("intake.bomb")
        self.names = frozenset(part.filename for part in parts)

    def xml(self, name: str) -> etree._Element | None:
        """The root of an XML part; None when there is no such part. Raises Unreadable."""
        if name not in self.names:
            return None
        try:
            with self._zip.open(name) as part:
                content = part.read(MOST_XML + 1)
        except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError) as error:
            raise Unreadable("intake.broken") from error
        if len(content) > MOST_XML:
            raise Unreadable("intake.bomb")
        return parse(content)

    def check(self) -> None:
        """Refuse a package with a document type in any of its XML parts (entities could grow without end)."""
        for name in self.names:
            if name.endswith((".xml", ".rels", ".vml")):
                with self._zip.open(name) as part:
                    _check(part.read(4096))

    def related(self, name: str) -> dict[str, str]:
        """Relation id -> name of the part it leads to, for a part."""
        folder = dirname(name)
        root = self.xml(join(folder, "_rels", name.rpartition("/")[2] + ".rels"))
        found = {}
        for one in () if root is None else root.iter(_RELATIONS):
            if one.get("TargetMode") != "External":
                target = one.get("Target", "")
                whole = target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
                found[one.get("Id", "")] = whole
        return found


def parse(content: bytes) -> etree._Element:
    """XML without DTD, entities or network. Raises Unreadable."""
    _check(content[:4096])
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True
    )
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable("intake.broken") from error


def _check(head: bytes) -> None:
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head or b"\x00" in head:
        raise Unreadable("intake.bomb")
