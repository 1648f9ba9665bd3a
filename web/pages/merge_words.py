"""A conflict of two drafts in the reader's words, with the choice it asks for."""

from __future__ import annotations

from dataclasses import dataclass

from processes.merge_telling import Told, told
from processes.merging import BOTH, MINE, THEIRS, Merge
from web.pages.change_words import NAMES
from web.shell.i18n import gettext, mark
from web.shell.office import office_words

_MORE = {
    "presence": mark("Step"),
    "from": mark("Comes from"),
    "next": mark("Leads to"),
    "number": mark("Number"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A conflict as a question: the field's name, where it is, the cell, how it read before, and the choices."""

    field: str
    place: str
    cell: str
    before: str
    choices: tuple[tuple[str, str, str], ...]
    """Value, whose words, and the words."""


def asked(found: Merge) -> list[Asked]:
    """Every conflict of a merge, in order; the field of the n-th is "c.n"."""
    return [_asked(number, one) for number, one in enumerate(told(found))]


def chosen(found: Merge, form: dict[str, str]) -> dict[str, str]:
    """Choices by conflict from a form's fields."""
    return {one.key: form.get(f"c.{number}", "") for number, one in enumerate(found.conflicts)}


def _asked(number: int, one: Told) -> Asked:
    where = f"{one.step}. {office_words(one.name)}" if one.step else office_words(one.name)
    cell = gettext(_MORE.get(one.what) or NAMES.get(one.what, one.what))
    choices = [
        (MINE, gettext("My words"), _words(one.mine)),
        (THEIRS, gettext("Theirs"), _words(one.theirs)),
    ]
    if one.conflict.both:
        choices.append((BOTH, gettext("Both"), gettext("all of mine, and what theirs adds")))
    return Asked(f"c.{number}", where, cell, office_words(one.before), tuple(choices))


def _words(text: str | None) -> str:
    if text is None:
        return gettext("taken out")
    return office_words(text) or gettext("(empty)")
