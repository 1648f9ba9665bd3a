"""The parts of a task's form by name, and one line of its completeness gate."""

from __future__ import annotations

from dataclasses import dataclass

from processes.model import Need, RequirementKind

PRESENT, ABSENT, UNFIT, NOT_NEEDED = "ada", "tidak_ada", "tidak_sesuai", "tidak_perlu"
GATE, CHOICE, RESULTS, REMARK, SECOND = "kelengkapan", "keputusan", "hasil", "catatan", "petugas_kedua"


@dataclass(frozen=True, slots=True)
class GateItem:
    """One line of the completeness gate; `sensitive` items are ticked as seen, never stored."""

    code: str
    label: str
    need: Need = Need.REQUIRED
    group: str | None = None
    condition: str | None = None
    note: str = ""
    kind: RequirementKind = RequirementKind.DOCUMENT
    sensitive: bool = False
    listed: bool = False  # from the checklist of the application type, which the letter of step 3 is about
