"""Running a replay: past cases read in one transaction and judged one by one; nothing but the trail is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from engine import calendars, definitions
from engine.database import Actor, Tx
from engine.refusals import Invalid, Problem
from processes.diagram import Diagram
from processes.model import Step
from tasks import rights, roles
from tasks.replay import history, outcome, rules
from tasks.replay.history import Past, Span
from tasks.replay.judging import Bench, Judged, Verdict, judge, steps
from tasks.replay.outcome import Fate, Match, Replayed, ReplayedCase, StepLine, Sums, Tally
from tasks.replay.question import Question, against, working_hours
from tasks.replay.rules import Rules
from tasks.site import Site

READERS = (roles.PROCESS_OWNER, roles.SUPERVISOR, roles.AUDITOR)


def replay(site: Site, actor: Actor, question: Question) -> Replayed:
    """Judge the acting person's office's cases by the version asked about.

    Cases are named by their number alone: a process owner sees no applicants. Raises Forbidden, NotFound, Invalid.
    """
    rights.require_role(actor, *READERS)
    if question.start >= question.end:
        raise Invalid("report.invalid", Problem("report.period_empty", "end"))
    with site.db.snapshot(actor) as tx:
        return replayed(tx, question)


def replayed(tx: Tx, question: Question) -> Replayed:
    """As `replay`, inside a transaction and without asking for the right."""
    office, new = tx.actor.office, against(tx, question)
    bench = Bench(
        cache(lambda version: calendars.at_version(tx, office, version)),
        working_hours(tx, office, question),
        tx.now,
    )
    versions = history.version_rows(tx, question.key)
    judged_by = cache(lambda row: rules.between(definitions.load(tx, row).diagram, new))
    sums, cases = Sums(), []
    for past in history.read(tx, Span(question.key, office, question.start, question.end)):
        row = history.version_of(past, versions)
        if row is None:
            continue
        by: Rules = judged_by(row)
        found = tuple(judge(past, by, bench))
        sums.add(found, by.rows)
        for other, strays in _strays(
            past, by, [judged_by(number) for number in sorted(versions, reverse=True)]
        ):
            more = tuple(steps(past, other, bench, strays))
            sums.add(more, other.rows)
            found += more
        cases.append(_case(past, versions[row], found))
    ran = [judged_by(row).old for row in sorted(versions, reverse=True)]
    return Replayed(
        steps=tuple(_lines(new, ran, sums.tallies)),
        cases=tuple(sorted(cases, key=_urgency)),
        fates=_counted(one for one in cases if not one.open),
        open_fates=_counted(one for one in cases if one.open),
        recorded=sums.recorded,
        agreeing=sums.agreeing,
        invented=sums.invented,
    )


def _strays(past: Past, own: Rules, others: list[Rules]) -> Iterator[tuple[Rules, frozenset[str]]]:
    """What a case did before it was moved to the version it is on: the newest version that has each such element."""
    sop = None if past.own else own.old.key
    left = {work.element for work in past.works if work.sop == sop} - own.old.activities.keys()
    for other in others:
        if found := frozenset(left & other.old.activities.keys()):
            left -= found
            yield other, found


_ORDER = {fate: place for place, fate in enumerate((Fate.NEWLY, Fate.NO_LONGER, Fate.BOTH, Fate.NEITHER))}


def _urgency(case: ReplayedCase) -> tuple[int, str]:
    return _ORDER[case.fate], case.number


def _counted(cases: Iterable[ReplayedCase]) -> dict[Fate, int]:
    counts = dict.fromkeys(Fate, 0)
    for case in cases:
        counts[case.fate] += 1
    return counts


def _case(past: Past, version: int, found: tuple[Judged, ...]) -> ReplayedCase:
    told = tuple(one for one in found if Verdict.LATE in (one.then, one.now))
    return ReplayedCase(
        id=past.id,
        number=past.number,
        category=past.category,
        version=version,
        started_at=past.started_at,
        open=past.settled_at is None,
        fate=outcome.fate_of(found),
        judged=told,
    )


def _lines(new: Diagram, ran: list[Diagram], tallies: Mapping[str, Tally]) -> Iterator[StepLine]:
    """Every row of the new table, then the rows it no longer has, then the whole service."""
    before: dict[str, Step] = {}
    gone: dict[str, Step] = {}
    for old in ran:  # the newest first
        by = rules.between(old, new)
        for step in old.sop.steps if old.sop else ():
            row = by.rows.get(step.id)
            if row is None:
                gone.setdefault(step.id, step)
            else:
                before.setdefault(row.id, step)
    for row in new.sop.steps if new.sop else ():
        old_row = before.get(row.id)
        tally = tallies.get(row.id)
        if tally is None and old_row is not None:
            continue  # no person's task, or never reached in the period
        told = old_row.time.text if old_row else ""
        match = Match.SAME if old_row else Match.ADDED
        yield StepLine(row.id, row.number, row.activity, told, row.time.text, match, tally or Tally())
    for element, step in gone.items():
        if tally := tallies.get(f"-{element}"):
            yield StepLine(element, step.number, step.activity, step.time.text, "", Match.REMOVED, tally)
    if whole := tallies.get(""):
        yield StepLine("", "", "", _service(ran[0]), _service(new), Match.SAME, whole)


def _service(diagram: Diagram) -> str:
    found = diagram.sop.service_standards if diagram.sop else ()
    return "; ".join(dict.fromkeys(one.time.text for one in found))
