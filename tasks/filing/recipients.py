"""Who gets a scheduled report: addresses a supervisor typed and confirmed; nobody else ever."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.database import Tx
from engine.refusals import Invalid, Problem

MOST = 20
# Narrower than RFC 5322: what an office's people have, and nothing that could end a header or begin another.
_ADDRESS = re.compile(
    r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_LONGEST = 254
_TYPED = 8000


@dataclass(frozen=True, slots=True)
class Recipient:
    """An address, and who confirmed when that it may have the office's reports."""

    address: str
    confirmed_by: str
    confirmed_at: datetime

    def told(self) -> dict[str, Any]:
        """As JSON values; `read` gives it back."""
        return {
            "address": self.address,
            "confirmed_by": self.confirmed_by,
            "confirmed_at": self.confirmed_at.isoformat(),
        }


def read(given: Sequence[Mapping[str, Any]]) -> tuple[Recipient, ...]:
    """The recipients that were stored."""
    return tuple(
        Recipient(one["address"], one["confirmed_by"], datetime.fromisoformat(one["confirmed_at"]))
        for one in given
    )


def checked(tx: Tx, typed: str, confirmed: bool, known: Sequence[Recipient] = ()) -> tuple[Recipient, ...]:
    """The addresses typed, one a line; those known before keep who confirmed them. An empty text is nobody.

    Raises Invalid for what is no address, too many, or new ones that nobody confirmed; never names what was typed.
    """
    lines = [line.strip() for line in typed[: _TYPED + 1].replace(",", "\n").splitlines()]
    wanted = list(dict.fromkeys(line for line in lines if line))
    if len(typed) > _TYPED or len(wanted) > MOST:
        raise Invalid("schedule.invalid", Problem("schedule.recipients", "recipients", {"most": MOST}))
    if not all(map(is_address, wanted)):
        raise Invalid("schedule.invalid", Problem("schedule.address", "recipients"))
    before = {one.address: one for one in known}
    if not confirmed and any(address not in before for address in wanted):
        raise Invalid("schedule.invalid", Problem("schedule.confirm", "confirmed"))
    new = (tx.actor.login, tx.now)
    return tuple(before.get(address) or Recipient(address, *new) for address in wanted)


def is_address(text: str) -> bool:
    """Whether a text is one plain address of a mail."""
    return len(text) <= _LONGEST and _ADDRESS.fullmatch(text) is not None and ".." not in text
