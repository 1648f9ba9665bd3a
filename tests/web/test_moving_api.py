"""Moving running cases over REST, and with the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from engine.clock import system_clock
from engine.database import Database
from tasks import completion
from tasks.moving import following
from tests.support.office import OPERATOR, Office, people_it
from tests.tasks.moving.versions import begin, line, publish
from tests.tasks.small_processes import deploy
from tests.web.test_api import Program, client, program
from tests.web.test_moving_pages import KEY, second_version
from web.cli import main

__all__ = ["client", "program"]
PATH = f"/process-definitions/{KEY}/migrations"
BODY = {"fromVersions": [1], "toVersion": 2, "limits": {"steps": {"siapkan_perlengkapan": "rearm"}}}


def test_a_program_tries_moves_and_reads_what_became_of_each(program: Program, office: Office) -> None:
    office.until(office.start().instance, "entri_pindai")
    office.until(office.start().instance, "siapkan_perlengkapan")
    deploy(office.site.db, second_version())
    mapping = {"mapping": {"entri_pindai": None}}
    tried = program("POST", f"{PATH}/plan", BODY | mapping)
    assert tried.status_code == 200
    assert (tried.json["total"], tried.json["movable"]) == (2, 1)
    (stays,) = tried.json["stay"]
    assert (stays["reason"]["key"], stays["reason"]["step"]) == ("gone", "4")
    assert "step 4" in stays["reason"]["detail"] or "langkah 4" in stays["reason"]["detail"]
    assert program("POST", PATH, BODY | mapping).status_code == 422  # no reason
    begun = program("POST", PATH, BODY | mapping | {"reason": "uji"})
    assert begun.status_code == 201
    where = begun.headers["Location"].removeprefix("/api/v1")
    assert program("POST", PATH, BODY | {"reason": "uji"}).status_code == 409
    following.follow(office.site)
    job = program("GET", where).json
    assert (job["state"], job["cases"]) == ("done", {"moved": 1, "stayed": 1})
    assert [item["state"] for item in job["items"]] == ["stayed", "moved"]
    assert program("POST", f"{where}/cancel").status_code == 409
    assert program("POST", f"{where}/retry").json == {"cases": 1}
    assert program("POST", f"{where}/cancel").status_code == 204
    for wrong in ({"toVersion": 1}, {"fromVersions": []}, {"limits": {"other": "besok"}}):
        assert program("POST", f"{PATH}/plan", BODY | wrong).status_code == 422
    assert program("POST", f"{PATH}/plan", BODY | {"toVersion": 9}).status_code == 404


@pytest.fixture
def office_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with two cases on version 1 of an SOP, one of them at a step version 2 has no more."""
    monkeypatch.setenv("ALUR_FOLDER", str(tmp_path))
    monkeypatch.delenv("ALUR_DATABASE_URL", raising=False)
    assert alur("migrate").exit_code == 0
    db = Database(f"sqlite:///{tmp_path / 'alur.db'}", system_clock)
    office = people_it(db, system_clock, tmp_path)  # type: ignore[arg-type]
    publish(office, line("a", "b"), line("a", "c").replace(b"Tugas c", b"Serah terima"))
    begin(office)
    begun = begin(office)
    completion.complete(office.site, office["petugas1"], begun.opened[0], {})
    db.close()
    return tmp_path


def alur(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def told(*words: str) -> tuple[int, Any]:
    done = alur(*words, "--json")
    return done.exit_code, json.loads(done.stdout)


def test_the_command_line_plans_moves_and_tells(office_folder: Path) -> None:
    assert office_folder.exists() and OPERATOR.office
    versions = ("p", "--from", "1", "--to", "2")
    code, plan = told("move", "plan", *versions)
    assert (code, plan["total"], plan["movable"]) == (1, 2, 1)
    said = alur("move", "plan", *versions)
    assert "1 of 2 running cases would move" in said.output and "step b (Tugas b)" in said.output
    code, done = told("move", "run", *versions, "--reason", "uji")
    assert (code, done["state"], done["cases"]) == (1, "done", {"moved": 1, "stayed": 1})
    kept = office_folder / "rencana.json"
    kept.write_text('{"mapping": {"b": "c"}, "limits": {"c": "rearm"}}')
    code, later = told("move", "run", *versions, "--plan", str(kept), "--reason", "uji", "--later")
    assert (code, later["state"], later["cases"]) == (0, "running", {"waiting": 1})
    assert alur("move", "run", *versions, "--map", "b=c", "--reason", "uji").exit_code == 1  # one runs
    assert told("move", "status", str(done["move"]))[0] == 1
    assert alur("move", "status", "999").exit_code == 1
    assert alur("move", "plan", *versions, "--map", "b").exit_code == 2
    kept.write_text("[1]")
    assert alur("move", "plan", *versions, "--plan", str(kept)).exit_code == 2
