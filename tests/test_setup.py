"""Setting up on other machines: what make and the tools decide there, and what they say when they cannot."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.diagram_site import ROOT

TOOLS = ROOT / "tools"
_PROGRAM = '#!/bin/sh\necho "$0 $*" >> {log}\n{does}\n'
# The tool as another machine runs it: nothing but the folder `commands` is on PATH or in the usual places.
_ELSEWHERE = """
import os, runpy, sys
from tests.support import programs
programs.POSTGRES_FOLDERS = programs.CHROMIUM_PLACES = ()
os.environ["PATH"] = sys.argv[1]
os.environ.pop("ALUR_CHROMIUM", None)
os.geteuid = lambda: int(sys.argv[2])
runpy.run_path("tools/ensure_system.py", run_name="__main__")
"""


class Machine:
    """A machine with only the commands put into its folder; what was called stands in its log."""

    def __init__(self, folder: Path) -> None:
        self.commands = folder / "commands"
        self.commands.mkdir()
        self.log = folder / "log"
        self.log.touch()
        self.put("env", 'shift\nexec "$@"')
        for name in ("chmod", "cat"):
            (self.commands / name).symlink_to(shutil.which(name) or name)

    def put(self, name: str, does: str = "") -> None:
        """Put a command into the folder."""
        path = self.commands / name
        path.write_text(_PROGRAM.format(log=self.log, does=does))
        path.chmod(0o755)

    def installs(self, name: str, package: str, program: str) -> str:
        """What a package manager does that brings a program when asked for a package."""
        brings = f"printf '#!/bin/sh\\necho {name} 15.1\\n' > {self.commands / program}"
        return f'case " $* " in *" {package} "*) {brings}; chmod 755 {self.commands / program};; esac'

    def ensure(self, user: int = 0) -> subprocess.CompletedProcess[str]:
        """Run tools/ensure_system.py as the user with this number."""
        words = [sys.executable, "-c", _ELSEWHERE, str(self.commands), str(user)]
        return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)

    def called(self) -> list[str]:
        """The commands that were called, without their folder; `env` left out."""
        lines = [line.removeprefix(f"{self.commands}/") for line in self.log.read_text().splitlines()]
        return [line for line in lines if not line.startswith("env ")]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def _with_postgres(machine: Machine) -> None:
    machine.put("postgres", "echo postgres 15.1")
    machine.put("initdb")


def test_nothing_is_installed_where_everything_is_there(machine: Machine) -> None:
    _with_postgres(machine)
    machine.put("chromium")
    machine.put("apt-get")
    done = machine.ensure()
    assert (done.returncode, done.stdout) == (0, "")
    assert not [line for line in machine.called() if line.startswith("apt-get")]


def test_root_on_debian_gets_both_from_apt(machine: Machine) -> None:
    brings = [
        machine.installs("postgres", "postgresql", "postgres"),
        machine.installs("initdb", "postgresql", "initdb"),
        machine.installs("chromium", "chromium", "chromium"),
    ]
    machine.put("apt-get", "\n".join(brings))
    done = machine.ensure()
    assert done.returncode == 0, done.stderr
    options = "install -qq -y --no-install-recommends"
    assert [line for line in machine.called() if line.startswith("apt-get")] == [
        "apt-get update -qq",
        f"apt-get {options} postgresql",
        f"apt-get {options} chromium fonts-liberation",
    ]


def test_other_people_ask_sudo(machine: Machine) -> None:
    _with_postgres(machine)
    machine.put("sudo", 'exec "$@"')
    machine.put("apt-get", machine.installs("chromium", "chromium", "chromium"))
    assert machine.ensure(user=1000).returncode == 0
    asked = [line for line in machine.called() if line.startswith("sudo")]
    assert asked[-1].startswith("sudo env DEBIAN_FRONTEND=noninteractive apt-get install")


def test_without_root_and_sudo_the_command_to_type_is_said(machine: Machine) -> None:
    machine.put("apt-get")
    done = machine.ensure(user=1000)
    assert done.returncode == 1
    assert "As root: apt-get update -qq" in done.stderr
    assert machine.called() == []


def test_ubuntu_calls_the_browser_otherwise(machine: Machine) -> None:
    _with_postgres(machine)
    fails = 'case " $* " in *" chromium "*) echo "E: no candidate"; exit 100;; esac\n'
    machine.put("apt-get", fails + machine.installs("chromium", "chromium-browser", "chromium-browser"))
    done = machine.ensure()
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "Installing chromium-browser fonts-liberation"


def test_a_list_that_cannot_be_refreshed_stops_nothing(machine: Machine) -> None:
    _with_postgres(machine)
    fails = 'case "$1" in update) exit 100;; esac\n'
    machine.put("apt-get", fails + machine.installs("chromium", "chromium", "chromium"))
    assert machine.ensure().returncode == 0


def test_what_the_package_manager_said_is_shown_when_it_fails(machine: Machine) -> None:
    machine.put("dnf", "echo 'No match for argument'; exit 1")
    done = machine.ensure()
    assert done.returncode == 1
    assert "Failed: dnf install -q -y postgresql-server\nNo match for argument" in done.stderr
    assert "PostgreSQL 13 or newer" in done.stderr


def test_a_machine_without_package_manager_is_told_what_is_needed(machine: Machine) -> None:
    done = machine.ensure()
    assert done.returncode == 1
    assert "PostgreSQL 13 or newer (its server) and Chromium" in done.stderr


def test_an_old_postgresql_does_not_count(machine: Machine) -> None:
    machine.put("postgres", "echo postgres 12.9")
    machine.put("initdb")
    machine.put("chromium")
    assert "PostgreSQL 13" in machine.ensure().stderr


def _make_venv(folder: Path, before: str) -> subprocess.CompletedProcess[str]:
    code = f"import os, runpy, sys\nimport importlib.util\n{before}\nsys.argv[1:] = [{str(folder)!r}]\n"
    code += f"runpy.run_path({str(TOOLS / 'make_venv.py')!r}, run_name='__main__')"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("sys.version_info = (3, 10, 4)", "needs Python 3.11 or newer"),
        ("real = importlib.util.find_spec\n"
         "importlib.util.find_spec = lambda name: None if name == 'ensurepip' else real(name)",
         "apt-get install python3."),
        ("os.access = lambda place, mode: False", "You may not write to"),
    ],
    ids=["too old", "without venv", "not writable"],
)  # fmt: skip
def test_a_virtual_environment_that_cannot_be_made_is_explained(
    tmp_path: Path, before: str, said: str
) -> None:
    done = _make_venv(tmp_path / "venv", before)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "venv").exists()


def test_a_linked_environment_is_left_alone(tmp_path: Path) -> None:
    kept = tmp_path / "elsewhere"
    kept.mkdir()
    (kept / "something").touch()
    (tmp_path / "venv").symlink_to(kept)
    done = _make_venv(tmp_path / "venv", "")
    assert done.returncode == 1
    assert "remove the link" in done.stderr
    assert (kept / "something").exists()


@pytest.mark.parametrize("moved", [False, True])
def test_a_folder_that_was_moved_gets_a_new_environment(tmp_path: Path, moved: bool) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name in ("setup.cfg", "pyproject.toml"):
        (tmp_path / name).touch()
    (tmp_path / "web" / "editor" / "src").mkdir(parents=True)
    venv = tmp_path / ".venv"
    venv.mkdir()
    (venv / ".made").write_text("/elsewhere/alur" if moved else str(tmp_path))
    (venv / ".dev").touch()
    planned = subprocess.run(
        ["make", "-n", "check"], cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout
    assert ("make_venv.py" in planned) is moved
    assert ("pip install" in planned) is moved


def test_ci_runs_the_tests_that_fail_when_a_database_or_the_browser_is_skipped() -> None:
    assert (ROOT / ".ci" / "run").read_text().splitlines()[-1] == "make test"
    recipe = (ROOT / "Makefile").read_text().partition("\ntest: ")[2].partition("\n\n")[0]
    assert "--all-backends" in recipe
    options = ("-q", "-k", "sqlite", "-p", "no:cacheprovider", "--all-backends")
    words = [sys.executable, "-m", "pytest", "tests/engine/test_settings.py", *options]
    session = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert session.returncode == 1
    assert "no postgres test ran" in session.stdout
    assert "no browser test ran" in session.stdout
