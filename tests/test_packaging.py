"""What is installed is complete: the wheel holds every file of the rooms and works away from the checkout."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from configparser import ConfigParser
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
ROOMS = ("bpmn", "processes", "engine", "tasks", "web")
META = ("setup.cfg", "pyproject.toml", "README.md", "LICENSE", "NOTICE")
BUILD = "import sys; from setuptools import build_meta; print(build_meta.build_wheel(sys.argv[1]))"
LEFT_OUT = shutil.ignore_patterns("__pycache__", "node_modules", "editor", ".built")
SIGN_IN = """
from web.app import create_app
from web.cli.frame import open_site
answer = create_app(open_site()).test_client().get("/login")
print(answer.status_code, "Masuk" in answer.text, create_app.__code__.co_filename)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, unpacked, made from a copy so that nothing is left in the checkout."""
    place = tmp_path_factory.mktemp("wheel")
    source, unpacked = place / "source", place / "unpacked"
    for room in ROOMS:
        shutil.copytree(ROOT / room, source / room, ignore=LEFT_OUT)
    for name in META:
        shutil.copy(ROOT / name, source)
    made = subprocess.run(
        [sys.executable, "-c", BUILD, place], cwd=source, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
    with zipfile.ZipFile(place / made.stdout.split()[-1]) as archive:
        archive.extractall(unpacked)
    return unpacked


def test_the_wheel_holds_every_file_of_the_rooms_and_nothing_else(wheel: Path) -> None:
    source = wheel.parent / "source"
    wanted = {
        path.relative_to(source) for room in ROOMS for path in (source / room).rglob("*") if path.is_file()
    }
    found = {path.relative_to(wheel) for path in wheel.rglob("*") if path.is_file()}
    assert {path for path in found if not path.parts[0].endswith(".dist-info")} == wanted
    notes = {path.name for path in found if "licenses" in path.parts}
    assert notes == {"LICENSE", "NOTICE"}


def test_an_installed_alur_migrates_and_shows_its_first_page(wheel: Path, tmp_path: Path) -> None:
    away = {
        **os.environ,
        "PYTHONPATH": str(wheel),
        "ALUR_FOLDER": str(tmp_path / "var"),
        "ALUR_DATABASE_URL": "",
    }

    def run(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, *words], cwd=tmp_path, env=away, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert run("-c", "from web.cli import main; main()", "migrate").startswith("empty -> ")
    assert run("-c", SIGN_IN).split() == ["200", "True", str(wheel / "web" / "app.py")]


def test_no_other_distribution_brings_a_package_of_the_rooms_names() -> None:
    owners = packages_distributions()
    assert {room: set(owners.get(room, ())) - {"alur"} for room in ROOMS} == {room: set() for room in ROOMS}


def test_the_notice_names_every_package_that_comes_with_alur() -> None:
    notice = canonicalize_name((ROOT / "NOTICE").read_text())
    assert len(_required()) > 20
    assert [name for name in sorted(_installed()) if name not in notice] == []


def test_the_notice_names_every_part_of_the_browser_bundles_that_we_ask_for() -> None:
    asked = json.loads((ROOT / "web" / "editor" / "package.json").read_text())
    notice = (ROOT / "NOTICE").read_text()
    wanted = [*asked["dependencies"], *asked["devDependencies"]]
    assert wanted and [name for name in wanted if name not in notice] == []


def test_no_package_installed_with_alur_is_under_the_gpl_itself() -> None:
    met = _installed()
    assert len(met) > len(_required())
    assert [name for name in sorted(met) if re.search(r"GPL|General Public", _licence(name))] == []


def _installed() -> set[str]:
    """What is installed with Alur: what it asks for, and what that asks for in turn."""
    met: set[str] = set()
    ahead = [Requirement(line) for line in _lines()]
    while ahead:
        need = ahead.pop()
        name = canonicalize_name(need.name)
        if name in met:
            continue
        met.add(name)
        for inner in map(Requirement, distribution(name).requires or ()):
            extras = ("", *need.extras)
            if inner.marker is None or any(inner.marker.evaluate({"extra": one}) for one in extras):
                ahead.append(inner)
    return met


def _required() -> list[str]:
    return [Requirement(line).name for line in _lines()]


def _lines() -> list[str]:
    settings = ConfigParser()
    settings.read(ROOT / "setup.cfg")
    return [line for line in settings["options"]["install_requires"].split("\n") if line]


def _licence(name: str) -> str:
    about = distribution(name).metadata
    stated = [about["License-Expression"] or "", *(about.get_all("Classifier") or ())]
    return re.sub(r"(?i)lesser general public license|lgpl", "lesser", " ".join(stated))
