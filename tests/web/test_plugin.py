"""The desktop Modeler's plugin: open, copy, morph, edit and save lose no cell; the zip is for process owners."""

from __future__ import annotations

import json
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from flask import Flask

from processes.canonical import canonical
from processes.diff import compare
from processes.reader import read_sop
from tests.support.diagram_site import ROOT
from tests.support.office_pages import signed_in
from web.pages import plugin

DIAGRAMS = sorted((ROOT / "bpmn").glob("*.bpmn"))
_SCRIPT = ROOT / "web" / "editor" / "test" / "plugin.mjs"


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the plugin of the zip does to every shipped diagram."""
    folder = tmp_path_factory.mktemp("plugin")
    with ZipFile(BytesIO(plugin.packed())) as archive:
        archive.extractall(folder)
    node = Path(sys.executable).with_name("node")
    client = folder / "alur-sop" / "client.js"
    answer = subprocess.run([node, _SCRIPT, client, *DIAGRAMS], check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


@pytest.mark.editor
@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_a_diagram_opened_and_saved_is_the_same_and_copies_keep_their_cells(
    path: Path, answered: dict[str, Any]
) -> None:
    found = answered["files"][str(path)]
    assert found["warnings"] == [] and found["activities"] > 0
    assert canonical(found["xml"].encode()) == canonical(path.read_bytes())
    assert found["lost"] == []


@pytest.mark.editor
@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_the_panel_writes_the_cells_it_shows_and_no_other(path: Path, answered: dict[str, Any]) -> None:
    edited = answered["files"][str(path)]["edited"]
    before, after = read_sop(path.read_bytes()), read_sop(edited["xml"].encode())
    step = next(step for step in after.steps if step.id == edited["element"])
    assert (step.number, step.remark) == ("1a", "Diubah di Modeler")
    assert (step.time.text, step.time.amount, step.time.unit) == ("2 hari kerja", 2, "working_day")
    assert [output.text for output in step.outputs] == ["Berita acara", "Tanda terima"]
    assert step.requirements[-1].text == "Rekam medis"
    old = next(step for step in before.steps if step.id == edited["element"])
    assert step.requirements[:-1] == old.requirements
    told = {one.what for one in compare(before, after) if one.element == step.id}
    assert told <= {"step", "time", "time_meaning", "remark", "output", "requirement", "next", "yes", "no"}
    others = {one.element for one in compare(before, after) if one.what not in ("next", "yes", "no")}
    assert others == {step.id}


@pytest.mark.editor
def test_times_are_read_as_in_the_editor(answered: dict[str, Any]) -> None:
    assert [time["text"] for time in answered["times"] if not time["same"]] == []


def test_the_zip_holds_descriptor_panel_and_instructions_in_both_languages(office_app: Flask) -> None:
    owner = signed_in(office_app, "pemilik")
    assert "/studio/plugin/alur-sop.zip" in owner.get("/studio/plugin").text
    answer = owner.get("/studio/plugin/alur-sop.zip")
    assert answer.mimetype == "application/zip" and answer.data == plugin.packed()
    with ZipFile(BytesIO(answer.data)) as archive:
        assert archive.namelist() == [f"alur-sop/{name}" for name in ("index.js", "client.js", "README.md")]
        words = archive.read("alur-sop/README.md").decode()
        client = archive.read("alur-sop/client.js").decode()
    assert "## Memasang" in words and "## Installing" in words
    assert '"uri": "https://alur.id/schema/sop/1"' in client
    for login in ("petugas1", "auditor", "admin"):
        assert signed_in(office_app, login).get("/studio/plugin/alur-sop.zip").status_code == 403
