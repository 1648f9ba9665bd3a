"""What changed between two versions of an SOP, in the terms of its table: steps, cells, branches, identity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TypeVar

from processes.diff_cells import CELLS, fields, outputs, requirements, time_meaning
from processes.model import Identity, ServiceStandard, Sop, Step

ADDED, REMOVED, CHANGED, RENUMBERED = "added", "removed", "changed", "renumbered"
_ALIKE = 0.75  # share of an activity's text two rows of different ids must have in common to be one row

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `what` names the cell ("step", "time", "performer", "requirement", "branch", "identity", …),
    `how` is ADDED, REMOVED, CHANGED or RENUMBERED; `step` is the row's number in the version that has it (the newer
    where both do), empty for what belongs to the whole SOP; `element` its id; `before`
    and `after` are the cells' texts.
    """

    what: str
    how: str
    step: str = ""
    element: str = ""
    name: str = ""
    before: str = ""
    after: str = ""


def compare(old: Sop, new: Sop) -> tuple[Change, ...]:
    """Every difference of two versions, in the order of the newer table; none when only the drawing changed.

    Rows belong together by id, else by their activity's words. A row that only moved down because another was put
    before it is RENUMBERED; branches are compared by the row they lead to, so that renumbering alone changes none.
    """
    kept = pairs(old, new)
    return (
        *_identity(old.identity, new.identity),
        *_plain("name", old.name, new.name),
        *_whole(old, new),
        *_rows(old, new, kept),
        *_ends(old, new),
    )


def pairs(old: Sop, new: Sop) -> dict[str, Step]:
    """The older row of each newer one, by the newer's id."""
    by_id = {step.id: step for step in old.steps}
    found = {step.id: by_id[step.id] for step in new.steps if step.id in by_id}
    kept = {step.id for step in found.values()}
    free = [step for step in old.steps if step.id not in kept]
    for step in new.steps:
        if step.id not in found and (same := _likest(step, free)) is not None:
            found[step.id] = same
            free.remove(same)
    return found


def _likest(step: Step, candidates: list[Step]) -> Step | None:
    def share(other: Step) -> float:
        return SequenceMatcher(None, other.activity.casefold(), step.activity.casefold()).ratio()

    best = max(candidates, key=share, default=None)
    return best if best is not None and share(best) >= _ALIKE else None


def _rows(old: Sop, new: Sop, pairs: Mapping[str, Step]) -> Iterator[Change]:
    kept = {step.id for step in pairs.values()}
    for step in old.steps:
        if step.id not in kept:
            yield Change("step", REMOVED, step.number, step.id, step.activity, before=step.activity)
    renamed = {before.id: after for after, before in pairs.items()}
    for step in new.steps:
        before = pairs.get(step.id)
        if before is None:
            yield Change("step", ADDED, step.number, step.id, step.activity, after=step.activity)
        else:
            yield from _row(_Row(old, new, renamed), before, step)


@dataclass(frozen=True, slots=True)
class _Row:
    """What two rows are compared within; `renamed` gives the newer id of an older row."""

    old: Sop
    new: Sop
    renamed: Mapping[str, str]


def _row(within: _Row, before: Step, after: Step) -> Iterator[Change]:
    if before.number != after.number:
        yield _of(after, "step", RENUMBERED, before.number, after.number)
    for what, cell in CELLS.items():
        if cell(before) != cell(after) and not (what == "time_meaning" and _follows(before, after)):
            yield _of(after, what, CHANGED, cell(before), cell(after))
    if before.performer.role != after.performer.role:
        labels = [{role.id: role.label for role in sop.roles} for sop in (within.old, within.new)]
        one, two = before.performer.role, after.performer.role
        yield _of(after, "performer", CHANGED, labels[0].get(one, one), labels[1].get(two, two))
    yield from _items(after, "requirement", requirements(before), requirements(after))
    yield from _items(after, "output", outputs(before), outputs(after))
    yield from _items(after, "field", fields(before.form), fields(after.form))
    for what, one, two in _ways(within, before, after):
        if one != two:
            yield _of(after, what, CHANGED, one, two)


def _follows(before: Step, after: Step) -> bool:
    """Whether only the amount of a time changed, which the cell's own text says."""
    one, two = ((step.time.kind, step.time.anchor, step.time.effect) for step in (before, after))
    return one == two and before.time.text != after.time.text


def _of(step: Step, what: str, how: str, before: str = "", after: str = "") -> Change:
    return Change(what, how, step.number, step.id, step.activity, before, after)


def _items(step: Step, what: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    """Items of a cell that were added, removed, or are asked for otherwise; their order alone is no change."""
    for key, text in before.items():
        if key not in after:
            yield _of(step, what, REMOVED, before=text)
    for key, text in after.items():
        if key not in before:
            yield _of(step, what, ADDED, after=text)
        elif before[key] != text:
            yield _of(step, what, CHANGED, before[key], text)


def _ways(within: _Row, before: Step, after: Step) -> Iterator[tuple[str, str, str]]:
    """Where the row leads, each way as (what, before, after) in the words of the row or end it leads to."""
    asked, asks = before.decision, after.decision
    yield "question", _question(before), _question(after)
    ways = [("next", before.next, after.next)]
    led, leads = ({one.end: one.goal for one in step.outcomes} for step in (before, after))
    ways += [("outcome", led.get(end), leads.get(end)) for end in dict.fromkeys((*led, *leads))]
    if asked or asks:
        ways.append(("yes", asked.yes if asked else None, asks.yes if asks else None))
        ways.append(("no", asked.no if asked else None, asks.no if asks else None))
    for what, old_goal, new_goal in ways:
        place, words = _goal(within.old, old_goal, within.renamed)
        new_place, new_words = _goal(within.new, new_goal, {})
        if place != new_place:
            yield what, words, new_words


def _question(step: Step) -> str:
    return step.decision.question if step.decision else step.outcome_question


def _goal(sop: Sop, goal: str | None, renamed: Mapping[str, str]) -> tuple[str, str]:
    """A way's goal as (what it is, how it is called): the id of its row in the newer version, or the end."""
    if goal is None:
        return "", ""
    step = next((step for step in sop.steps if step.number == goal), None)
    if step is not None:
        return renamed.get(step.id, step.id), f"{step.number}. {step.activity}"
    end = next((end for end in sop.ends if end.id == goal), None)
    return goal, end.label if end else goal


def _whole(old: Sop, new: Sop) -> Iterator[Change]:
    """What belongs to the whole SOP: pelaksana, the limits on the whole service, what starting asks for."""
    yield from _listed("role", *({role.id: role.label for role in sop.roles} for sop in (old, new)))
    yield from _listed("standard", *(_standards(sop) for sop in (old, new)))
    yield from _listed("start_field", *(fields(sop.start_form) for sop in (old, new)))
    for what in ("prerequisites", "admin_requirements"):
        yield from _listed(what, *({text: text for text in getattr(sop, what)} for sop in (old, new)))
    yield from _plain("status", old.status, new.status)
    yield from _plain("summary", old.summary, new.summary)
    yield from _plain("begun_by", old.begun_by.value, new.begun_by.value)


def _standards(sop: Sop) -> dict[str, str]:
    """Limits on the whole service by whom they are for."""
    return {", ".join(one.applies_to): _standard(one) for one in sop.service_standards}


def _standard(one: ServiceStandard) -> str:
    whom = ", ".join(one.applies_to)
    text = f"{one.time.text} ({time_meaning(one.time)})"
    return f"{whom}: {text}" if whom else text


def _ends(old: Sop, new: Sop) -> Iterator[Change]:
    yield from _listed("end", *({end.id: end.label for end in sop.ends} for sop in (old, new)))


def _identity(old: Identity, new: Identity) -> Iterator[Change]:
    for field in Identity.__slots__:
        before, after = getattr(old, field), getattr(new, field)
        if isinstance(before, tuple):
            yield from _listed(
                f"identity.{field}", {item: item for item in before}, {item: item for item in after}
            )
        else:
            yield from _plain(f"identity.{field}", before, after)


def _listed(what: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    for key in (*before, *(key for key in after if key not in before)):
        one, two = before.get(key), after.get(key)
        if one is None:
            yield Change(what, ADDED, after=two or "")
        elif two is None:
            yield Change(what, REMOVED, before=one)
        else:
            yield from _plain(what, one, two)


def _plain(what: str, before: str, after: str) -> Iterator[Change]:
    if before != after:
        yield Change(what, CHANGED, before=before, after=after)
