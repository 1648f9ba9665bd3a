"""What an auditor sees of people's data: covered, unless this case was opened to this person for a purpose.

Covered are names, contacts, numbers of documents, answers of forms, files and comments. What an auditor needs to judge
the work stays: who of the office did what and when, verdicts of the checklist, decisions, reasons; in what officers
wrote freely (why it was late, why the clock stood still) names of the applicant, numbers and addresses are covered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import bindparam, select

from engine.database import Actor, Tx
from engine.refusals import Forbidden
from engine.schema import instances, unmaskings
from tasks import roles

COVERED = "•••"
"""What stands for a value that is covered."""
ERASED = "[dihapus]"
"""What stands for a personal value that was erased."""
ERASED_INPUTS: Mapping[str, Any] = {"dihapus": True}
"""What stands for the inputs of a decision that were erased."""

_VERDICTS, _VERDICT = "kelengkapan", "nilai"  # as tasks.forms spells them
_NOT_PERSONAL = frozenset({"keputusan", "petugas_kedua"})
_MEMO = "privacy.opened"
_OPENED = select(unmaskings.c.instance_id).where(
    unmaskings.c.person == bindparam("person"),
    unmaskings.c.covered_at.is_(None),
    unmaskings.c.opened_at <= bindparam("now", type_=unmaskings.c.opened_at.type),
    unmaskings.c.expires_at > bindparam("now", type_=unmaskings.c.expires_at.type),
)
_TITLE = select(instances.c.title).where(instances.c.id == bindparam("case"))
_ADDRESS = re.compile(r"\S+@\S+\.\w+")
# A NIK, a telephone number, the number of a passport or billing code; days, clock times and step numbers stay.
_NUMBER = re.compile(r"(?<![\w-])[A-Za-z]{0,2}\+?\d(?:[ .-]?\d){5,}(?!\w)")
_WORD = re.compile(r"\w+")
_SHORT = 3  # letters; shorter words of a name ("al", "H") are also words of other sentences


def covers(actor: Actor) -> bool:
    """Whether somebody sees people's data covered: who looks at cases as an auditor and in no other trade."""
    if roles.is_staff(actor.roles) or actor.has(roles.SUPERVISOR, roles.ALL_LANES, "system"):
        return False
    return actor.has(roles.AUDITOR, roles.INSPECTOR)


def sees(tx: Tx, instance_id: int) -> bool:
    """Whether the acting person sees this case's personal data uncovered; the right to the case was asked before."""
    return not covers(tx.actor) or instance_id in _opened(tx)


def require_seen(tx: Tx, instance_id: int) -> None:
    """Refuse what cannot be shown covered, such as a file. Raises Forbidden(`privacy.covered`)."""
    if not sees(tx, instance_id):
        raise Forbidden("privacy.covered")


def name(tx: Tx, instance_id: int, title: str) -> str:
    """The applicant's name as the acting person may see it on the pages of one case."""
    return title if sees(tx, instance_id) else masked(title)


def masked(title: str) -> str:
    """The first letter of each word: "Budi Santoso" becomes "B*** S***", whatever the words' lengths."""
    return title if title == ERASED else " ".join(f"{word[0]}***" for word in title.split())


def listed(tx: Tx, title: str) -> str:
    """The name as a list shows it, where nobody opens one case."""
    return masked(title) if covers(tx.actor) else title


def said(tx: Tx, instance_id: int, text: str) -> str:
    """What an officer wrote freely about a case, as the acting person may read it."""
    if not text or sees(tx, instance_id):
        return text
    title = tx.conn.execute(_TITLE, {"case": instance_id}).scalar_one_or_none() or ""
    return without(text, title)


def without(text: str, title: str = "") -> str:
    """A text without e-mail addresses, long numbers and the words of a name."""
    words = (
        {word.lower() for word in _WORD.findall(title) if len(word) > _SHORT} if title != ERASED else set()
    )
    text = _NUMBER.sub(COVERED, _ADDRESS.sub(COVERED, text))
    return (
        _WORD.sub(lambda found: COVERED if found[0].lower() in words else found[0], text) if words else text
    )


def form(answers: Mapping[str, Any] | None, mark: str = COVERED) -> dict[str, Any] | None:
    """A form's answers with what is personal covered: verdicts, decisions and the second officer stay."""
    if answers is None:
        return None
    return {key: _answer(key, value, mark) for key, value in answers.items()}


def values(given: Any, mark: str = COVERED) -> Any:
    """Any data with its texts, numbers and days covered; what is yes or no, and its shape, stays."""
    if isinstance(given, Mapping):
        return {key: values(inner, mark) for key, inner in given.items()}
    if isinstance(given, list | tuple):
        return [values(inner, mark) for inner in given]
    if isinstance(given, bool) or given is None or given == "":
        return given
    return mark


def data(given: Mapping[str, Any], mark: str = COVERED) -> dict[str, Any]:
    """A case's data: forms by step are covered as forms, everything else as values."""
    return {
        key: form(value, mark) if isinstance(value, Mapping) else _answer(key, value, mark)
        for key, value in given.items()
    }


def _answer(key: str, value: Any, mark: str) -> Any:
    if key in _NOT_PERSONAL:
        return value
    if key == _VERDICTS and isinstance(value, Mapping):
        return {item: _verdict(one, mark) for item, one in value.items()}
    return values(value, mark)


def _verdict(given: Any, mark: str) -> Any:
    if not isinstance(given, Mapping):
        return values(given, mark)
    return {key: value if key == _VERDICT else values(value, mark) for key, value in given.items()}


def _opened(tx: Tx) -> frozenset[int]:
    """The cases that are open to the acting person at this moment; read once per transaction."""
    found: frozenset[int] | None = tx.memo.get(_MEMO)
    if found is None:
        rows: Iterable[int] = tx.conn.execute(_OPENED, {"person": tx.actor.login, "now": tx.now}).scalars()
        found = tx.memo[_MEMO] = frozenset(rows)
    return found
