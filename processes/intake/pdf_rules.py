"""Finds the ruled cells of a PDF page among everything that is drawn: rules stay, symbols and arrows fall away."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter, is_

from processes.intake.paper import Box

REACH = 3.5  # points by which a rule may miss or overshoot its neighbour
_AT = attrgetter("at")
_SNAP = 2.0  # points within which parallel rules are one
_MOST = 1500  # rules looked at on a page, the longest first: beyond, it is a drawing or a map
_MOST_CELLS = 3000
_MANY = 3  # rules that end level where a border is missing
_GAP = 3.5  # points of a break in one rule


@dataclass(frozen=True, slots=True)
class Rule:
    """A level (`flat`) or upright stretch: where across (`at`), from, to."""

    flat: bool
    at: float
    low: float
    high: float

    @property
    def length(self) -> float:
        """How long it is."""
        return self.high - self.low


def sides(box: Box) -> tuple[Rule, Rule, Rule, Rule]:
    """The four sides of a drawn rectangle."""
    return (
        Rule(True, box.top, box.x0, box.x1),
        Rule(True, box.bottom, box.x0, box.x1),
        Rule(False, box.x0, box.top, box.bottom),
        Rule(False, box.x1, box.top, box.bottom),
    )


def merged(rules: Iterable[Rule]) -> list[Rule]:
    """Stretches of one rule joined into one."""
    found: list[Rule] = []
    for flat in (True, False):
        same = sorted((rule for rule in rules if rule.flat is flat), key=attrgetter("at"))
        for group in _bands(same):
            at = sum(rule.at * max(rule.length, 1) for rule in group) / sum(
                max(rule.length, 1) for rule in group
            )
            low, high = None, 0.0
            for rule in sorted(group, key=attrgetter("low")):
                if low is None or rule.low > high + _GAP:
                    if low is not None:
                        found.append(Rule(flat, at, low, high))
                    low, high = rule.low, rule.high
                high = max(high, rule.high)
            if low is not None:
                found.append(Rule(flat, at, low, high))
    return found


def _bands(rules: list[Rule]) -> list[list[Rule]]:
    bands: list[list[Rule]] = []
    for rule in rules:
        if bands and rule.at - bands[-1][-1].at <= _SNAP and rule.at - bands[-1][0].at <= 2 * _SNAP:
            bands[-1].append(rule)
        else:
            bands.append([rule])
    return bands


def tied(rules: list[Rule]) -> list[Rule]:
    """The rules both of whose ends meet another rule; what dangles (arrows, underlines) is dropped, again and again.

    Where many rules end level with nothing there (a table broken by a page, an open side), a border is put in; a long
    rule that only overshoots is cut to where it meets the others.
    """
    left = sorted((rule for rule in rules if rule.length > REACH), key=lambda rule: -rule.length)[:_MOST]
    left = [*left, *_borders(left)]
    while True:
        flats, uprights = _ordered(left, flat=True), _ordered(left, flat=False)
        kept = [cut for rule in left if (cut := _tied(rule, uprights if rule.flat else flats)) is not None]
        if len(kept) == len(left) and all(map(is_, kept, left)):
            return kept
        left = kept


def _ordered(rules: list[Rule], *, flat: bool) -> list[Rule]:
    return sorted((rule for rule in rules if rule.flat is flat), key=_AT)


def _between(rules: list[Rule], low: float, high: float) -> list[Rule]:
    """Those of some rules in order that lie between two places."""
    return rules[bisect_left(rules, low, key=_AT) : bisect_right(rules, high, key=_AT)]


def _borders(rules: list[Rule]) -> list[Rule]:
    """Borders where at least three rules end level, over half of the page's rules or more, and none is drawn."""
    found = []
    for flat in (True, False):
        enders = [rule for rule in rules if rule.flat is not flat]
        across = [rule for rule in rules if rule.flat is flat]
        if not enders:
            continue
        whole = max(rule.at for rule in enders) - min(rule.at for rule in enders)
        for ends in (sorted(rule.low for rule in enders), sorted(rule.high for rule in enders)):
            for at in dict.fromkeys(round(end) for end in ends):
                group = [rule for rule in enders if min(abs(rule.low - at), abs(rule.high - at)) <= REACH]
                low, high = min((r.at for r in group), default=0.0), max((r.at for r in group), default=0.0)
                drawn = any(
                    abs(rule.at - at) <= REACH and rule.length > 0.5 * (high - low) for rule in across
                )
                if len(group) >= _MANY and high - low >= 0.5 * whole and not drawn:
                    found.append(Rule(flat, float(at), low, high))
    return merged(found)


def _tied(rule: Rule, others: list[Rule]) -> Rule | None:
    """The rule as far as it meets others; None when it dangles."""
    met = [
        other.at
        for other in _between(others, rule.low - REACH, rule.high + REACH)
        if other.low - REACH <= rule.at <= other.high + REACH
    ]
    if len(met) < 2:
        return None
    low, high = min(met), max(met)
    if low - rule.low <= REACH and rule.high - high <= REACH:
        return rule
    return Rule(rule.flat, rule.at, low, high) if len(met) > _MANY and high - low > REACH else None


def cells(rules: list[Rule]) -> list[Box]:
    """The smallest closed boxes between rules."""
    flats, uprights = _ordered(rules, flat=True), _ordered(rules, flat=False)
    found = []
    for top in flats:
        lefts = [side for side in _between(uprights, top.low - REACH, top.high + REACH) if _meets(top, side)]
        for place, left in enumerate(lefts):
            box = _cell(top, left, lefts[place + 1 :], flats)
            if box:
                found.append(box)
    return found


def _cell(top: Rule, left: Rule, rights: list[Rule], flats: list[Rule]) -> Box | None:
    """The smallest box whose corner is where `top` and `left` meet."""
    if left.high < top.at + REACH:
        return None
    for bottom in _between(flats, top.at + REACH, left.high + REACH):
        if bottom.at <= top.at + REACH or not _meets(bottom, left) or not _reaches_right(bottom, left.at):
            continue
        if left.high < bottom.at - REACH:
            return None
        for right in rights:
            if (
                right.at > left.at + REACH
                and right.low <= top.at + REACH
                and right.high >= bottom.at - REACH
                and top.high >= right.at - REACH
                and bottom.high >= right.at - REACH
            ):
                return Box(left.at, top.at, right.at, bottom.at)
    return None


def _meets(flat: Rule, upright: Rule) -> bool:
    return (
        flat.low - REACH <= upright.at <= flat.high + REACH
        and upright.low - REACH <= flat.at <= upright.high + REACH
    )


def _reaches_right(flat: Rule, at: float) -> bool:
    return flat.high > at + REACH


def tables(boxes: list[Box]) -> list[list[Box]]:
    """Cells that touch, as tables, from the top."""
    order = sorted(boxes, key=lambda one: (one.top, one.x0))[:_MOST_CELLS]
    leader = list(range(len(order)))

    def root(place: int) -> int:
        while leader[place] != place:
            leader[place] = leader[leader[place]]
            place = leader[place]
        return place

    for place, box in enumerate(order):
        for other in range(place + 1, len(order)):
            if order[other].top > box.bottom + REACH:
                break
            if _touch(box, order[other]):
                leader[root(other)] = root(place)
    groups: dict[int, list[Box]] = {}
    for place, box in enumerate(order):
        groups.setdefault(root(place), []).append(box)
    for group in groups.values():
        group.sort(key=lambda one: (round(one.top), one.x0))
    return sorted(groups.values(), key=lambda group: (min(b.top for b in group), min(b.x0 for b in group)))


def _touch(one: Box, other: Box) -> bool:
    aside = one.x0 - REACH <= other.x1 and other.x0 - REACH <= one.x1
    stacked = one.top - REACH <= other.bottom and other.top - REACH <= one.bottom
    corner = (min(one.x1, other.x1) - max(one.x0, other.x0) <= REACH) and (
        min(one.bottom, other.bottom) - max(one.top, other.top) <= REACH
    )
    return aside and stacked and not corner
