"""Where the files of the corpus lie."""

from __future__ import annotations

from pathlib import Path

FILES = Path(__file__).parent / "files"
