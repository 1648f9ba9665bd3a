"""A BPMN file has one form: whoever writes it, the same content gives the same bytes."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from processes.canonical import canonical
from processes.findings import BadXml
from processes.names import BPMNDI
from processes.reader import read_bpmn, read_sop
from processes.table import SHIPPED
from processes.xml import parse

EDITOR = Path("web/editor").resolve()
NODE = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node")
OTHER = b"""<?xml version="1.0"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:tns="urn:own" xmlns:lain="urn:lain"
  xmlns:xsd="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:own" xmlns:unused="urn:unused">
  <!-- a comment --><itemDefinition structureRef="xsd:string" id="b"/>
  <process lain:warna="biru" id="p" isExecutable="true"><documentation>Baris 1
  Baris 2 &lt;x&gt;</documentation><extensionElements
    ><lain:isi>satu <lain:b>dua</lain:b> tiga</lain:isi></extensionElements>
  <task isForCompensation="false" name="a&#10;b" id="t"/></process></definitions>"""


def _shipped(key: str) -> bytes:
    return (files("bpmn") / f"{key}.bpmn").read_bytes()


@pytest.mark.parametrize("key", SHIPPED)
def test_shipped_files_stand_in_their_one_form(key: str) -> None:
    assert canonical(_shipped(key)) == _shipped(key)


@pytest.mark.editor
@pytest.mark.skipif(
    NODE is None or not (EDITOR / "node_modules" / "bpmn-moddle").is_dir(),
    reason="the editor's packages are not installed (make run installs them)",
)
@pytest.mark.parametrize("key", SHIPPED)
def test_what_the_editor_saves_unchanged_is_the_same_to_the_byte(key: str) -> None:
    script = Path(__file__).parent / "moddle_round_trip.mjs"
    command = [str(NODE), str(script), str(EDITOR), str(files("bpmn") / "sop-moddle.json")]
    saved = subprocess.run(command, input=_shipped(key), capture_output=True, check=True, timeout=60)
    assert saved.stdout != _shipped(key)
    assert canonical(saved.stdout) == _shipped(key)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(SHIPPED), st.randoms(use_true_random=False))
def test_order_and_white_between_elements_say_nothing(key: str, chance: random.Random) -> None:
    root = parse(_shipped(key))
    for element in root.iter():
        attributes = list(element.attrib.items())
        chance.shuffle(attributes)
        element.attrib.clear()
        element.attrib.update(attributes)
        if etree.QName(element).localname == "BPMNPlane":
            drawn = list(element)
            chance.shuffle(drawn)
            element[:] = drawn
    for drawn in root.iter("{*}BPMNEdge"):
        if drawn.find("{*}BPMNLabel") is None:
            etree.SubElement(drawn, f"{{{BPMNDI}}}BPMNLabel")
    etree.indent(root, chance.choice(["", " ", "\t", "      "]))
    for node in root.iter("{*}boundaryEvent"):
        node.set("cancelActivity", "true")
    for bounds in root.iter("{*}Bounds"):
        bounds.set("x", f"{bounds.get('x')}.0")
    assert canonical(etree.tostring(root)) == _shipped(key)


@pytest.mark.parametrize("key", SHIPPED)
def test_the_meaning_stays(key: str) -> None:
    loose = etree.tostring(parse(_shipped(key)))
    assert read_sop(canonical(loose)) == read_sop(loose)
    one, other = read_bpmn(canonical(loose)), read_bpmn(_shipped(key))
    assert one == replace(other, xml_hash=one.xml_hash)


def test_a_file_of_another_tool_keeps_what_we_do_not_know() -> None:
    made = canonical(OTHER)
    assert canonical(made) == made
    assert b'lain:warna="biru"' in made
    assert b"<lain:isi>satu <lain:b>dua</lain:b> tiga</lain:isi>" in made
    assert b'structureRef="xsd:string"' in made and b"xmlns:xsd=" in made
    assert b"unused" not in made and b"isForCompensation" not in made
    assert b'name="a&#10;b"' in made and b"Baris 1\n  Baris 2 &lt;x&gt;" in made
    assert [one.tag for one in parse(made).iter()] == [one.tag for one in parse(OTHER).iter()]


def test_a_prefix_with_two_meanings_is_left_alone() -> None:
    twice = re.sub(rb"<task ", b'<task xmlns:lain="urn:lain2" lain:x="1" ', OTHER)
    assert canonical(twice) == twice
    bare = re.sub(rb"<task ", b'<task xmlns="" ', OTHER)
    assert canonical(bare) == bare


def test_what_may_not_be_parsed_is_refused() -> None:
    with pytest.raises(BadXml):
        canonical(b"<!DOCTYPE x><definitions/>")
