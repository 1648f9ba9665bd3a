"""What the public pages' templates may ask for besides their own values."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app, g, request, url_for

from tasks.applicants import submitting
from tasks.applicants.family import RELATIONS
from web.public import wording
from web.shell.formatting import span
from web.shell.i18n import N_
from web.shell.identity import visitor
from web.shell.office import setting

_RELATIONS = {
    "diri": N_("myself"),
    "pasangan": N_("my husband or wife"),
    "anak": N_("my child"),
    "orang_tua": N_("my father or mother"),
    "lain": N_("another member of my family"),
}
assert tuple(_RELATIONS) == RELATIONS


@dataclass(frozen=True, slots=True)
class Way:
    """One way through the public pages; `areas` are the blueprints that light it up."""

    endpoint: str
    label: object
    areas: tuple[str, ...]
    signed_in: bool | None = None  # None: for everybody


_WAYS = (
    Way("mine.index", N_("Applications"), ("mine", "wizard"), signed_in=True),
    Way("tracking.form", N_("Track"), ("tracking",)),
    Way("complaints.public", N_("Complaints"), ("complaints",)),
    Way("profile.index", N_("Account"), ("profile", "family"), signed_in=True),
    Way("joining.sign_in_form", N_("Sign in"), ("joining",), signed_in=False),
)


def install(app: Flask) -> None:
    """Give the templates of the public pages their words."""
    app.jinja_env.filters.update(relation_name=relation_name, nik_hint=nik_hint)
    wording.install(app)
    app.jinja_env.globals.update(
        public_ways=ways, relations=relations, nik_question=nik_question, there=there, time_to_pay=time_to_pay
    )


def ways() -> list[dict[str, object]]:
    """The ways this visitor may go, the one being shown marked."""
    here = visitor() is not None
    return [
        {"url": url_for(way.endpoint), "label": str(way.label), "current": request.blueprint in way.areas}
        for way in _WAYS
        if there(way.endpoint) and way.signed_in in (None, here)
    ]


def there(endpoint: str) -> bool:
    """Whether this installation has a page."""
    return endpoint in current_app.view_functions


def relations() -> list[tuple[str, str]]:
    """Who a person is to the account's owner, to choose from."""
    return [(code, str(words)) for code, words in _RELATIONS.items()]


def relation_name(code: str) -> str:
    """A relation in words."""
    return str(_RELATIONS.get(code, code))


def nik_hint(digits: str) -> str:
    """An identity number of which only the last digits are known here."""
    return f"•••• •••• •••• {digits}"


def nik_question() -> bool:
    """Whether the form shown again asks to look at the number once more."""
    refusal = g.get("refusal")
    return refusal is not None and (refusal.key == "nik.question" or "nik_checked" in request.form)


def time_to_pay() -> str:
    """How long a bill can be paid, in words: "2 jam"."""
    return span(submitting.time_to_pay(setting("billing.online_limit")))
