"""Findings gathered while a decision model is read and compiled, so that all are told at once."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from engine.dmn.model import Place
from engine.dmn.names import kind, line_of, named
from engine.feel.guards import FeelSyntaxError
from processes.findings import ERROR, WARNING, Finding

MAX_FINDINGS = 200


@dataclass(slots=True)
class Draft:
    """What is wrong so far; each is told once, and after MAX_FINDINGS no more."""

    findings: list[Finding] = field(default_factory=list)

    def refuse(self, at: Place, key: str, **values: str | int) -> None:
        """Note an error at a place."""
        self._note(ERROR, at, key, values)

    def warn(self, at: Place, key: str, **values: str | int) -> None:
        """Note a warning at a place."""
        self._note(WARNING, at, key, values)

    def _note(self, severity: str, at: Place, key: str, values: dict[str, str | int]) -> None:
        if len(self.findings) < MAX_FINDINGS:
            texts = {name: str(value)[:300] for name, value in values.items()}
            finding = Finding(key, severity, at.id, at.name, at.line, key, texts)
            if finding not in self.findings:
                self.findings.append(finding)

    @property
    def broken(self) -> bool:
        """Whether any finding is an error."""
        return any(finding.severity == ERROR for finding in self.findings)


def syntax_values(error: FeelSyntaxError, text: str) -> dict[str, str | int]:
    """What a finding tells of a text that is no FEEL; `reason` is FEEL's own key."""
    return {**error.values, "position": error.position + 1, "reason": error.key, "text": text}


def place(element: etree._Element) -> Place:
    """An element by its own id, and the name of the nearest element around it that has one."""
    owner: etree._Element | None = element
    while owner is not None and not named(owner):
        owner = owner.getparent()
    holder: etree._Element | None = element
    while holder is not None and not (holder.get("id") and kind(holder)):
        holder = holder.getparent()
    number = "" if holder is None else holder.get("id", "")
    return Place(number, "" if owner is None else named(owner), line_of(element))
