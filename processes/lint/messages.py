"""What each finding says, in Indonesian and English: what is wrong, and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from processes.findings import Finding
from processes.lint.texts import TEXTS, engine, links


@dataclass(frozen=True, slots=True)
class Said:
    """A finding in words."""

    wrong: str
    todo: str


def say(finding: Finding, language: str = "id") -> Said:
    """The words of a finding in "id" or "en"; what only the compiler or the library finds has words too."""
    known = TEXTS.get(finding.key) or engine.TEXTS.get(finding.key) or links.TEXTS.get(finding.key)
    indonesian, english = known or engine.OTHER
    wrong, todo = indonesian if language == "id" else english
    values = _Values({"name": finding.name or finding.element, "key": finding.key} | dict(finding.values))
    return Said(wrong.format_map(values), todo.format_map(values))


def text(finding: Finding, language: str = "id") -> str:
    """What is wrong and what to do, in one line."""
    said = say(finding, language)
    return f"{said.wrong} {said.todo}"


class _Values(dict[str, str]):
    """Values of a text; one that the finder did not give shows as its name."""

    def __missing__(self, key: str) -> str:
        return f"[{key}]"
