"""The decision editor's parts without a browser: what it opens it writes again, and every word has its Indonesian."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from engine.dmn import lint, load
from engine.dmn.changes import bare, compare_models
from tests.support.diagram_site import ROOT

pytestmark = pytest.mark.editor

TESTS = ROOT / "web" / "editor" / "test"
MODELS = sorted((ROOT / "bpmn").glob("*.dmn"))
FOREIGN = """<?xml version="1.0" encoding="UTF-8"?>
<!-- SK 7/2026 -->
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:x="urn:kita" id="m" name="M" namespace="urn:m">
  <extensionElements>
    <x:asal kode="SK 7">Bab II</x:asal>
  </extensionElements>
  <!-- tarif dasar -->
  <decision id="d" name="D" x:penanggung="Kasi">
    <extensionElements>
      <x:lain />
    </extensionElements>
    <variable id="v" name="d" typeRef="number" />
    <literalExpression id="l">
      <text>1</text>
    </literalExpression>
  </decision>
</definitions>
"""


def node(script: str, *arguments: str | Path) -> Any:
    command = [Path(sys.executable).with_name("node"), TESTS / script, *arguments]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


@pytest.fixture(scope="module")
def reopened() -> dict[str, dict[str, Any]]:
    answers: dict[str, dict[str, Any]] = node("decisions.mjs", *MODELS)
    return answers


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_a_shipped_model_opened_and_saved_is_the_same(
    path: Path, reopened: dict[str, dict[str, Any]]
) -> None:
    answer = reopened[str(path)]
    written, read = answer["xml"].encode(), path.read_bytes()
    assert answer["warnings"] == []
    assert lint(written) == lint(read)
    assert compare_models(load(read).model, load(written).model) == ()
    assert bare(load(read).model) == bare(load(written).model)
    # Byte for byte, but for the hit policy that is DMN's own where none is written.
    assert answer["xml"] == read.decode().replace(' hitPolicy="UNIQUE"', "")


def test_extension_elements_foreign_attributes_and_comments_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "asing.dmn"
    file.write_text(FOREIGN, encoding="utf-8")
    (answer,) = node("decisions.mjs", file).values()
    assert answer["warnings"] == []
    assert answer["xml"] == FOREIGN


def test_what_the_editor_does_not_know_is_warned_of_by_name(tmp_path: Path) -> None:
    file = tmp_path / "lain.dmn"
    unknown = "<conditional id='c'><if/></conditional>"
    start, end = FOREIGN.index("    <literalExpression"), FOREIGN.index("  </decision>")
    file.write_text(FOREIGN[:start] + unknown + FOREIGN[end:], encoding="utf-8")
    (answer,) = node("decisions.mjs", file).values()
    assert any("<conditional>" in warning for warning in answer["warnings"])


def test_every_text_of_dmn_js_has_its_indonesian() -> None:
    found = node("wordings_decisions.mjs")
    assert found["asked"] > 150 and found["untranslated"] == []
    # Names for assistive technology that it writes without asking; the mark's title is the licence's.
    assert set(found["written"]) <= {
        "Powered by bpmn.io",
        "Open entry documentation",
        "Decision table context menu",
        "Remove item",
    }
