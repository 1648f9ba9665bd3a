"""alur sop import: read an SOP from a PDF, Word or Excel file as an office made it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from processes.intake.limited import read_limited
from processes.intake.model import IDENTITY as _FIELDS
from processes.intake.model import IDENTITY_LISTS as _LISTS
from processes.intake.model import FoundStep, Intake
from processes.intake.refusals import Unreadable
from processes.intake.to_sop import doubted, key_of, to_sop
from processes.time_text import parse_time
from processes.writer import write_bpmn
from web.cli.frame import answer, json_option
from web.shell.messages import say

_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("import")
@click.argument("file", type=_file)
@click.option("--bpmn", type=click.Path(dir_okay=False, path_type=Path), help="Write the diagram there.")
@click.option("--key", default="", help="Key of the SOP in the diagram; by default made from its title.")
@json_option
def sop_import(file: Path, bpmn: Path | None, key: str, as_json: bool) -> None:
    """Read an SOP table from a PDF, DOCX or XLSX file; uncertain cells are named, nothing is left out silently."""
    try:
        intake = read_limited(file.read_bytes())
    except Unreadable as refusal:
        raise click.ClickException(say(refusal.key, refusal.values, locale="en")) from None
    if bpmn is not None and not intake.steps:
        raise click.ClickException(say("intake.no_steps", {}, locale="en"))
    if bpmn is not None:
        bpmn.write_bytes(write_bpmn(to_sop(intake, key or key_of(intake.title), file.name)))
    answer(as_data(intake), as_json, _lines(intake))


def as_data(intake: Intake) -> dict[str, Any]:
    """An Intake as JSON: texts by field, lists as lists, and per cell what is uncertain."""
    identity = {
        name: list(found.items) if name in _LISTS else " ".join(found.text.split())
        for name, found in intake.identity.items()
        if name in _FIELDS
    }
    return {
        "format": intake.format,
        "key": key_of(intake.title),
        "identity": {name: identity.get(name, [] if name in _LISTS else "") for name in _FIELDS},
        "roles": list(intake.actors),
        "steps": [_step(step) for step in intake.steps],
        "leftovers": [{"page": one.page, "text": one.text} for one in intake.leftovers],
        "unread": list(intake.unread),
    }


def _step(step: FoundStep) -> dict[str, Any]:
    time = parse_time(step.time.text)
    return {
        "number": step.number.text,
        "activity": step.activity.text,
        "performer": step.performer.text,
        "performers": [name for name in (step.performer.text, *step.performer.others) if name],
        "requirements": list(step.requirements.items),
        "time": step.time.text,
        "amount": time.amount,
        "unit": time.unit,
        "outputs": list(step.output.items),
        "remark": step.remark.text,
        "decision": {"yes": step.yes.text, "no": step.no.text} if step.decides else None,
        "doubts": {cell: found.doubt for cell, found in doubted(step)},
        "page": step.activity.page,
    }


def _lines(intake: Intake) -> Iterator[str]:
    yield intake.title or "(no title)"
    for step in intake.steps:
        marks = ", ".join(f"{cell}: {found.doubt}" for cell, found in doubted(step))
        row = f"{step.number.text:>3}  {step.performer.text:<24} {step.time.text:<20} {step.activity.text}"
        yield f"{row}  [{marks}]" if marks else row
    for one in intake.leftovers:
        yield f"  not placed (page {one.page}): {one.text}"
