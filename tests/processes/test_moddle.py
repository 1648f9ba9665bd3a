"""The browser editor's reader and writer keep every cell: nothing is dropped when a process owner saves."""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from processes.lint import lint
from processes.reader import read_sop
from processes.table import SHIPPED

HERE = Path(__file__).parent
EDITOR = HERE.parent.parent / "web" / "editor"
NODE = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node")


@pytest.mark.editor
@pytest.mark.skipif(
    NODE is None or not (EDITOR / "node_modules" / "bpmn-moddle").is_dir(),
    reason="the editor's packages are not installed (make run installs them)",
)
@pytest.mark.parametrize("sop_id", SHIPPED)
def test_a_file_saved_by_the_editor_holds_the_same_table(sop_id: str) -> None:
    xml = (files("bpmn") / f"{sop_id}.bpmn").read_bytes()
    descriptor = str(files("bpmn") / "sop-moddle.json")
    command = [str(NODE), str(HERE / "moddle_round_trip.mjs"), str(EDITOR), descriptor]
    saved = subprocess.run(command, input=xml, capture_output=True, check=True, timeout=60)
    assert saved.stderr == b""
    assert read_sop(saved.stdout) == read_sop(xml)
    assert {item.key for item in lint(saved.stdout)} <= {"call_elsewhere"}
