"""What the form of a question offers: its choices in words, its filters, the box a filter is chosen in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import request

from tasks.asking import reading, spans, values
from tasks.asking.dimensions import DIMENSIONS
from tasks.asking.measures import LENGTHS, MEASURES, NUMBERS
from tasks.asking.pivot import Pivot
from tasks.asking.question import TOPS, Question, pairs
from web.pages import explore_address as addresses
from web.pages import explore_words as words
from web.shell.formatting import number, span
from web.shell.i18n import gettext
from web.shell.identity import actor, site

Choices = list[tuple[str, str]]
_SAID = 3  # values of a filter named in its chip


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that holds: in words, and the addresses that open and remove it."""

    text: str
    change: str
    remove: str


def choices(asked: Question) -> dict[str, Choices]:
    """The options of each field of the form."""
    dimensions = [
        (one.name, gettext(words.DIMENSIONS[one.name])) for one in reading.dimensions(actor(), asked.about)
    ]
    return {
        "rows": dimensions,
        "columns": [("", gettext("nothing: totals only")), *dimensions],
        "measure": [
            (name, gettext(words.MEASURES[name]))
            for name, one in MEASURES.items()
            if asked.about in one.subjects
        ],
        "of": [(name, gettext(words.LENGTHS[name])) for name in LENGTHS[asked.about]],
        "order": [
            ("", gettext("as usual")),
            ("most", gettext("largest first")),
            ("least", gettext("smallest first")),
            ("name", gettext("by name or time")),
        ],
        "top": [(str(top) if top else "", number(top) if top else gettext("all")) for top in TOPS],
        "chart": [
            ("", gettext("what fits")),
            ("bars", gettext("bars")),
            ("lines", gettext("lines")),
            ("heat", gettext("heat grid")),
            ("none", gettext("none")),
        ],
        "add": dimensions
        + [(name, gettext(words.LENGTHS[name])) for name in (*LENGTHS[asked.about], *NUMBERS[asked.about])],
    }


def kept(asked: Question) -> list[tuple[str, str]]:
    """The filters as hidden fields, for a form that changes the rest."""
    box = request.args.get("add", "")
    return [(n, v) for n, v in pairs(asked) if "." in n and n not in (f"min.{box}", f"max.{box}")]


def named(asked: Question, found: Pivot | None) -> words.Names:
    """What the values on the page are called."""
    keys: dict[str, list[str]] = {}
    for name, some in (*asked.keep.items(), *asked.drop.items()):
        keys.setdefault(name, []).extend(some)
    for name, shown in ((asked.rows, found.rows), (asked.columns, found.columns)) if found else ():
        keys.setdefault(name, []).extend(shown)
    return words.names(keys)


def chips(asked: Question, known: words.Names) -> list[Chip]:
    """The filters that hold."""
    found = []
    for prefix, chosen in (("in.", asked.keep), ("out.", asked.drop)):
        for name, keys in chosen.items():
            found.append(_chip(asked, _only(prefix, name, keys, known), prefix, name))
    for prefix, bounds in (("min.", asked.least), ("max.", asked.most)):
        for name, bound in bounds.items():
            found.append(_chip(asked, _bounded(asked, prefix, name, bound), prefix, name))
    return found


def _chip(asked: Question, text: str, prefix: str, name: str) -> Chip:
    return Chip(text, addresses.url(asked, add=name), addresses.without(asked, prefix, name))


def _bounded(asked: Question, prefix: str, name: str, bound: int) -> str:
    said = number(bound) if name in NUMBERS[asked.about] else span(timedelta(microseconds=bound))
    of = gettext(words.LENGTHS[name])
    if prefix == "min.":
        return gettext("%(name)s: at least %(bound)s", name=of, bound=said)
    return gettext("%(name)s: at most %(bound)s", name=of, bound=said)


def _only(prefix: str, name: str, keys: Iterable[str], known: words.Names) -> str:
    said = [words.key_name(name, key, known) for key in keys]
    shown = ", ".join(said[:_SAID]) + (f" +{len(said) - _SAID}" if len(said) > _SAID else "")
    label = gettext(words.DIMENSIONS[name])
    return (
        f"{label}: {shown}"
        if prefix == "in."
        else gettext("%(name)s: not %(values)s", name=label, values=shown)
    )


def box(asked: Question) -> dict[str, Any] | None:
    """The filter that is being chosen: values to tick, or bounds to type; None where none is."""
    name = request.args.get("add", "")
    if name in LENGTHS[asked.about] or name in NUMBERS[asked.about]:
        length = name in LENGTHS[asked.about]
        return {
            "kind": "length" if length else "number",
            "name": name,
            "label": gettext(words.LENGTHS[name]),
            "least": _written(asked.least.get(name), length),
            "most": _written(asked.most.get(name), length),
        }
    if name not in {one.name for one in reading.dimensions(actor(), asked.about)}:
        return None
    with site().db.read(actor()) as tx:
        counts = values.values(tx, asked, name)
    chosen = {*asked.keep.get(name, ()), *asked.drop.get(name, ())}
    known = words.names({name: [*counts, *chosen]})
    options = [
        {
            "key": key,
            "label": words.key_name(name, key, known),
            "count": counts.get(key, 0),
            "chosen": key in chosen,
        }
        for key in dict.fromkeys((*counts, *sorted(chosen)))
    ]
    if not DIMENSIONS[name].ordered:
        options.sort(key=lambda one: str(one["label"]).casefold())
    return {
        "kind": "values",
        "name": name,
        "label": gettext(words.DIMENSIONS[name]),
        "options": options,
        "out": name in asked.drop and name not in asked.keep,
    }


def _written(bound: int | None, length: bool) -> str:
    if bound is None:
        return ""
    return spans.write(timedelta(microseconds=bound)) if length else str(bound)
