"""By what a report's completions are put together, in words: roles, people, types, priority groups, versions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from flask import Flask, request

from tasks import people
from tasks.reports import priority
from tasks.reports.groups import By, Group
from tasks.reports.scope import reads_cases
from web.pages import applicant_words
from web.pages.words import type_name
from web.shell.i18n import gettext, mark
from web.shell.identity import actor, site
from web.shell.office import role_name

_BYS: Mapping[By, str] = MappingProxyType(
    {
        By.ROLE: mark("Role"),
        By.PERSON: mark("Person"),
        By.TYPE: mark("Type"),
        By.PRIORITY: mark("Priority group"),
        By.VERSION: mark("Version"),
    }
)
_PRIORITY: Mapping[str, str] = MappingProxyType(
    {
        priority.ANY: mark("Any priority group"),
        priority.NONE: mark("No priority group"),
        "lansia": mark("Elderly"),
        "disabilitas": mark("Person with a disability"),
        "hamil_menyusui": mark("Pregnant or nursing"),
        "balita": mark("Child under five"),
        priority.COUNTER: mark("Priority counter, group not noted"),
    }
)


def install(app: Flask) -> None:
    """Put what the filter offers into the templates' world."""
    app.jinja_env.globals["priority_choices"] = priority_choices
    app.jinja_env.filters.update(priority_name=priority_name, office_name=office_name)


def choices() -> dict[str, str]:
    """What this visitor may put completions together by, in words."""
    named = reads_cases(actor())
    return {by: gettext(words) for by, words in _BYS.items() if named or by is not By.PERSON}


def asked() -> By | None:
    """The choice of the address; None for another word, or one that is not this visitor's."""
    wish = request.args.get("by", "")
    return By(wish) if wish in choices() else None


def naming(by: By, groups: Iterable[Group]) -> Callable[[str], str]:
    """How a group of this kind is called; people are looked up at once."""
    if by is By.PERSON:
        with site().db.read(actor()) as tx:
            logins = {one.key for one in groups}
            names = applicant_words.called(people.shown_names(tx, logins), logins)
        return lambda login: names.get(login, login) or "–"
    return lambda key: group_name(by, key)


def group_name(by: By, key: str) -> str:
    """What a group is called, people aside."""
    if by is By.VERSION:
        return gettext("Version %(version)s", version=key)
    if by is By.PRIORITY:
        return priority_name(key or priority.NONE)
    if not key:
        return "–"
    return role_name(key) if by is By.ROLE else type_name(key)


def office_name(code: str) -> str:
    """An office's code as a name."""
    return code.replace("_", " ").title()


def priority_choices() -> dict[str, str]:
    """The priority groups a filter offers, in words."""
    return {code: gettext(words) for code, words in _PRIORITY.items()}


def priority_name(code: str) -> str:
    """A priority group in words; one that only this installation's table knows shows as its code."""
    return gettext(_PRIORITY[code]) if code in _PRIORITY else code
