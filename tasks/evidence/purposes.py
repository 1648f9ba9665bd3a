"""What each check asks of an office, and which files of a pack answer it: purposes.yaml, read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Question:
    """One thing asked: files of the pack by path ("sop/" is a folder), kinds of reports that are put into `folder`.

    `assumed` says that the wording was read in secondary pages, not in the assessors' own sheets.
    """

    title: str
    question: str
    folder: str
    note: str = ""
    files: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """A purpose of packs: what it is called, by which rule, and its questions in order."""

    title: str
    source: str
    questions: tuple[Question, ...]


@cache
def checks() -> dict[str, Check]:
    """Every purpose by its code."""
    raw = yaml.safe_load((files(__package__) / "purposes.yaml").read_text("utf-8"))
    return {code: _check(one) for code, one in raw.items()}


def _check(one: dict[str, Any]) -> Check:
    questions = tuple(
        _question(part, f"{one['folder']}/{place}-{part['nama']}")
        for place, part in enumerate(one["bagian"], 1)
    )
    return Check(one["judul"], one["sumber"], questions)


def _question(part: dict[str, Any], folder: str) -> Question:
    return Question(
        title=part["judul"],
        question=part["tanya"],
        folder=folder,
        note=str(part.get("catatan", "")).strip(),
        files=tuple(part.get("berkas", ())),
        reports=tuple(part.get("laporan", ())),
        assumed=bool(part.get("asumsi", False)),
    )
