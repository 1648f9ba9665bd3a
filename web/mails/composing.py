"""A message of the outbox in words: in its reader's language, with the office's letterhead beneath."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from engine import settings
from engine.database import Tx
from tasks.outbox.mail import Compose, Message, Text
from web.mails.texts import NO_REPLY, PHONE, WORDINGS
from web.shell.i18n import LOCALES, translations

SIGNED_WITH = (
    *("office.name", "office.unit", "office.address", "words.no_hp_layanan"),
    *("office.zone", "office.zone_label"),
)
"""Settings a mail is made with."""
_GAP = re.compile(r"%\((\w+)\)s")


def composer(public_url: str) -> Compose:
    """What finds the words; links lead to `public_url`, and are left out where there is none."""

    def compose(tx: Tx, message: Message) -> Text:
        return text(message, settings.all_values(tx), public_url)

    return compose


def text(message: Message, office: Mapping[str, Any], public_url: str) -> Text:
    """The mail of a message. Raises LookupError for a kind without a text."""
    wording = WORDINGS[message.kind]
    speech = _Speech(message.locale if message.locale in LOCALES else LOCALES[0], office)
    values = {name: speech.shown(name, value) for name, value in message.details.items()}
    if public_url and not _lacks(wording.path, values):
        values["link"] = public_url.rstrip("/") + wording.path % values
    subject = speech.say(wording.subject, values) or message.kind
    told = [said for paragraph in wording.paragraphs if (said := speech.say(paragraph, values))]
    return Text(subject, "\n\n".join([*told, *_ending(speech, office)]) + "\n")


def _lacks(sentence: str, values: Mapping[str, str]) -> bool:
    """Whether a gap of the sentence has no value."""
    return bool(set(_GAP.findall(sentence)) - values.keys())


def _ending(speech: _Speech, office: Mapping[str, Any]) -> Iterator[str]:
    yield speech.words(NO_REPLY)
    phone = office["words.no_hp_layanan"]
    lines = (office["office.name"], office["office.unit"], office["office.address"])
    signed = [*lines, speech.say(PHONE, {"phone": phone} if phone else {})]
    yield "\n".join(("-- ", *(line for line in signed if line)))


@dataclass(frozen=True, slots=True)
class _Speech:
    """One language, and the office's zone."""

    locale: str
    office: Mapping[str, Any]

    @property
    def words(self) -> Callable[[str], str]:
        return translations(self.locale).gettext

    def say(self, sentence: str, values: Mapping[str, str]) -> str:
        """The sentence with its gaps filled; empty when a gap has no value."""
        if _lacks(sentence, values):
            return ""
        said = self.words(sentence)
        return said % values if "%(" in said else said

    def shown(self, name: str, value: Any) -> str:
        """A value as people read it; what it is its name says (see tasks.outbox.kinds)."""
        if name.endswith("_at"):
            return self._instant(datetime.fromisoformat(value))
        if name.endswith("_on"):
            return str(format_date(date.fromisoformat(value), "EEEE, d MMMM y", locale=self.locale))
        if name == "amount":
            return "Rp" + format_decimal(value, locale="id")
        if name == "items":
            return "\n".join(f"- {item}" for item in value)
        return str(value)

    def _instant(self, at: datetime) -> str:
        local = at.astimezone(ZoneInfo(self.office["office.zone"])).replace(tzinfo=None)
        pattern = "d MMMM y HH.mm" if self.locale == LOCALES[0] else "d MMMM y HH:mm"
        return f"{format_datetime(local, pattern, locale=self.locale)} {self.office['office.zone_label']}"
