"""The cells of a row as texts to be compared: equal texts mean the same is asked, by the same, in the same time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from processes.model import FormField, Output, Requirement, RequirementKind, Step, TimeStandard


def time_meaning(time: TimeStandard) -> str:
    """What a waktu cell means to the clock, codes joined by "; ": "15 minute; service; started; counts"."""
    amount = f"{time.amount} {time.unit.value}" if time.amount is not None and time.unit else ""
    anchor = " ".join((time.anchor.kind.value, *time.anchor.refs))
    return "; ".join(filter(None, (amount, time.kind.value, anchor, time.effect.value)))


CELLS: Mapping[str, Callable[[Step], str]] = {
    "activity": lambda step: step.activity,
    "kind": lambda step: step.kind.value,
    "time": lambda step: step.time.text,
    "time_meaning": lambda step: time_meaning(step.time),
    "remark": lambda step: step.remark,
    "officers": lambda step: str(step.performer.min_officers),
    "assistant": lambda step: step.performer.assistant or "",
    "system": lambda step: step.performer.system or "",
    "checker": lambda step: step.performer.checker or "",
    "box": lambda step: step.performer.box or "",
    "called": lambda step: step.calls or "",
    "event": lambda step: step.raises or "",
    "skipped": lambda step: f"{step.skip.question} {step.skip.condition}" if step.skip else "",
    "day": lambda step: step.opens_on or step.closes_on or "",
    "assumption": lambda step: step.assumption,
}
"""The cells that hold one text each, by the name a change gives them."""


def requirements(step: Step) -> dict[str, str]:
    """The kelengkapan items by what tells them apart."""
    return {item.code or item.text: _requirement(item) for item in step.requirements}


def _requirement(item: Requirement) -> str:
    """Text, and in brackets what the text alone does not say: need, condition or group, kind, checklist."""
    beside = item.condition or item.group or ""
    need = f"{item.need.value}{': ' if beside else ''}{beside}" if item.need != "required" else ""
    return _with(item.text, need, _kind(item.kind), item.expands or "")


def outputs(step: Step) -> dict[str, str]:
    """The outputs by their text."""
    return {item.text: _output(item) for item in step.outputs}


def _output(item: Output) -> str:
    return _with(item.text, _kind(item.kind))


def _kind(kind: RequirementKind) -> str:
    return "" if kind is RequirementKind.DOCUMENT else kind.value


def fields(found: Iterable[FormField]) -> dict[str, str]:
    """Form fields by id: label, and in brackets type and limits."""
    return {field.id: _field(field) for field in found}


def _field(field: FormField) -> str:
    options = " / ".join(option.label or option.value for option in field.options)
    limits = {
        "=": field.default,
        "≥": field.min,
        "≤": field.max,
        "length ≤": field.max_length,
        "pattern": field.pattern,
    }
    said = (f"{name} {value}" for name, value in limits.items() if value not in (None, ""))
    return _with(field.label, field.type, "required" if field.required else "", options, *said)


def _with(text: str, *inside: str) -> str:
    said = ", ".join(filter(None, inside))
    return f"{text} ({said})" if said else text
