"""Which rule of an older decision table is which of a newer one, and how their cells differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from engine.dmn.model import Rule, Table

_ALIKE = 0.5  # share of the cells two rules of different ids must have in common to be one rule
_WHATEVER = ("", "-")
Columns = tuple[tuple[str, int | None, int | None], ...]  # heading, place in the older and newer table


@dataclass(frozen=True, slots=True)
class RulePairs:
    """Rules that stand in both tables; `moved` are numbers of newer rules that changed their place among them."""

    both: tuple[tuple[Rule, Rule], ...]
    moved: frozenset[int]
    conditions: Columns
    results: Columns

    def cells(self, before: Rule, after: Rule) -> tuple[list[tuple[str, str, str]], tuple[str, str]]:
        """Cells that say something else as (heading, before, after), and the sources of both rules.

        Cells of a column that only one table has are told with that column alone, unless they say something.
        """
        found = []
        for columns, part in ((self.conditions, "conditions"), (self.results, "results")):
            for heading, old, new in columns:
                one, two = _text(before, part, old), _text(after, part, new)
                if _plain(one) != _plain(two):
                    found.append((heading, one, two))
        return found, ("; ".join(before.annotations), "; ".join(after.annotations))


def pair_rules(old: Table, new: Table) -> RulePairs:
    """Pairs by id first, then rules of equal cells, then those alike for half of what they say."""
    pairs = _by(lambda rule: rule.at.id or None, list(old.rules), list(new.rules))
    for same in (_cells, None):
        kept_old, kept_new = {one.number for one, _ in pairs}, {two.number for _, two in pairs}
        free_old = [rule for rule in old.rules if rule.number not in kept_old]
        free_new = [rule for rule in new.rules if rule.number not in kept_new]
        pairs += _by(same, free_old, free_new) if same else _alike(free_old, free_new)
    pairs.sort(key=lambda pair: pair[1].number)
    return RulePairs(
        tuple(pairs),
        _moved(pairs),
        _columns(old.inputs, new.inputs, lambda one: one.label or one.text),
        _columns(old.outputs, new.outputs, lambda one: one.label or one.name),
    )


def rule_text(table: Table, rule: Rule) -> str:
    """A rule in a line: "Usia >= 60; Disabilitas true → lansia" with the headings of its table."""
    asked = [
        f"{column.label or column.text} {cell.text}"
        for column, cell in zip(table.inputs, rule.conditions, strict=False)
        if cell.text not in _WHATEVER
    ]
    return f"{'; '.join(asked) or '-'} → {', '.join(cell.text or '-' for cell in rule.results)}"


def _by(key: Callable[[Rule], Any], olds: list[Rule], news: list[Rule]) -> list[tuple[Rule, Rule]]:
    waiting: dict[Any, list[Rule]] = {}
    for rule in olds:
        waiting.setdefault(key(rule), []).append(rule)
    waiting.pop(None, None)
    return [(waiting[key(rule)].pop(0), rule) for rule in news if waiting.get(key(rule))]


def _cells(rule: Rule) -> tuple[str, ...]:
    return tuple(_plain(cell.text) for cell in (*rule.conditions, *rule.results))


def _alike(olds: list[Rule], news: list[Rule]) -> list[tuple[Rule, Rule]]:
    found = []
    for rule in news:
        best = max(olds, key=lambda other: _share(other, rule), default=None)
        if best is not None and _share(best, rule) >= _ALIKE:
            found.append((best, rule))
            olds = [other for other in olds if other is not best]
    return found


def _share(one: Rule, other: Rule) -> float:
    cells, others = _cells(one), _cells(other)
    said = [(a, b) for a, b in zip(cells, others, strict=False) if a or b]
    return sum(a == b for a, b in said) / len(said) if said and len(cells) == len(others) else 0.0


def _moved(pairs: list[tuple[Rule, Rule]]) -> frozenset[int]:
    """Rules out of the order they had: the fewest whose moving explains the new order."""
    olds = [one.number for one, _ in pairs]
    matcher = SequenceMatcher(None, sorted(olds), olds, autojunk=False)
    staying = {
        olds[block.b + place] for block in matcher.get_matching_blocks() for place in range(block.size)
    }
    return frozenset(two.number for one, two in pairs if one.number not in staying)


def _columns(olds: Any, news: Any, heading: Callable[[Any], str]) -> Columns:
    """Columns of both tables: together by id, else by what they ask or are called."""

    def key(one: Any) -> str:
        return getattr(one, "text", "") or getattr(one, "name", "") or one.label

    ids = {one.at.id: place for place, one in enumerate(olds) if one.at.id}
    keys = {key(one): place for place, one in enumerate(olds)}
    found: list[tuple[str, int | None, int | None]] = []
    for place, one in enumerate(news):
        old = ids.get(one.at.id, keys.get(key(one)))
        found.append((heading(one), old, place))
    kept = {old for _, old, _ in found}
    found += [(heading(one), place, None) for place, one in enumerate(olds) if place not in kept]
    return tuple(found)


def _text(rule: Rule, part: str, place: int | None) -> str:
    cells = getattr(rule, part)
    return cells[place].text if place is not None and place < len(cells) else ""


def _plain(text: str) -> str:
    return "" if text in _WHATEVER else text
