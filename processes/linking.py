"""Linked SOPs: one file calls others by key. Whether they fit each other, and what they say together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256

from processes.diagram import Diagram, Element, Flow
from processes.findings import ERROR, Finding

_ENDED = re.compile(r'\b([A-Za-z_]\w*)\.akhir\s*=\s*"([^"]*)"')


def reached(main: Diagram, library: Mapping[str, Diagram]) -> tuple[str, ...]:
    """Keys of the SOPs a diagram calls, directly or round about, as far as the library has them; nearest first."""
    found: dict[str, None] = {}
    open_keys = list(main.calls)
    while open_keys:
        key = open_keys.pop(0)
        if key in found or key == main.key or key not in library:
            continue
        found[key] = None
        open_keys += library[key].calls
    return tuple(found)


def faults(main: Diagram, library: Mapping[str, Diagram]) -> tuple[Finding, ...]:
    """Why a diagram does not fit the SOPs it calls; `library` holds the published ones by key."""
    keys = reached(main, library)
    around = {key: library[key] for key in keys}
    return (
        *_unknown(main, library),
        *_circles(main, around),
        *_twice(main, tuple(around.values())),
        *_ends(main, around),
    )


def unfit_callers(main: Diagram, library: Mapping[str, Diagram]) -> tuple[Finding, ...]:
    """Published SOPs that call this one, directly or round about, and would no longer fit it."""
    renewed = {**library, main.key: main}
    found = []
    for key, caller in library.items():
        if key != main.key and main.key in reached(caller, renewed):
            for fault in faults(caller, renewed):
                what = fault.values.get("id") or fault.values.get("end") or fault.values.get("called", "")
                found.append(_finding(main, "", "caller_unfit", caller=key, what=what))
    return tuple(found)


def join(main: Diagram, others: Sequence[Diagram]) -> Diagram:
    """One diagram of linked files: the first's own words above, all their elements below.

    Start events of the others, which may bear an id of the first's, are left out where they do.
    """
    elements: dict[str, Element] = {}
    for diagram in (main, *others):
        elements = {**diagram.elements, **elements}
    hashes = "".join(diagram.xml_hash for diagram in (main, *others))
    return replace(
        main,
        xml_hash=sha256(hashes.encode()).hexdigest(),
        processes=tuple(process for diagram in (main, *others) for process in diagram.processes),
        activities={key: one for diagram in (main, *others) for key, one in diagram.activities.items()},
        elements=elements,
        flows=tuple(flow for diagram in (main, *others) for flow in diagram.flows),
        messages={key: name for diagram in (*others, main) for key, name in diagram.messages.items()},
        expressions=tuple(one for diagram in (main, *others) for one in diagram.expressions),
        others={diagram.key: diagram.sop for diagram in others},
        homes={process: diagram.key for diagram in others for process in diagram.processes},
    )


def _unknown(main: Diagram, library: Mapping[str, Diagram]) -> Iterator[Finding]:
    for activity in main.activities.values():
        key = activity.called
        if key and key in main.calls and key != main.key and key not in library:
            yield _finding(main, activity.id, "call_unpublished", called=key[:60])


def _circles(main: Diagram, around: Mapping[str, Diagram]) -> Iterator[Finding]:
    for key, diagram in around.items():
        if main.key in diagram.calls:
            yield _finding(main, "", "call_circle", called=key, caller=main.key)


def _twice(main: Diagram, others: Sequence[Diagram]) -> Iterator[Finding]:
    """Ids that two linked files use; start events may, because nothing refers to them from outside."""
    seen: dict[str, Diagram] = {}
    for diagram in (main, *others):
        for key in (*_ids(diagram), *diagram.processes):
            other = seen.setdefault(key, diagram)
            if other is not diagram:
                at = key if other is main else ""
                yield _finding(main, at, "id_linked", id=key, other=diagram.key)


def _ids(diagram: Diagram) -> Iterator[str]:
    yield from (one.id for one in diagram.elements.values() if one.type != "startEvent")
    starts = {one.id for one in diagram.elements.values() if one.type == "startEvent"}
    yield from (flow.id for flow in diagram.flows if flow.source not in starts)


def _ends(main: Diagram, around: Mapping[str, Diagram]) -> Iterator[Finding]:
    """Conditions `<call>.akhir = "<end>"` name an end that the called SOP has."""
    for diagram in (main, *around.values()):
        for flow, call, end in _asked(diagram):
            key = diagram.activities[call].called if call in diagram.activities else None
            called = main if key == main.key else around.get(key or "")
            if called is not None and end not in ends_of(called):
                at = flow.id if diagram is main else ""
                yield _finding(main, at, "no_such_end", called=called.key, end=end[:60], caller=diagram.key)


def ends_of(diagram: Diagram) -> frozenset[str]:
    """Ids of the end events of a file's main process."""
    elements = diagram.elements.values()
    return frozenset(one.id for one in elements if one.type == "endEvent" and one.process_id == diagram.key)


def _asked(diagram: Diagram) -> Iterator[tuple[Flow, str, str]]:
    for flow in diagram.flows:
        for call, end in _ENDED.findall(flow.condition or ""):
            yield flow, call, end


def _finding(main: Diagram, element: str, key: str, **values: str) -> Finding:
    drawn = main.elements.get(element)
    flow = next((one for one in main.flows if one.id == element), None)
    name = drawn.name if drawn else flow.name if flow else ""
    line = drawn.line if drawn else flow.line if flow else 0
    return Finding("links", ERROR, element, name, line, key, values)
