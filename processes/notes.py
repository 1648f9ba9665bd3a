"""The short marks on the diagram where the table is uncertain; the full words stand in the cells."""

from __future__ import annotations

from processes.model import Sop, Step
from processes.parts import ProcessGraph

ASSUMED = "A"  # source code of an assumption
EVERYTHING = "semua"  # source key that stands for all cells of a row
_LIST_UP_TO = 2
_SHOWN = {"decision": "keputusan"}


def uncertain_cells(step: Step) -> tuple[str, ...]:
    """Names of the row's cells whose source is an assumption ("semua" for all of them)."""
    return tuple(cell for cell, code in step.sources if code == ASSUMED)


def mark(step: Step) -> str | None:
    """The text of the row's mark: which cells are assumed, or that there is a note; None for a certain row."""
    cells = uncertain_cells(step)
    if EVERYTHING in cells:
        return "? asumsi"
    if not cells:
        return "? ada catatan" if step.assumption else None
    if len(cells) > _LIST_UP_TO:
        return f"? {len(cells)} sel asumsi"
    return f"? asumsi: {', '.join(_SHOWN.get(cell, cell) for cell in cells)}"


def marks(sop: Sop, graph: ProcessGraph) -> dict[str, str]:
    """Text by node id, and by lane id for lanes without a step."""
    found = {node.id: text for node in graph.nodes if node.step and (text := mark(node.step))}
    empty = set(graph.lanes) - {node.lane for node in graph.nodes}
    return found | dict.fromkeys(empty, "? kolom ini kosong pada tabel sumber")
