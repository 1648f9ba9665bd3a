"""Where the programs that tests use are found: PostgreSQL's server and Chromium (standard library only)."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

POSTGRES_AT_LEAST = 13
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
CHROMIUM_PLACES = (
    "/usr/lib/chromium/chromium",
    "/snap/bin/chromium",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
POSTGRES_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/lib/postgresql*/bin",
    "/usr/libexec/postgresql*",
    "/usr/local/pgsql/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)


def find_chromium() -> Path | None:
    """The browser's executable, or None; ALUR_CHROMIUM names one that lies elsewhere."""
    named = os.environ.get("ALUR_CHROMIUM")
    if named:
        return Path(named)
    for name in CHROMIUM_NAMES:
        found = shutil.which(name)
        if found:
            return Path(found)
    return next((Path(place) for place in CHROMIUM_PLACES if Path(place).exists()), None)


def find_postgres() -> Path | None:
    """The folder with initdb and postgres of the newest PostgreSQL that is new enough, or None."""
    fit = [(version, folder) for folder in _postgres_folders() if (version := _major(folder)) is not None]
    return max(fit, default=(0, None))[1]


def _postgres_folders() -> Iterator[Path]:
    seen: set[Path] = set()
    for pattern in POSTGRES_FOLDERS:
        seen.update(Path("/").glob(pattern.lstrip("/")))
    on_path = shutil.which("postgres")
    if on_path:
        seen.add(Path(on_path).resolve().parent)
    for folder in sorted(seen):
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            yield folder


def _major(folder: Path) -> int | None:
    answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"(\d+)[.\d]*", answer.stdout)
    major = int(found[1]) if answer.returncode == 0 and found else 0
    return major if major >= POSTGRES_AT_LEAST else None
