"""What each finding says, in Indonesian and English: what is wrong, and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from processes.findings import Finding
from processes.lint.messages_table import TEXTS


@dataclass(frozen=True, slots=True)
class Said:
    """A finding in words."""

    wrong: str
    todo: str


def say(finding: Finding, language: str = "id") -> Said:
    """The words of a finding in "id" or "en". Raises KeyError for a key without words (a test holds that none is)."""
    indonesian, english = TEXTS[finding.key]
    wrong, todo = indonesian if language == "id" else english
    values = {"name": finding.name or finding.element} | dict(finding.values)
    return Said(wrong.format(**values), todo.format(**values))


def text(finding: Finding, language: str = "id") -> str:
    """What is wrong and what to do, in one line."""
    said = say(finding, language)
    return f"{said.wrong} {said.todo}"
