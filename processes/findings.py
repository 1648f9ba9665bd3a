"""What lint finds: a rule broken at an element, with the words' key and values (texts: processes/lint/messages)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken rule; `element` is the BPMN id ("" for the file), `key` chooses the text, `values` fill it."""

    rule: str
    severity: str
    element: str
    name: str
    line: int
    key: str
    values: Mapping[str, str] = field(default_factory=dict)


class BadXml(ValueError):
    """The bytes are not an XML file that may be read; `findings` say why."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__("; ".join(finding.key for finding in findings))
        self.findings = findings
