"""The editor's parts without a browser: what it opens it writes again, and every word has its Indonesian."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from tests.support.diagram_site import ROOT

pytestmark = pytest.mark.editor

EDITOR = ROOT / "web" / "editor"
DESCRIPTOR = ROOT / "bpmn" / "sop-moddle.json"
DIAGRAMS = sorted((ROOT / "bpmn").glob("*.bpmn"))
SOP = "{https://alur.id/schema/sop/1}"

Cell = tuple[str, tuple[tuple[str, str], ...], str]


def _node(script: str, *arguments: str | Path) -> Any:
    node = Path(sys.executable).with_name("node")
    answer = subprocess.run(
        [node, EDITOR / "test" / script, *arguments], check=True, capture_output=True, text=True
    )
    return json.loads(answer.stdout)


@pytest.fixture(scope="module")
def reopened() -> dict[str, dict[str, Any]]:
    answers: dict[str, dict[str, Any]] = _node("roundtrip.mjs", DESCRIPTOR, *DIAGRAMS)
    return answers


def _elements(xml: bytes) -> list[Any]:
    return list(etree.fromstring(xml).iter("*"))


def _cells(xml: bytes) -> list[Cell]:
    return [
        (element.tag, tuple(sorted(element.items())), (element.text or "").strip())
        for element in _elements(xml)
        if element.tag.startswith(SOP)
    ]


def _sop_attributes(xml: bytes) -> list[tuple[str, str, str]]:
    return [
        (element.get("id", ""), name, value)
        for element in _elements(xml)
        for name, value in element.items()
        if name.startswith(SOP)
    ]


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_a_shipped_diagram_opens_without_a_warning(path: Path, reopened: dict[str, dict[str, Any]]) -> None:
    assert reopened[str(path)]["warnings"] == []


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_the_editor_writes_every_cell_it_has_read(path: Path, reopened: dict[str, dict[str, Any]]) -> None:
    written = reopened[str(path)]["xml"].encode()
    assert _cells(written) == _cells(path.read_bytes())
    assert _sop_attributes(written) == _sop_attributes(path.read_bytes())


def test_copying_and_changing_the_type_of_a_step_keep_every_cell() -> None:
    found = _node("copies.mjs", DESCRIPTOR, *DIAGRAMS)
    assert found["copied"] > 300
    assert found["lost"] == []


def test_every_text_of_the_editor_has_its_indonesian() -> None:
    found = _node("wordings.mjs")
    assert found["asked"] > 100
    assert {"Reset Simulation", "Add pause point", "Back", "User Task"} <= set(found["written"])
    assert found["untranslated"] == []
    assert found["unequal"] == []


def test_the_shipped_diagrams_are_there() -> None:
    assert len(DIAGRAMS) >= 4
