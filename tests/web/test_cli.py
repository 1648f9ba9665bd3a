"""The command line: every verb answers people and programs, and ends with the exit code it promises."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from engine.database import Database
from engine.migrate import head_revision
from tasks import cases, worker
from tasks.site import Site
from tests.support.office import REQUEST
from web.cli import main
from web.cli.frame import OPERATOR, REFUSED
from web.cli.reach import UNREACHABLE

USAGE = 2
SHIPPED = files("bpmn") / "micin_darurat.bpmn"


@dataclass(frozen=True, slots=True)
class Terminal:
    """Somebody at a terminal whose installation lies in `folder`."""

    folder: Path
    url: str = ""

    def __call__(self, *words: str | Path, **environment: str) -> Result:
        told = {"ALUR_FOLDER": str(self.folder), "ALUR_DATABASE_URL": self.url, **environment}
        return CliRunner().invoke(main, [str(word) for word in words], env=told)

    def lines(self, *words: str | Path) -> list[str]:
        """What a verb prints when it goes well."""
        answer = self(*words)
        assert answer.exit_code == 0, answer.output
        return answer.stdout.splitlines()

    def json(self, *words: str | Path) -> Any:
        """What a verb answers programs."""
        return json.loads("\n".join(self.lines(*words, "--json")))


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an installation after `alur migrate`, to be copied."""
    folder = tmp_path_factory.mktemp("cli") / "var"
    assert Terminal(folder)("migrate").exit_code == 0
    return folder


@pytest.fixture
def alur(furnished: Path, tmp_path: Path) -> Terminal:
    """A terminal on a migrated installation."""
    shutil.copytree(furnished, tmp_path / "var")
    return Terminal(tmp_path / "var")


@pytest.fixture
def empty(tmp_path: Path) -> Terminal:
    """A terminal where nothing has been set up."""
    return Terminal(tmp_path / "var")


def verbs(group: click.Group = main, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every verb and group of verbs, as words."""
    yield path
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from verbs(command, (*path, name))
        else:
            yield (*path, name)


@pytest.mark.parametrize("words", list(verbs()), ids=" ".join)
def test_every_verb_explains_itself(words: tuple[str, ...], empty: Terminal) -> None:
    said = empty.lines(*words, "--help")
    assert said[0] == f"Usage: {' '.join(('main', *words))} [OPTIONS]" + said[0].partition("[OPTIONS]")[2]
    assert said[2].strip()
    assert not empty.folder.exists()


def test_unknown_verbs_options_and_values_are_wrong_usage(alur: Terminal) -> None:
    for words in (("fly",), ("migrate", "--fast"), ("serve", "--port", "x"), ("user", "add", "budi")):
        assert alur(*words).exit_code == USAGE


def test_version_names_the_installed_release(empty: Terminal) -> None:
    assert empty.lines("version") == [f"alur {version('alur')}"]
    assert empty.json("version") == {
        "alur": version("alur"),
        "spiffworkflow": version("SpiffWorkflow"),
        "schema": head_revision(),
    }


def test_migrate_furnishes_once_and_then_changes_nothing(empty: Terminal) -> None:
    assert empty.json("migrate") == {"from": None, "to": head_revision()}
    before = empty.json("audit", "verify")
    assert empty.lines("migrate") == [f"{head_revision()} -> {head_revision()}"]
    after = empty.json("audit", "verify")
    assert after["faults"] == [] and after["recorded"]
    # What was added is the record of the verification before.
    assert (after["records"] - before["records"], after["chains"] - before["chains"]) == (1, 1)


@pytest.mark.parametrize("words", [("serve",), ("work", "--once"), ("user", "list"), ("calendar", "show")])
def test_an_unmigrated_database_is_refused_with_what_to_do(empty: Terminal, words: tuple[str, ...]) -> None:
    refused = empty(*words)
    assert (refused.exit_code, refused.stdout) == (UNREACHABLE, "")
    assert "alur migrate" in refused.stderr


def test_a_database_of_a_newer_version_is_refused(alur: Terminal) -> None:
    database = Database(f"sqlite:///{alur.folder / 'alur.db'}")
    with database.begin() as tx:
        tx.conn.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    refused = alur("migrate")
    assert refused.exit_code == UNREACHABLE
    assert "9999" in refused.stderr


def test_a_database_out_of_reach_ends_with_3_and_tells_no_address(tmp_path: Path) -> None:
    away = Terminal(tmp_path, "postgresql://alur:rahasia@127.0.0.1:9/alur?connect_timeout=1")("migrate")
    assert away.exit_code == UNREACHABLE
    assert "rahasia" not in away.output


def test_another_kind_of_database_is_wrong_usage(tmp_path: Path) -> None:
    other = Terminal(tmp_path, "mysql://localhost/alur")("migrate")
    assert other.exit_code == USAGE
    assert "ALUR_DATABASE_URL" in other.stderr


def test_a_folder_that_cannot_be_made_ends_with_3(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    refused = Terminal(tmp_path / "file" / "var")("migrate")
    assert refused.exit_code == UNREACHABLE
    assert "Not a directory" in refused.stderr


def test_people_are_added_and_listed(alur: Terminal) -> None:
    made = alur.lines("user", "add", "budi", "--role", "Petugas", "--role", "admin", "--full-name", "Budi S")
    assert made[0] == "budi: administrator, petugas"
    assert len(made[-1]) >= 12
    listed = alur.json("user", "list")
    assert [(p["login"], p["name"], p["roles"]) for p in listed] == [
        ("budi", "Budi S", ["administrator", "petugas"])
    ]
    assert alur.lines("user", "list")[0].split() == ["budi", "active", "administrator,", "petugas"]


def test_a_given_password_is_taken_and_a_short_one_refused(alur: Terminal) -> None:
    words = ("user", "add", "budi", "--role", "petugas", "--json")
    refused = alur(*words, ALUR_NEW_PASSWORD="pendek")
    assert (refused.exit_code, refused.stdout) == (REFUSED, "")
    assert "password: " in refused.stderr
    taken = alur(*words, ALUR_NEW_PASSWORD="sungai-kusan-2026")
    assert json.loads(taken.stdout)["password"] == "sungai-kusan-2026"


def test_refusals_name_the_field_on_standard_error(alur: Terminal) -> None:
    alur.lines("user", "add", "budi", "--role", "petugas")
    again = alur("user", "add", "budi", "--role", "petugas")
    assert (again.exit_code, again.stdout) == (REFUSED, "")
    assert again.stderr.splitlines()[1].startswith("  login: ")


def test_token_create_prints_the_token_last_and_never_again(alur: Terminal) -> None:
    token = alur.lines("token", "create", "skrip")[-1]
    assert token.startswith("alur_")
    limited = alur.json("token", "create", "laporan", "--role", "auditor")
    assert limited["roles"] == ["auditor"]
    listed = alur("token", "list", "--json").stdout
    assert token not in listed
    assert {(t["name"], t["revoked_at"]) for t in json.loads(listed)} == {("skrip", None), ("laporan", None)}


def test_a_token_is_revoked_by_number_once(alur: Terminal) -> None:
    alur.lines("token", "create", "skrip")
    assert alur.lines("token", "revoke", "1") == []
    assert "revoked" in alur.lines("token", "list")[0]
    assert alur("token", "revoke", "1").exit_code == REFUSED


def test_the_shipped_table_builds_the_shipped_diagram(empty: Terminal, tmp_path: Path) -> None:
    assert CliRunner().invoke(main, ["sop", "build", "micin_darurat"]).stdout_bytes == SHIPPED.read_bytes()
    built = tmp_path / "made.bpmn"
    assert empty.lines("sop", "build", "micin_darurat", "--output", built) == []
    assert built.read_bytes() == SHIPPED.read_bytes()
    assert not empty.folder.exists()


def test_a_table_file_builds_too_and_a_broken_one_says_what_is_missing(
    empty: Terminal, tmp_path: Path
) -> None:
    table = tmp_path / "table.yaml"
    table.write_bytes((files("bpmn") / "tables" / "micin_darurat.yaml").read_bytes())
    assert empty("sop", "build", table).stdout_bytes == SHIPPED.read_bytes()
    for broken, said in (
        ("sop: {id: x}", "steps"),
        ("- 1", "not an SOP table"),
        ("a: [", "not an SOP table"),
    ):
        table.write_text(broken)
        refused = empty("sop", "build", table)
        assert refused.exit_code == REFUSED, refused.output
        assert said in refused.stderr or "is missing" in refused.stderr
    assert empty("sop", "build", "nosuch").exit_code == USAGE


def test_sop_table_shows_the_rows_of_a_diagram(empty: Terminal, tmp_path: Path) -> None:
    rows = empty.lines("sop", "table", str(SHIPPED))
    assert "Pengajuan" in rows[1] or rows[1].lstrip().startswith("1 ")
    steps = empty.json("sop", "table", str(SHIPPED))["steps"]
    assert [s["number"] for s in steps if s["number"].isdecimal()] == [str(n) for n in range(1, 12)]
    for content in ("no xml", '<a xmlns="x"/>'):
        bad = tmp_path / "bad.bpmn"
        bad.write_text(content)
        assert empty("sop", "table", bad).exit_code == REFUSED


def test_lint_ends_with_1_on_errors_and_says_line_and_remedy(empty: Terminal, tmp_path: Path) -> None:
    assert empty("sop", "lint", str(SHIPPED)).exit_code == 0
    bad = tmp_path / "bad.bpmn"
    bad.write_text(SHIPPED.read_text().replace("bpmn:userTask", "bpmn:scriptTask"))
    refused = empty("sop", "lint", bad, "--json")
    assert refused.exit_code == REFUSED
    first = next(f for f in json.loads(refused.stdout) if f["severity"] == "error")
    assert set(first) == {"rule", "severity", "element", "name", "line", "message"}
    assert first["line"] > 1
    indonesian = empty("sop", "lint", bad, "--locale", "id").stdout
    assert indonesian != empty("sop", "lint", bad).stdout
    assert empty("sop", "lint", tmp_path / "none.bpmn").exit_code == USAGE


def test_deploy_publishes_a_changed_file_and_refuses_a_broken_one(alur: Terminal, tmp_path: Path) -> None:
    changed = tmp_path / "next.bpmn"
    changed.write_text(SHIPPED.read_text().replace('name="Proses', 'name="Alur proses', 1) + "\n")
    done = alur.json("deploy", changed, "--note", "Nama baru")
    assert (done["key"], done["version"]) == ("micin_darurat", 2)
    assert alur.lines("deploy", changed)[0].startswith("micin_darurat version 2")
    changed.write_text(SHIPPED.read_text().replace("bpmn:userTask", "bpmn:scriptTask"))
    refused = alur("deploy", changed, "--json")
    assert refused.exit_code == REFUSED
    assert json.loads(refused.stdout)["findings"]


def test_deploy_publishes_decision_models_too(alur: Terminal, tmp_path: Path) -> None:
    shipped = files("bpmn") / "prioritas.dmn"
    changed = tmp_path / "next.dmn"
    changed.write_text(shipped.read_text().replace('name="Kelompok prioritas"', 'name="Prioritas"', 1))
    done = alur.json("deploy", changed, "--note", "Nama baru")
    assert done == {"key": "prioritas", "version": 2, "name": "Prioritas"}
    changed.write_text(shipped.read_text().replace("&lt; 5", "&lt; lima (", 1))
    refused = alur("deploy", changed)
    assert refused.exit_code == REFUSED and refused.stdout.startswith("error: line ")
    assert alur("sop", "lint", changed).stdout == refused.stdout
    assert alur.lines("sop", "lint", str(shipped)) == ["No findings."]


def test_calendar_shows_a_day_and_why(alur: Terminal) -> None:
    assert alur.lines("calendar", "show", "--day", "2026-03-12")[0].startswith("08:00-12:")
    closed = alur.lines("calendar", "show", "--day", "2026-03-20")[0]
    assert closed.startswith("closed (holiday) ")
    assert alur.json("calendar", "show", "--day", "2026-03-20")["source"] == "holiday"


@pytest.mark.parametrize(
    ("start", "text", "due"),
    [
        ("2026-03-12T15:00+08:00", "1 hari kerja", "2026-03-13T15:30:00+08:00"),
        ("2026-03-17", "1 hari kerja", "2026-03-25T16:00:00+08:00"),  # Nyepi and Idulfitri lie between
        ("2026-03-12T23:50+08:00", "15 menit", "2026-03-13T00:05:00+08:00"),
    ],
)
def test_calendar_due_counts_office_time(alur: Terminal, start: str, text: str, due: str) -> None:
    assert alur.lines("calendar", "due", start, text) == [due]
    assert alur.json("calendar", "due", start, text)["due"] == due


def test_calendar_due_refuses_what_it_cannot_read(alur: Terminal) -> None:
    assert alur("calendar", "due", "kemarin", "1 hari kerja").exit_code == USAGE
    assert alur("calendar", "due", "2026-03-12", "secepatnya").exit_code == USAGE


def test_a_calendar_goes_out_and_comes_back_changed(alur: Terminal, tmp_path: Path) -> None:
    content = alur.json("calendar", "show")
    content["exceptions"]["2026-04-11"] = {"hours": [["08:00", "12:00"]], "reason": "Paspor Simpatik"}
    given = tmp_path / "calendar.json"
    given.write_text(json.dumps(content))
    words = ("calendar", "import", given, "--reason", "Surat 12/2026")
    assert alur.lines(*words, "--dry-run")[0].startswith("1 days change")
    assert alur.lines(*words)[-1] == "version 2 is in force"
    assert alur.lines("calendar", "show", "--day", "2026-04-11") == [
        "08:00-12:00 (exception) Paspor Simpatik"
    ]
    assert alur("calendar", "import", given, "--reason", "lagi").exit_code == REFUSED
    given.write_text("{")
    assert alur(*words).exit_code == REFUSED
    assert alur("calendar", "import", given).exit_code == USAGE


def test_work_once_fires_what_is_due(alur: Terminal) -> None:
    site = Site(Database(f"sqlite:///{alur.folder / 'alur.db'}"), alur.folder)
    started = cases.start(site, OPERATOR, "micin_darurat", REQUEST)
    assert alur.lines("work", "--once") == []
    with site.db.read(OPERATOR) as tx:
        assert cases.read_held(tx, started.instance) is not None
    site.db.close()
    assert (alur.folder / "checkpoints").is_dir()
    assert worker.name()


def test_audit_verify_ends_with_1_when_a_record_was_edited(alur: Terminal) -> None:
    alur.lines("token", "create", "skrip")
    assert alur.lines("audit", "checkpoint")[0].startswith("checkpoint 1: ")
    assert alur.lines("audit", "verify")[-1].endswith(": 0 wrong")
    database = Database(f"sqlite:///{alur.folder / 'alur.db'}")
    with database.begin() as tx:
        for (trigger,) in tx.conn.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).all():
            tx.conn.exec_driver_sql(f"DROP TRIGGER {trigger}")
        tx.conn.exec_driver_sql("UPDATE audit SET actor = 'lain' WHERE action LIKE 'token%'")
    database.close()
    found = alur("audit", "verify", "--json")
    assert found.exit_code == REFUSED
    assert "edited" in {fault["wrong"] for fault in json.loads(found.stdout)["faults"]}


def test_the_same_verbs_work_on_either_database(database_url: str, tmp_path: Path) -> None:
    alur = Terminal(tmp_path / "var", database_url)
    assert alur.json("migrate")["to"] == head_revision()
    alur.lines("user", "add", "admin", "--role", "administrator")
    alur.lines("work", "--once")
    due = datetime.fromisoformat(alur.lines("calendar", "due", "2026-03-17", "1 hari kerja")[0])
    assert due.isoformat() == "2026-03-25T16:00:00+08:00"
    assert alur.json("audit", "verify")["faults"] == []


def test_facts_are_filled_brought_up_to_date_and_told(alur: Terminal) -> None:
    assert alur.lines("facts", "status") == ["0 of 0 requests are in; being counted"]
    assert alur.json("facts", "refresh")["brought_in"] == 0
    assert alur.json("facts", "status")["as_of"] is not None
    assert "0 requests brought in" in alur.lines("facts", "rebuild")
