"""The words of every refusal and problem key, in one catalogue; gaps are filled with the problem's values."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel.speaklater import LazyString

from engine.refusals import Conflict, Forbidden, Invalid, NotFound, Refusal
from web.shell.i18n import N_, gettext

MESSAGES: dict[str, LazyString] = {
    # --- any form ---
    "field.required": N_("Fill this in."),
    # --- rights ---
    "right.missing": N_("Your account does not have the right for this."),
    "right.sign_in": N_("Sign in first."),
    "right.token": N_("The token is unknown or has been revoked."),
    # --- sign-in ---
    "sign_in.wrong": N_("The user name or the password is wrong."),
    "sign_in.throttled": N_("Too many tries. Wait %(minutes)s minutes, then try again."),
    "session.unknown": N_("That session has already ended."),
    # --- people ---
    "person.invalid": N_("Some fields need your attention."),
    "person.unknown": N_("There is no such person."),
    "person.login_taken": N_("This user name is taken."),
    "person.login_shape": N_("Use 2 to 40 small letters, digits, dots, dashes or underscores."),
    "person.name_shape": N_("A name has at most 120 characters."),
    "person.no_role": N_("Choose at least one role."),
    "person.role_shape": N_("A role is written with small letters, digits and underscores."),
    "person.locale_unknown": N_("Alur does not speak this language."),
    "person.already_active": N_("This account is already open."),
    "person.already_inactive": N_("This account is already closed."),
    "person.last_administrator": N_("This is the last administrator: name another one first."),
    # --- passwords ---
    "password.too_short": N_("Use at least %(shortest)s characters."),
    "password.too_long": N_("Use at most %(longest)s characters."),
    "password.contains_login": N_("A password does not contain the user name."),
    "password.too_plain": N_("Use at least five different characters."),
    "password.wrong": N_("This is not your present password."),
    "password.differs": N_("The two passwords differ."),
    # --- tokens ---
    "token.invalid": N_("Some fields need your attention."),
    "token.unknown": N_("That token is unknown or already revoked."),
    "token.name_shape": N_("Give the program a name of at most 80 characters."),
}

_BY_KIND: tuple[tuple[type[Refusal], LazyString], ...] = (
    (NotFound, N_("This page or thing does not exist, or not for you.")),
    (Invalid, N_("Some fields need your attention.")),
    (Conflict, N_("Somebody was faster: the state has changed meanwhile.")),
    (Forbidden, N_("Your account does not have the right for this.")),
)


def text(key: str, values: Mapping[str, str | int]) -> str | None:
    """The words for a key, or None when the catalogue has none."""
    found = MESSAGES.get(key)
    if found is None:
        return None
    said = str(found)
    return said % values if values else said


def of_problem(key: str, values: Mapping[str, str | int]) -> str:
    """The words for one problem; an unknown key is shown by itself, so that it can be searched for."""
    return text(key, values) or gettext("This is not right (%(key)s).", key=key)


def of_refusal(refusal: Refusal) -> str:
    """The words for a refusal; an unknown key falls back to its kind."""
    found = text(refusal.key, refusal.values)
    if found is not None:
        return found
    return next(str(words) for kind, words in _BY_KIND if isinstance(refusal, kind))
