"""The words of every refusal and problem key, in one catalogue; gaps are filled with the problem's values."""

from __future__ import annotations

from collections.abc import Mapping

from engine.refusals import Conflict, Forbidden, Invalid, NotFound, Refusal
from web.shell.i18n import gettext, mark, translations

MESSAGES: dict[str, str] = {
    # --- any form ---
    "field.required": mark("Fill this in."),
    # --- rights ---
    "right.missing": mark("Your account does not have the right for this."),
    "right.sign_in": mark("Sign in first."),
    "right.token": mark("The token is unknown or has been revoked."),
    # --- sign-in ---
    "sign_in.wrong": mark("The user name or the password is wrong."),
    "sign_in.throttled": mark("Too many tries. Wait %(minutes)s minutes, then try again."),
    "session.unknown": mark("That session has already ended."),
    # --- people ---
    "person.invalid": mark("Some fields need your attention."),
    "person.unknown": mark("There is no such person."),
    "person.login_taken": mark("This user name is taken."),
    "person.login_shape": mark("Use 2 to 40 small letters, digits, dots, dashes or underscores."),
    "person.name_shape": mark("A name has at most 120 characters."),
    "person.no_role": mark("Choose at least one role."),
    "person.role_shape": mark("A role is written with small letters, digits and underscores."),
    "person.locale_unknown": mark("Alur does not speak this language."),
    "person.already_active": mark("This account is already open."),
    "person.already_inactive": mark("This account is already closed."),
    "person.last_administrator": mark("This is the last administrator: name another one first."),
    # --- passwords ---
    "password.too_short": mark("Use at least %(shortest)s characters."),
    "password.too_long": mark("Use at most %(longest)s characters."),
    "password.contains_login": mark("A password does not contain the user name."),
    "password.too_plain": mark("Use at least five different characters."),
    "password.wrong": mark("This is not your present password."),
    "password.differs": mark("The two passwords differ."),
    # --- tokens ---
    "token.invalid": mark("Some fields need your attention."),
    "token.unknown": mark("That token is unknown or already revoked."),
    "token.name_shape": mark("Give the program a name of at most 80 characters."),
}

_BY_KIND: tuple[tuple[type[Refusal], str], ...] = (
    (NotFound, mark("This page or thing does not exist, or not for you.")),
    (Invalid, mark("Some fields need your attention.")),
    (Conflict, mark("Somebody was faster: the state has changed meanwhile.")),
    (Forbidden, mark("Your account does not have the right for this.")),
)


def say(key: str, values: Mapping[str, str | int], *, locale: str = "en") -> str:
    """The words for a key where there is no request (command line); an unknown key is said as it is."""
    found = MESSAGES.get(key)
    if found is None:
        return key
    said = translations(locale).ugettext(found)
    return said % values if values else said


def text(key: str, values: Mapping[str, str | int]) -> str | None:
    """The words for a key, or None when the catalogue has none."""
    found = MESSAGES.get(key)
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
