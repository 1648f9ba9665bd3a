"""Small BPMN texts for tests, and a player that works an instance through the public door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from engine import spiff
from engine.spiff import Context, Move, Spec

BEGIN = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
MAKASSAR = ZoneInfo("Asia/Makassar")
_HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:sop="https://alur.id/schema/sop/1"'
    ' id="berkas" targetNamespace="https://alur.id/uji">'
)


def node(kind: str, name: str, inner: str = "", /, **attributes: str) -> str:
    """One flow node."""
    given = "".join(f' {key.replace("__", ":")}="{escape(value)}"' for key, value in attributes.items())
    return f'<bpmn:{kind} id="{name}"{given}>{inner}</bpmn:{kind}>'


def users(*names: str) -> str:
    """Some user tasks."""
    return "".join(node("userTask", name) for name in names)


def flow(source: str, target: str, condition: str | None = None, number: str | None = None) -> str:
    """One sequence flow, called `source_target` unless numbered."""
    inner = f"<bpmn:conditionExpression>{escape(condition)}</bpmn:conditionExpression>" if condition else ""
    name = number or f"{source}_{target}"
    return f'<bpmn:sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}">{inner}</bpmn:sequenceFlow>'


def chain(*names: str) -> str:
    """Flows through the named nodes in turn."""
    return "".join(flow(a, b) for a, b in pairwise(names))


def timer(text: str, kind: str = "timeDuration", working: bool = False) -> str:
    """A timer event definition."""
    mark = ' sop:workingTime="true"' if working else ""
    return f"<bpmn:timerEventDefinition{mark}><bpmn:{kind}>{escape(text)}</bpmn:{kind}></bpmn:timerEventDefinition>"


def message(name: str) -> str:
    """A message event definition."""
    return f'<bpmn:messageEventDefinition messageRef="m_{name}"/>'


def error(code: str) -> str:
    """An error event definition."""
    return f'<bpmn:errorEventDefinition errorRef="e_{code}"/>'


def process(*parts: str, key: str = "p") -> str:
    """One process with start `s`; the parts are nodes and flows."""
    return f'<bpmn:process id="{key}" isExecutable="true">{"".join(parts)}</bpmn:process>'


def file(
    *parts: str, messages: tuple[str, ...] = ("bayar", "berkas"), errors: tuple[str, ...] = ("tolak",)
) -> bytes:
    """A whole BPMN file."""
    said = "".join(f'<bpmn:message id="m_{name}" name="{name}"/>' for name in messages)
    said += "".join(f'<bpmn:error id="e_{code}" name="{code}" errorCode="{code}"/>' for code in errors)
    return f"{_HEAD}{said}{''.join(parts)}</bpmn:definitions>".encode()


def compiled(*parts: str) -> Spec:
    """The process made of these nodes and flows, compiled."""
    return spiff.compile_spec(file(process(*parts)), "p")


@dataclass
class Player:
    """Works one instance: remembers state and clock, finds tokens by element id."""

    spec: Spec
    now: datetime = BEGIN
    environment: Mapping[str, Any] = field(default_factory=dict)
    last: Move = field(init=False)
    working: Any = None

    @property
    def context(self) -> Context:
        return Context(self.now, MAKASSAR, self.environment, self.working)

    def start(self, **data: Any) -> Player:
        self.last = spiff.start(self.spec, data, self.context)
        return self

    def tokens(self) -> list[spiff.Token]:
        return list(spiff.look(self.spec, self.last.state, self.context).tokens)

    def open(self) -> list[str]:
        """Element ids of the open tokens, sorted."""
        return sorted(token.element for token in self.tokens())

    def token(self, element: str) -> str:
        return next(token.id for token in self.tokens() if token.element == element)

    def do(self, *elements: str, **variables: Any) -> Move:
        """Complete the oldest token of each element in turn."""
        for element in elements:
            self.last = spiff.complete(
                self.spec, self.last.state, self.token(element), variables, self.context
            )
        return self.last

    def tell(self, name: str, **variables: Any) -> Move:
        self.last = spiff.deliver(self.spec, self.last.state, name, variables, self.context)
        return self.last

    def wait(self, **span: float) -> Move | None:
        """Let time pass and fire what is due then."""
        self.now += timedelta(**span)
        move = spiff.tick(self.spec, self.last.state, self.context)
        if move is not None:
            self.last = move
        return move
