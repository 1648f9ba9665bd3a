"""Compares what was read with what was written."""

from __future__ import annotations

from collections.abc import Iterator

from processes.intake.model import IDENTITY_LISTS, NOTHING, Intake
from tests.processes.intake.made.contents import Content

TEXTS = ("unit", "number", "created_on", "revised_on", "effective_on", "approved_by", "title")


def differences(content: Content, read: Intake, lost: tuple[str, ...] = ()) -> Iterator[str]:
    """Every cell that was read otherwise than it was written."""
    wanted = dict(
        zip(
            TEXTS,
            (content.unit, content.number, *content.dates, content.approved, content.title),
            strict=True,
        )
    )
    for name, text in wanted.items():
        found = " ".join(read.identity.get(name, NOTHING).text.split())
        if name not in lost and _plain(found) != _plain(text):
            yield f"{name}: {found!r} for {text!r}"
    for name in IDENTITY_LISTS:
        items = read.identity.get(name, NOTHING).items
        if tuple(map(_plain, items)) != tuple(map(_plain, content.lists[name])):
            yield f"{name}: {items!r}"
    if len(read.steps) != len(content.rows):
        yield f"steps: {len(read.steps)} for {len(content.rows)}"
    for place, (step, row) in enumerate(zip(read.steps, content.rows, strict=False), 1):
        cells = {
            "number": (step.number.text, str(place)),
            "activity": (step.activity.text, row.activity),
            "performer": (
                "|".join((step.performer.text, *step.performer.others)),
                "|".join(content.actors[who] for who in row.who),
            ),
            "time": (step.time.text, row.time),
            "needs": ("|".join(step.requirements.items), "|".join(row.needs)),
            "output": ("|".join(step.output.items), "|".join(row.output)),
            "remark": (step.remark.text, row.remark),
            "decision": (str(step.decides), str(row.shape == "diamond")),
        }
        if "performers" in lost:
            cells["performer"] = (step.performer.text, content.actors[row.who[0]])
        if row.no:
            cells["no"] = (step.no.text, row.no)
        for name, (found, text) in cells.items():
            if (
                name not in lost
                and not (name == "no" and "decision" in lost)
                and _plain(found) != _plain(text)
            ):
                yield f"{place} {name}: {found!r} for {text!r}"


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
