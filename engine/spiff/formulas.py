"""FEEL texts of a diagram: compiled once at deploy, asked at a step."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from engine.feel import Expression, compile_expression
from engine.spiff.model import Warn
from engine.spiff.tree import Step, visible


@dataclass(frozen=True, slots=True)
class Formula:
    """One FEEL text; `element` is where it stands."""

    element: str
    text: str
    expression: Expression


def formula(element: str, text: str, names: Collection[str]) -> Formula:
    """Compile a FEEL text, a leading "=" taken off. Raises what `compile_expression` raises."""
    text = text.strip().removeprefix("=").strip()
    return Formula(element, text, compile_expression(text, names))


def answer(
    asked: Formula, step: Step, flow: str | None = None, extra: Mapping[str, Any] | None = None
) -> Any:
    """The FEEL value of a formula at a step; what FEEL warns of is kept for the move."""
    context = step.workflow.top_workflow.context
    names = visible(step)
    if extra:
        names.update(extra)
    found = asked.expression.evaluate(names, now=context.now, zone=context.zone)
    if found.warnings or found.value is None:
        warn(step, flow, "null" if found.value is None else "warned", tuple(found.warnings))
    return found.value


def is_true(asked: Formula, step: Step, flow: str | None, extra: Mapping[str, Any] | None = None) -> bool:
    """Whether a condition holds: only FEEL's true counts; anything but true and false leaves a warning."""
    value = answer(asked, step, flow, extra)
    if value is not None and not isinstance(value, bool):
        warn(step, flow, "not_boolean", ())
    return value is True


def warn(step: Step, flow: str | None, key: str, messages: tuple[Any, ...]) -> None:
    """Keep a warning for the move."""
    step.workflow.top_workflow.warnings.append(Warn(step.task_spec.name, flow, key, messages))
