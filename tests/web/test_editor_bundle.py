"""The editor's parts without a browser: what it opens it writes again, and every word has its Indonesian."""

from __future__ import annotations

import gzip
import json
import re
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


def _node(script: str, *arguments: str | Path, given: Any = None) -> Any:
    node = Path(sys.executable).with_name("node")
    answer = subprocess.run(
        [node, EDITOR / "test" / script, *arguments],
        check=True,
        capture_output=True,
        text=True,
        input=json.dumps(given),
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


LINES = [  # items of a cell (words, item), its new lines, and which item each line is
    ([("A", 1), ("B", 2), ("C", 3)], ["A", "B, baru", "C"], [1, 2, 3]),
    ([("A", 1), ("B", 2)], ["B", "A"], [2, 1]),
    ([("A", 1), ("B", 2)], ["X", "A", "B"], [None, 1, 2]),
    ([("A", 1)], ["A1", "A2"], [1, None]),
    ([("A", 1), ("A", 2)], ["A"], [1]),
    ([], ["N"], [None]),
]


def test_a_line_of_a_cell_stays_the_item_it_was() -> None:
    found = _node("lines.mjs", given=[(items, lines) for items, lines, _ in LINES])
    assert [[item and item[1] for item, _ in case] for case in found] == [kept for _, _, kept in LINES]


def test_the_editor_is_small_enough_to_open_quickly() -> None:
    dist = ROOT / "web" / "static" / "dist"
    first = [dist / "editor.js", dist / "editor.css", *_imported(dist / "editor.js")]
    assert sum(len(gzip.compress(path.read_bytes())) for path in first) < 300_000


def _imported(path: Path) -> list[Path]:
    names = re.findall(r'(?:from|import)"(\./[^"]+)"', path.read_text())
    return [path.parent / name for name in names]


def test_every_text_of_the_editor_has_its_indonesian() -> None:
    found = _node("wordings.mjs")
    assert found["asked"] > 100
    assert {"Reset Simulation", "Add pause point", "Back", "User Task"} <= set(found["written"])
    assert found["untranslated"] == []
    assert found["unequal"] == []


def test_the_shipped_diagrams_are_there() -> None:
    assert len(DIAGRAMS) >= 4
