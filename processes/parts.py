"""What a diagram is made of before it is drawn: nodes, flows and processes, and how they are named."""

from __future__ import annotations

import re
from dataclasses import dataclass

from processes.model import FormField, Step, StepKind, TimeKind, TimeStandard
from processes.time_text import iso_duration

APPLICANT = "pemohon"  # the role that is waited for, never given a task
CALLER = "pemanggil"  # in an SOP that others call: whoever has the row that calls it
YES, NO = "Ya", "Tidak"
ADJUSTABLE = "dapat diatur"  # words of a waktu cell that make its limit a setting
_DAY = re.compile(r"if (\w+) = null then now\(\) else \1")


class BrokenTable(ValueError):
    """The table cannot be drawn; the message names the row."""


@dataclass(frozen=True, slots=True)
class Node:
    """One flow node to write; `row` is its place in the table, which orders the drawing."""

    id: str
    type: str
    name: str
    lane: str
    row: int
    step: Step | None = None
    message: str | None = None
    timer: str | None = None  # text of its timer: ISO 8601, or FEEL with a leading "="
    dated: bool = False  # whether the timer is an instant, not a span
    attached_to: str | None = None
    called: str | None = None
    default: str | None = None  # id of the flow taken where no condition holds
    fields: tuple[FormField, ...] = ()


@dataclass(frozen=True, slots=True)
class Edge:
    """One sequence flow to write."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: str | None = None


@dataclass(frozen=True, slots=True)
class ProcessGraph:
    """One process with its pool: lanes are role ids in drawing order."""

    id: str
    name: str
    lanes: tuple[str, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    def node(self, node_id: str) -> Node:
        """The node with this id."""
        return next(node for node in self.nodes if node.id == node_id)


def edge(source: str, target: str) -> Edge:
    """A flow without a name."""
    return Edge(f"alur_{source}_{target}", source, target)


def called_process(step: Step) -> str:
    """Id of the process that a subprocess row becomes (its task has the row's own id)."""
    return f"proses_{step.id}"


def gateway_id(node_id: str) -> str:
    """Id of the gateway that asks the question of a node."""
    return f"keputusan_{node_id}"


def skip_id(step: Step) -> str:
    """Id of the gateway that passes over a row."""
    return f"lewati_{step.id}"


def day_id(step: Step) -> str:
    """Id of the event that waits for a row's day."""
    return f"saat_{step.id}"


def limit_id(step: Step) -> str:
    """Id of the event on a row that ends its time."""
    return f"batas_{step.id}"


def pays(step: Step) -> bool:
    """Whether a row is the applicant's payment."""
    return re.search("pembayaran|membayar", step.activity, re.IGNORECASE) is not None


def message_name(step: Step) -> str:
    """What ends a wait: `pembayaran` for payments, `kelengkapan` for documents; an official row's own id."""
    if step.kind is not StepKind.WAIT:
        return step.id
    return "pembayaran" if pays(step) else "kelengkapan"


def limit(time: TimeStandard, message: str) -> str | None:
    """Timer of a wait: the office's setting where the waktu cell says it can be set, else the cell's."""
    if ADJUSTABLE in time.text and message in ("kelengkapan", "pembayaran"):
        return f"=duration(setelan.batas_{message})"
    return iso_duration(time)


def is_limited(step: Step) -> bool:
    """Whether time decides: done in time is "yes", its limit is "no" (a wait, or days by the wall clock)."""
    time = step.time
    by_clock = time.kind is TimeKind.ELAPSED and time.amount is not None and time.amount > 0
    return step.decision is not None and (step.kind is StepKind.WAIT or by_clock)


def day_text(variable: str) -> str:
    """FEEL for the beginning of the day a case variable holds; at once where the case has none."""
    return f"=if {variable} = null then now() else {variable}"


def day_variable(text: str) -> str | None:
    """The variable of a `day_text`, None for any other expression."""
    found = _DAY.fullmatch(text)
    return found[1] if found else None
