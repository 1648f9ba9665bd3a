"""Languages: Indonesian first, English by switch; each catalogue is read once, when it is first spoken."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from babel import support
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from flask import Flask, g, has_app_context, request
from flask_babel import Babel, Domain
from flask_babel import lazy_gettext as _lazy_gettext

LOCALES = ("id", "en")
COOKIE = "alur_locale"


class _Catalogues(Domain):  # type: ignore[misc]
    """Flask-Babel's domain, fed from memory: its own reads .mo files."""

    def get_translations(self) -> support.NullTranslations:
        """The words of this request's language; outside of a request the sentences stay as they are."""
        return translations(chosen()) if has_app_context() else support.NullTranslations()


class _Languages(Babel):  # type: ignore[misc]
    def __init__(self, app: Flask, **options: Any) -> None:
        self._catalogues = _Catalogues()
        super().__init__(app, **options)

    @property
    def domain_instance(self) -> Domain:
        return self._catalogues


def gettext(text: str, **values: Any) -> str:
    """The words for an English sentence in this request's language, gaps filled."""
    said = _spoken().gettext(text) if has_app_context() else text
    return said % values if values else said


def ngettext(one: str, many: str, num: int, **values: Any) -> str:
    """As gettext, for a sentence that counts; the gap is %(num)d."""
    if not has_app_context():
        return (one if num == 1 else many) % {"num": num, **values}
    return _spoken().ngettext(one, many, num) % {"num": num, **values}


def N_(text: str) -> Any:
    """A sentence to be said later, in the language of whoever reads it (for tables made at import)."""
    return _lazy_gettext(text)


def mark(text: str) -> str:
    """The sentence itself: marks it for the catalogues where it is kept as data and said by gettext later."""
    return text


def install(app: Flask) -> None:
    """Speak the language of the visitor's cookie, Indonesian without one."""
    _Languages(app, default_locale=LOCALES[0], locale_selector=chosen)
    # A page says several hundred sentences; Flask-Babel would look the language up anew for each.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: _spoken().gettext(text),
        ngettext=lambda one, many, number: _spoken().ngettext(one, many, number),
        newstyle=True,
    )


def _spoken() -> support.NullTranslations:
    if "spoken" not in g:
        g.spoken = translations(chosen())
    spoken: support.NullTranslations = g.spoken
    return spoken


def chosen() -> str:
    """The language of this request."""
    wish = request.cookies.get(COOKIE, "") if request else ""
    return wish if wish in LOCALES else LOCALES[0]


def catalogue(locale: str) -> Catalog:
    """All areas' .po files of one language as one catalogue."""
    merged = Catalog(locale=locale)
    for _, area in areas(locale):
        for message in area:
            if message.id:
                merged[message.id] = message
    return merged


def areas(locale: str) -> Iterator[tuple[str, Catalog]]:
    """Each area's name and .po file of one language, by name."""
    folder = files("web") / "translations" / locale
    for file in sorted(folder.iterdir(), key=lambda found: found.name):
        if file.name.endswith(".po"):
            with file.open("rb") as opened:
                yield file.name.removesuffix(".po"), read_po(opened, locale=locale)


class _Words(support.NullTranslations):
    """A catalogue's sentences by their English; gettext's compiled files would take longer to make than to read."""

    def __init__(self, said: Catalog) -> None:
        super().__init__()
        self._said = {_first(message): message.string for message in said if message.id and message.string}

    def gettext(self, message: str) -> str:
        found = self._said.get(message)
        return found if isinstance(found, str) else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        found = self._said.get(msgid1)
        if isinstance(found, tuple | list):
            return str(found[min(int(n != 1), len(found) - 1)])  # Indonesian has one form, English two
        return msgid1 if n == 1 else msgid2

    ugettext, ungettext = gettext, ngettext


def _first(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


@cache
def translations(locale: str) -> support.NullTranslations:
    """One language's words, ready to be asked; read once per process."""
    return _Words(catalogue(locale))
