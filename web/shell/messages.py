"""The words of refusals and problems, in the language of whoever reads them."""

from __future__ import annotations

from collections.abc import Mapping

from engine.refusals import Conflict, Forbidden, Invalid, NotFound, Refusal
from processes.findings import ERROR, Finding
from processes.lint.messages import text as finding_text
from web.shell.i18n import chosen, gettext, mark, translations
from web.shell.sentences import SENTENCES

_LINT = "lint."  # findings bring their own words

_BY_KIND: tuple[tuple[type[Refusal], str], ...] = (
    (NotFound, mark("This page or thing does not exist, or not for you.")),
    (Invalid, mark("Some fields need your attention.")),
    (Conflict, mark("Somebody was faster: the state has changed meanwhile.")),
    (Forbidden, mark("Your account does not have the right for this.")),
)


def say(key: str, values: Mapping[str, str | int], *, locale: str = "en") -> str:
    """The words for a key where there is no request (command line); an unknown key is said as it is."""
    found = SENTENCES.get(key)
    if found is None:
        return key
    said = translations(locale).ugettext(found)
    return said % values if values else said


def text(key: str, values: Mapping[str, str | int]) -> str | None:
    """The words for a key, or None when the catalogue has none."""
    if key.startswith(_LINT):
        finding = Finding("", ERROR, "", "", int(values.get("line", 0)), key.removeprefix(_LINT))
        return finding_text(finding, chosen())
    found = SENTENCES.get(key)
    if found is None:
        return None
    said = gettext(found)
    return said % values if values else said


def of_problem(key: str, values: Mapping[str, str | int]) -> str:
    """The words for one problem; an unknown key is shown by itself, so that it can be searched for."""
    return text(key, values) or gettext("This is not right (%(key)s).", key=key)


def of_refusal(refusal: Refusal) -> str:
    """The words for a refusal; an unknown key falls back to its kind."""
    found = text(refusal.key, refusal.values)
    if found is not None:
        return found
    return next(gettext(words) for kind, words in _BY_KIND if isinstance(refusal, kind))
