"""alur scenario: plays files and saved scenarios, with an exit code for a repository's checks."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from tests.tasks.sandbox import changed
from tests.web.test_cli import SHIPPED, Terminal, alur, furnished
from web.cli.frame import REFUSED

__all__ = ["alur", "furnished"]
KEY = "micin_darurat"
FILE = str(files("bpmn") / "scenarios" / f"{KEY}.yaml")


def test_saved_and_filed_scenarios_pass_on_the_version_in_force(alur: Terminal) -> None:
    assert [line.split()[0] for line in alur.lines("scenario", "run", KEY)] == ["ok"] * 4
    assert all(one["passed"] for one in alur.json("scenario", "run", FILE))


def test_a_change_that_moves_a_deadline_fails_with_both_times(alur: Terminal, tmp_path: Path) -> None:
    draft = tmp_path / "draft.bpmn"
    draft.write_bytes(changed.relaxed(SHIPPED.read_bytes()))
    answer = alur("scenario", "run", FILE, "--bpmn", draft)
    assert answer.exit_code == REFUSED
    assert "due: 11. " in answer.stdout and "2026-04-14T16:00+08:00 -> " in answer.stdout


def test_scenarios_are_written_to_a_file_and_taken_from_one(alur: Terminal, tmp_path: Path) -> None:
    alur.lines("scenario", "export", KEY, "-o", tmp_path / "out.yaml")
    assert (tmp_path / "out.yaml").read_text().startswith(f"scenarios_of: {KEY}")
    assert alur("scenario", "import", tmp_path / "out.yaml").exit_code == REFUSED  # the names are taken
    fresh = (tmp_path / "out.yaml").read_text().replace("name: ", "name: Lagi ")
    (tmp_path / "fresh.yaml").write_text(fresh)
    assert alur.json("scenario", "import", tmp_path / "fresh.yaml") == {"key": KEY, "scenarios": 4}
    assert alur("scenario", "run", "tiada").exit_code == REFUSED
