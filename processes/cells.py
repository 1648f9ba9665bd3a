"""The cells of one row as sop: elements of an activity, written and read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from lxml import etree

from processes.model import (
    Anchor,
    AnchorKind,
    ClockEffect,
    Need,
    Output,
    Performer,
    Requirement,
    RequirementKind,
    Step,
    StepKind,
    TimeKind,
    TimeStandard,
    TimeUnit,
)
from processes.names import sop
from processes.parts import is_limited
from processes.source import line_of, text_of

Word = TypeVar("Word", bound=StrEnum)


class BadCell(ValueError):
    """A sop: element cannot be read; carries the element's line and what is wrong."""

    def __init__(self, line: int, attribute: str, value: str) -> None:
        super().__init__(f"line {line}: {attribute}={value!r}")
        self.line, self.attribute, self.value = line, attribute, value


@dataclass(frozen=True, slots=True)
class Cells:
    """A row's cells as they stand on the activity; what flows and lanes say is not among them."""

    number: str
    row: int | None
    kind: StepKind
    performer: Performer  # role "" until the lane is known
    requirements: tuple[Requirement, ...]
    time: TimeStandard
    outputs: tuple[Output, ...]
    remark: str
    sources: tuple[tuple[str, str], ...]
    assumption: str
    ocr_text: str | None
    checklist_ref: str | None
    question: str | None
    raises: str | None
    has_time: bool


def write_step(parent: etree._Element, step: Step, row: int) -> None:
    """Append <sop:step> with the row's cells to extensionElements; `row` is its place in the table."""
    performer = step.performer
    cells = child(
        parent,
        "step",
        number=step.number,
        row=str(row),
        kind=step.kind,
        box=performer.box,
        alternative=performer.alternative,
        assistant=performer.assistant,
        system=performer.system,
        checker=performer.checker,
        minOfficers=str(performer.min_officers) if performer.min_officers > 1 else None,
        checklistRef=step.checklist_ref,
        question=step.decision.question if step.decision and is_limited(step) else None,
        raises=step.raises,
    )
    for item in step.requirements:
        _write_requirement(cells, item)
    write_time(cells, step.time)
    for output in step.outputs:
        child(cells, "output", output.text, kind=output.kind)
    if step.remark:
        child(cells, "remark", step.remark)
    for cell, code in step.sources:
        child(cells, "source", cell=cell, code=code)
    if step.assumption:
        child(cells, "assumption", step.assumption)
    if step.ocr_text:
        child(cells, "ocrText", step.ocr_text)


def write_time(parent: etree._Element, time: TimeStandard) -> None:
    """Append <sop:time>: the literal text as signed, and what was parsed of it."""
    child(
        parent,
        "time",
        time.text,
        kind=time.kind,
        amount=None if time.amount is None else str(time.amount),
        unit=time.unit,
        anchor=time.anchor.kind,
        anchorRefs=" ".join(time.anchor.refs) or None,
        anchorText=time.anchor.text,
        effect=time.effect,
    )


def read_cells(element: etree._Element) -> Cells:
    """The cells of a <sop:step>. Raises BadCell for an unknown word or a number that is none."""
    time = element.find(sop("time"))
    return Cells(
        number=element.get("number", ""),
        row=_number(element, "row"),
        kind=read_word(element, "kind", StepKind, StepKind.TASK),
        performer=Performer(
            role="",
            box=element.get("box"),
            alternative=element.get("alternative"),
            assistant=element.get("assistant"),
            system=element.get("system"),
            checker=element.get("checker"),
            min_officers=_number(element, "minOfficers") or 1,
        ),
        requirements=tuple(_read_requirement(item) for item in element.iterfind(sop("requirement"))),
        time=TimeStandard("") if time is None else read_time_cell(time),
        outputs=tuple(
            Output(text_of(item), read_word(item, "kind", RequirementKind, RequirementKind.DOCUMENT))
            for item in element.iterfind(sop("output"))
        ),
        remark=text_of(element.find(sop("remark"))),
        sources=tuple(
            (item.get("cell", ""), item.get("code", "")) for item in element.iterfind(sop("source"))
        ),
        assumption=text_of(element.find(sop("assumption"))),
        ocr_text=text_of(element.find(sop("ocrText"))) or None,
        checklist_ref=element.get("checklistRef"),
        question=element.get("question"),
        raises=element.get("raises"),
        has_time=bool(text_of(time)),
    )


def read_time_cell(element: etree._Element) -> TimeStandard:
    """The standard of a <sop:time>. Raises BadCell."""
    unit = element.get("unit")
    return TimeStandard(
        text=text_of(element),
        kind=read_word(element, "kind", TimeKind, TimeKind.NONE),
        amount=_number(element, "amount"),
        unit=read_word(element, "unit", TimeUnit, TimeUnit.MINUTE) if unit else None,
        anchor=Anchor(
            read_word(element, "anchor", AnchorKind, AnchorKind.OPENED),
            tuple(element.get("anchorRefs", "").split()),
            element.get("anchorText"),
        ),
        effect=read_word(element, "effect", ClockEffect, ClockEffect.COUNTS),
    )


def _write_requirement(parent: etree._Element, item: Requirement) -> None:
    child(
        parent,
        "requirement",
        item.text,
        kind=item.kind,
        need=item.need,
        code=item.code,
        group=item.group,
        condition=item.condition,
        expands=item.expands,
    )


def _read_requirement(element: etree._Element) -> Requirement:
    return Requirement(
        text=text_of(element),
        kind=read_word(element, "kind", RequirementKind, RequirementKind.DOCUMENT),
        need=read_word(element, "need", Need, Need.REQUIRED),
        code=element.get("code"),
        group=element.get("group"),
        condition=element.get("condition"),
        expands=element.get("expands"),
    )


def child(
    parent: etree._Element, name: str, text: str | None = None, /, **attributes: str | None
) -> etree._Element:
    """Append a sop: element; attributes that are None are left out."""
    present = {key: str(value) for key, value in attributes.items() if value is not None}
    child = etree.SubElement(parent, sop(name), present)
    child.text = text
    return child


def read_word(element: etree._Element, attribute: str, words: type[Word], default: Word) -> Word:
    """An attribute that is one of some words. Raises BadCell for any other."""
    value = element.get(attribute)
    if value is None:
        return default
    try:
        return words(value)
    except ValueError:
        raise BadCell(line_of(element), attribute, value) from None


def _number(element: etree._Element, attribute: str) -> int | None:
    value = element.get(attribute)
    if value is None:
        return None
    try:
        return int(value)
    except ValueError:
        raise BadCell(line_of(element), attribute, value) from None
