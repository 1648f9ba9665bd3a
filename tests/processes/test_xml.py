"""Hostile and broken files are refused before anything is read from them."""

from __future__ import annotations

import time

import pytest

from processes.findings import BadXml
from processes.lint import lint
from processes.reader import read_bpmn
from processes.xml import MAX_BYTES, MAX_DEPTH, parse
from tests.processes.templates import HEAD, file

XXE = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>"""
LAUGHS = (
    b"<!DOCTYPE x [<!ENTITY a 'ha'>"
    + b"".join(b"<!ENTITY %c '%s'>" % (ord("b") + n, b"&%c;" % (ord("a") + n) * 10) for n in range(9))
    + b"]><x>&j;</x>"
)
DEEP = HEAD.encode() + b"<bpmn:process>" * 1 + b"<bpmn:subProcess>" * 5000


def key_of(xml: bytes) -> str:
    with pytest.raises(BadXml) as refused:
        parse(xml)
    (finding,) = refused.value.findings
    return finding.key


@pytest.mark.parametrize(
    ("xml", "key"),
    [
        (XXE, "doctype"),
        (LAUGHS, "doctype"),
        (b"\xef\xbb\xbf  " + XXE, "doctype"),
        (XXE.decode().encode("utf-16"), "not_xml"),
        (b'<?xml version="1.0" encoding="UTF-7"?><x/>', "encoding"),
        (b"", "not_xml"),
        (b"BPMN", "not_xml"),
        (b"<a><b></a>", "not_xml"),
        (b"\x00\x00<a/>", "not_xml"),
        (b"<html/>", "not_bpmn"),
        (DEEP, "too_deep"),
        (b" " * (50 * 1024 * 1024), "too_large"),
    ],
)
def test_a_hostile_file_is_refused_quickly(xml: bytes, key: str) -> None:
    begun = time.process_time()
    assert key_of(xml) == key
    assert [item.key for item in lint(xml)] == [key]
    assert time.process_time() - begun < 5


def test_depth_within_the_limit_is_read() -> None:
    inner = "<bpmn:documentation/>"
    nested = "<bpmn:subProcess>" * (MAX_DEPTH - 4) + inner + "</bpmn:subProcess>" * (MAX_DEPTH - 4)
    assert parse(f"{HEAD}<bpmn:process>{nested}</bpmn:process></bpmn:definitions>".encode()) is not None


def test_too_many_elements_are_refused() -> None:
    body = "<bpmn:documentation/>" * 70_000
    assert key_of(f"{HEAD}{body}</bpmn:definitions>".encode()) == "too_many_elements"


def test_a_file_just_under_the_size_limit_is_judged() -> None:
    text = "x" * (MAX_BYTES - len(file()) - 200)
    xml = file().replace(b"<bpmn:startEvent", f"<!--{text}--><bpmn:startEvent".encode(), 1)
    assert lint(xml) == ()


def test_an_entity_in_an_attribute_is_not_expanded() -> None:
    xml = file().replace(b'name="Tugas a"', b'name="&boom;"')
    assert key_of(xml) == "not_xml"


def test_reading_a_refused_file_says_why() -> None:
    with pytest.raises(BadXml):
        read_bpmn(XXE)
