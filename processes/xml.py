"""The one place where foreign XML is parsed: no DTD, no entities, no network, bounded size, depth and count."""

from __future__ import annotations

import re

from lxml import etree

from processes.findings import ERROR, BadXml, Finding
from processes.names import bpmn
from processes.source import line_of

MAX_BYTES = 5 * 1024 * 1024
MAX_DEPTH = 60  # an element of a twelve-fold nested subprocess stands at about 40
MAX_ELEMENTS = 60_000
_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_ENCODINGS = {
    b"utf-8",
    b"us-ascii",
    b"iso-8859-1",
    b"windows-1252",
}  # ASCII-compatible: the scan below sees all


def parse(xml: bytes) -> etree._Element:
    """The bpmn:definitions element of a BPMN file. Raises BadXml with one finding saying why it may not be read."""
    root = parse_any(xml)
    if root.tag != bpmn("definitions"):
        raise _bad("not_bpmn", 1, root=etree.QName(root).localname)
    return root


def parse_any(xml: bytes) -> etree._Element:
    """The root of any XML file within the same bounds. Raises BadXml with one finding."""
    _check_bytes(xml)
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 0
        if "depth" in str(error):
            raise _bad("too_deep", line, limit=str(MAX_DEPTH)) from None
        raise _bad("not_xml", line) from None
    _check_tree(root)
    return root


def _check_bytes(xml: bytes) -> None:
    if len(xml) > MAX_BYTES:
        raise _bad("too_large", 0, limit=f"{MAX_BYTES // 1024 // 1024} MB")
    text = xml.removeprefix(b"\xef\xbb\xbf")
    declared = _DECLARED.match(text)
    if not text.lstrip()[:1] == b"<" or b"\x00" in text:
        raise _bad("not_xml", 1)
    if declared and declared[1].lower() not in _ENCODINGS:
        raise _bad("encoding", 1, encoding=declared[1].decode())
    for mark in (b"<!DOCTYPE", b"<!ENTITY"):
        place = text.find(mark)
        if place >= 0:
            raise _bad("doctype", text.count(b"\n", 0, place) + 1)


def _check_tree(root: etree._Element) -> None:
    """Bounds on depth and number, walked without recursion."""
    depth = count = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > MAX_DEPTH:
            raise _bad("too_deep", line_of(element), limit=str(MAX_DEPTH))
        if count > MAX_ELEMENTS:
            raise _bad("too_many_elements", line_of(element), limit=str(MAX_ELEMENTS))


def _bad(key: str, line: int, **values: str) -> BadXml:
    return BadXml(Finding("xml", ERROR, "", "", line, key, values))
