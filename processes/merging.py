"""Merging two changes of one SOP: what each did to the version both began from, by element id and SOP cell.

What only one side changed is taken; what both changed alike stands; what both changed otherwise is a conflict that
somebody has to decide. The drawing never conflicts: where both moved a shape, mine stays.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from processes.merge_facets import SOP_GATHERED, Facet, Thing, is_drawing, lanes_of, things
from processes.merge_writing import Written, write
from processes.names import bpmn, sop
from processes.xml import parse

MINE, THEIRS, BOTH = "mine", "theirs", "both"
PRESENCE, LANE = Facet((), "presence"), Facet((), "lane")
_LISTS = frozenset(
    (sop("requirement"), sop("output"), sop("remark"), sop("equipment"), sop("adminRequirement"))
)


@dataclass(frozen=True, slots=True)
class Conflict:
    """What both sides changed otherwise: at which element, in which facet, and how it reads before and on each side.

    `both` says whether the items of both may stand beside each other. A side that took the element away says None.
    """

    key: str
    element: str
    facet: Facet
    before: tuple[str, ...] | None
    mine: tuple[str, ...] | None
    theirs: tuple[str, ...] | None
    both: bool = False


@dataclass(frozen=True, slots=True)
class Merge:
    """A merge as far as it decides itself: the conflicts, in the order of my file, then of theirs.

    `sides` are the three files: what both began from, mine, theirs.
    """

    conflicts: tuple[Conflict, ...]
    sides: tuple[etree._Element, etree._Element, etree._Element]

    def decided(self, choices: Mapping[str, str]) -> bytes:
        """The merged file; `choices` says MINE, THEIRS or BOTH by each conflict's key, mine where it is silent.

        An element that is kept against its removal keeps the ways that lead to and from it.
        """
        base, mine, theirs = self.sides
        wanted = dict(_wanted(base, mine, theirs))
        for one in self.conflicts:
            choice = choices.get(one.key, MINE)
            if choice == THEIRS or (choice == BOTH and one.both):
                wanted[one.element, one.facet] = choice
        kept = {
            one.element for one in self.conflicts if one.theirs is None and choices.get(one.key) != THEIRS
        }
        back = {one.element for one in self.conflicts if one.mine is None and choices.get(one.key) == THEIRS}
        for flow in _at(mine, kept):
            if flow not in things(theirs):
                wanted.pop((flow, PRESENCE), None)
        wanted |= {(flow, PRESENCE): THEIRS for flow in _at(theirs, back)}
        return write(mine, theirs, base, [Written(*place, choice) for place, choice in wanted.items()])


def _at(root: etree._Element, nodes: Collection[str]) -> list[str]:
    """The flows that begin or end at any of the nodes."""
    return [
        flow.get("id", "")
        for flow in root.iter(bpmn("sequenceFlow"))
        if flow.get("sourceRef") in nodes or flow.get("targetRef") in nodes
    ]


def merge(base: bytes, mine: bytes, theirs: bytes) -> Merge:
    """Compare two files with the one both began from. Raises BadXml."""
    sides = (parse(base), parse(mine), parse(theirs))
    return Merge(tuple(_conflicts(*sides)), sides)


def _wanted(
    base: etree._Element, mine: etree._Element, theirs: etree._Element
) -> Iterator[tuple[tuple[str, Facet], str]]:
    """What is taken of theirs without asking."""
    b, m, t = things(base), things(mine), things(theirs)
    for key in (*m, *(one for one in t if one not in m)):
        if key in m and key in t:
            for facet, (was, one, two) in _facets(b.get(key), m[key], t[key]).items():
                if two not in (was, one) and (one == was or facet.name in SOP_GATHERED):
                    yield (key, facet), THEIRS if one == was else BOTH
        elif key in t:
            if key not in b:
                yield (key, PRESENCE), THEIRS
        elif key in b and not is_drawing(key) and not _touched(key, b, m, mine, base):
            yield (key, PRESENCE), THEIRS
    lanes = [lanes_of(side) for side in (base, mine, theirs)]
    for node in {**lanes[1], **lanes[2]}:
        was, one, two = (side.get(node, ()) for side in lanes)
        if two not in (was, one) and one == was and node in m:
            yield (node, LANE), THEIRS


def _conflicts(base: etree._Element, mine: etree._Element, theirs: etree._Element) -> Iterator[Conflict]:
    b, m, t = things(base), things(mine), things(theirs)
    lanes = [lanes_of(side) for side in (base, mine, theirs)]
    for key in (*m, *(one for one in t if one not in m)):
        if is_drawing(key):
            continue
        if key in m and key in t:
            yield from _of_facets(key, b.get(key), m[key], t[key])
            was, one, two = (side.get(key, ()) for side in lanes)
            if two not in (was, one) and one != was:
                yield Conflict(f"{key}/lane", key, LANE, was, one, two)
        elif key in m and key in b and _touched(key, b, m, mine, base):
            yield Conflict(f"{key}/presence", key, PRESENCE, (), (), None)
        elif key in t and key in b and key not in m and _touched(key, b, t, theirs, base):
            yield Conflict(f"{key}/presence", key, PRESENCE, (), None, ())


def _of_facets(key: str, was: Thing | None, mine: Thing, theirs: Thing) -> Iterator[Conflict]:
    for facet, (before, one, two) in _facets(was, mine, theirs).items():
        if facet.name in SOP_GATHERED or two in (before, one) or one == before:
            continue
        name = "/".join((key, *facet.path, facet.name, facet.part))
        yield Conflict(name, key, facet, before, one, two, both=facet.name in _LISTS)


def _facets(
    was: Thing | None, mine: Thing, theirs: Thing
) -> Mapping[Facet, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]]:
    before = was.facets if was else {}
    every = dict.fromkeys((*mine.facets, *theirs.facets, *before))
    return {
        facet: (before.get(facet, ()), mine.facets.get(facet, ()), theirs.facets.get(facet, ()))
        for facet in every
    }


def _touched(
    key: str,
    before: Mapping[str, Thing],
    after: Mapping[str, Thing],
    root: etree._Element,
    base: etree._Element,
) -> bool:
    """Whether a side that kept an element changed it, or anything in it, or drew a way to or from it."""
    if is_drawing(key):
        return False
    if before[key].facets != after[key].facets or lanes_of(base).get(key) != lanes_of(root).get(key):
        return True
    inside = [one for one in after if after[one].parent == key and not is_drawing(one)]
    if any(one not in before or _touched(one, before, after, root, base) for one in inside):
        return True
    return any(
        one.facets.get(facet) == (key,) and (name not in before or before[name].facets.get(facet) != (key,))
        for name, one in after.items()
        if one.node.tag == bpmn("sequenceFlow")
        for facet in (Facet((), "@sourceRef"), Facet((), "@targetRef"))
    )
