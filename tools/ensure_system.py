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

from tests.support.programs import POSTGRES_AT_LEAST, find_chromium, find_postgres

FINDERS: dict[str, Callable[[], Path | None]] = {"postgres": find_postgres, "chromium": find_chromium}


@dataclass(frozen=True, slots=True)
class Manager:
    """A package manager: the commands that refresh its lists and install, and its names of the packages.

    Each name is a tuple of ways: what one release calls so, another calls otherwise.
    """

    refresh: tuple[str, ...]
    install: tuple[str, ...]
    postgres: tuple[str, ...]
    chromium: tuple[str, ...]


MANAGERS = (
    Manager(
        ("apt-get", "update", "-qq"),
        ("apt-get", "install", "-qq", "-y", "--no-install-recommends"),
        ("postgresql",),
        # Ubuntu has chromium-browser only, which brings the snap.
        ("chromium fonts-liberation", "chromium-browser fonts-liberation"),
    ),
    Manager((), ("dnf", "install", "-q", "-y"), ("postgresql-server",), ("chromium",)),
    Manager((), ("zypper", "-q", "install", "-y"), ("postgresql-server",), ("chromium",)),
    Manager((), ("pacman", "-Sy", "--noconfirm", "--needed"), ("postgresql",), ("chromium",)),
    Manager((), ("apk", "add", "--quiet"), ("postgresql",), ("chromium",)),
    Manager((), ("brew", "install", "--quiet"), ("postgresql@17",), ("chromium",)),
)
NAMES = {"postgres": f"PostgreSQL {POSTGRES_AT_LEAST} or newer (its server)", "chromium": "Chromium"}


def main() -> None:
    """Install what is missing; ends with a message when that is not possible."""
    _check_named_browser()
    missing = _missing()
    if not missing:
        return
    wanted = " and ".join(NAMES[name] for name in missing)
    manager = next((one for one in MANAGERS if shutil.which(one.install[0])), None)
    if manager is None:
        sys.exit(f"The tests need {wanted}: install with the system's package manager, then run make again.")
    if manager.refresh:
        _run(manager.refresh)  # a list that cannot be refreshed may still know the package
    for name in missing:
        _install(manager, name)


def _check_named_browser() -> None:
    named = os.environ.get("ALUR_CHROMIUM")
    if named and not Path(named).exists():
        sys.exit(f"ALUR_CHROMIUM names {named}, which is not there.")


def _missing() -> list[str]:
    return [name for name, find in FINDERS.items() if find() is None]


def _install(manager: Manager, name: str) -> None:
    """Try each name of the packages until the program is found."""
    said = []
    for packages in getattr(manager, name):
        sys.stdout.write(f"Installing {packages}\n")
        sys.stdout.flush()
        said.append(_run((*manager.install, *packages.split())))
        if FINDERS[name]() is not None:
            return
    sys.exit("\n".join([*said, f"The tests need {NAMES[name]}; installing it failed, see above."]))


def _run(command: tuple[str, ...]) -> str:
    """Run as root; answers what went wrong, with the command to type, or nothing."""
    as_root: tuple[str, ...] = ()
    if os.geteuid() != 0 and command[0] != "brew":
        if shutil.which("sudo") is None:
            sys.exit(f"This needs root, and there is no sudo. As root: {' '.join(command)}")
        as_root = ("sudo",)
    # Through env, because sudo lets no variable pass.
    environment = ("env", "DEBIAN_FRONTEND=noninteractive")
    done = subprocess.run(
        (*as_root, *environment, *command), check=False, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    )
    if done.returncode == 0:
        return ""
    return f"Failed: {' '.join(command)}\n{done.stdout.decode(errors='replace')[-2000:]}"


if __name__ == "__main__":
    main()
