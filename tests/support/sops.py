"""The shipped SOPs as files, and each with all it calls."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from engine import spiff
from engine.spiff import Spec
from processes.diagram import Diagram
from processes.linking import join, reached
from processes.reader import read_bpmn
from processes.table import SHIPPED


def shipped(key: str) -> bytes:
    """The bytes of a shipped BPMN file."""
    return files("bpmn").joinpath(f"{key}.bpmn").read_bytes()


@cache
def library() -> dict[str, Diagram]:
    """What every shipped file says, by key."""
    return {key: read_bpmn(shipped(key)) for key in SHIPPED}


def called(key: str) -> tuple[str, ...]:
    """Keys of all SOPs a shipped one may reach."""
    return reached(library()[key], library())


@cache
def linked_spec(key: str) -> Spec:
    """A shipped SOP compiled with all it may reach."""
    return spiff.compile_spec(shipped(key), key, [shipped(other) for other in called(key)])


@cache
def linked_diagram(key: str) -> Diagram:
    """What a shipped SOP says together with all it may reach."""
    return join(library()[key], [library()[other] for other in called(key)])
