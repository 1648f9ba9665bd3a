"""The process engine: SpiffWorkflow behind one door; plain data in, plain data out. Imports engine.feel only."""

from engine.spiff.build import compile_spec
from engine.spiff.codec import lighten, whole_data
from engine.spiff.definition import Spec
from engine.spiff.model import (
    Closed,
    Context,
    Due,
    Move,
    NotWaiting,
    Ruling,
    Snapshot,
    SpecError,
    SpecProblem,
    StateRefused,
    StepFailed,
    Token,
    TokenGone,
    Wait,
    Warn,
)
from engine.spiff.moves import complete, deliver, look, start, tick

__all__ = [
    "Closed",
    "Context",
    "Due",
    "Move",
    "NotWaiting",
    "Ruling",
    "Snapshot",
    "Spec",
    "SpecError",
    "SpecProblem",
    "StateRefused",
    "StepFailed",
    "Token",
    "TokenGone",
    "Wait",
    "Warn",
    "compile_spec",
    "complete",
    "deliver",
    "lighten",
    "look",
    "start",
    "tick",
    "whole_data",
]
