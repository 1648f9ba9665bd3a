"""Installs what the tests need from the system and pip cannot bring: PostgreSQL's server and Chromium."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.support.programs import find_chromium, find_postgres


@dataclass(frozen=True, slots=True)
class Manager:
    """A package manager: the commands that refresh its lists and install, and its names of the packages."""

    refresh: tuple[str, ...]
    install: tuple[str, ...]
    postgres: str
    chromium: str


MANAGERS = (
    Manager(
        ("apt-get", "update", "-qq"),
        ("apt-get", "install", "-qq", "-y", "--no-install-recommends"),
        "postgresql",
        "chromium fonts-liberation",
    ),
    Manager((), ("dnf", "install", "-q", "-y"), "postgresql-server", "chromium"),
    Manager((), ("zypper", "-q", "install", "-y"), "postgresql-server", "chromium"),
    Manager((), ("pacman", "-Sy", "--noconfirm", "--needed"), "postgresql", "chromium"),
    Manager((), ("apk", "add", "--quiet"), "postgresql", "chromium"),
    Manager((), ("brew", "install", "--quiet"), "postgresql@17", "chromium"),
)


def main() -> None:
    """Install what is missing; ends with a message when that is not possible."""
    missing = _missing()
    if not missing:
        return
    manager = next((one for one in MANAGERS if shutil.which(one.install[0])), None)
    if manager is None:
        sys.exit(f"The tests need {' and '.join(missing)}: install with the system's package manager")
    packages = [package for name in missing for package in getattr(manager, name).split()]
    sys.stdout.write(f"Installing {' and '.join(packages)}\n")
    sys.stdout.flush()
    if manager.refresh:
        _run(manager.refresh)
    _run((*manager.install, *packages))
    if _missing():
        sys.exit(f"Not found after installing: {' and '.join(_missing())}")


def _missing() -> list[str]:
    finders: dict[str, Callable[[], Path | None]] = {"postgres": find_postgres, "chromium": find_chromium}
    return [name for name, find in finders.items() if find() is None]


def _run(command: tuple[str, ...]) -> None:
    as_root = () if os.geteuid() == 0 or command[0] == "brew" else ("sudo",)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        (*as_root, *command), check=False, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env=environment
    )
    if done.returncode:
        sys.exit(f"Failed: {' '.join(command)}\n{done.stdout.decode(errors='replace')[-2000:]}")


if __name__ == "__main__":
    main()
