"""A message in words, and what a channel does with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.database import Tx


@dataclass(frozen=True, slots=True)
class Message:
    """One row of the outbox: what is told to whom, not yet in words; `details` as `kinds.KINDS` names them."""

    id: int
    key: str
    kind: str
    recipient: str
    locale: str
    details: dict[str, Any]
    attempts: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Text:
    """A message in words, plain text."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a mail: a name of letters, digits, points and dashes, its media type, its bytes."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Mail:
    """What is delivered. `mark` is the same at every attempt, so that one delivered twice is known again."""

    mark: str
    recipient: str
    text: Text
    written_at: datetime
    attachments: tuple[Attachment, ...] = ()


class Undelivered(Exception):
    """A channel could not deliver a mail; its text is shown to administrators.

    `unreachable`: nobody answered at all, so other mails need not be tried now.
    """

    def __init__(self, fault: str, *, unreachable: bool = False) -> None:
        super().__init__(fault)
        self.unreachable = unreachable


Compose = Callable[[Tx, Message], Text]
"""Finds the words for a message; they are chosen at the edge."""

Attach = Callable[[Tx, Message], tuple[Attachment, ...]]
"""Finds the files that go with a message, which names them by reference. Raises Undelivered when they are gone."""

Channel = Callable[[Mail], None]
"""Delivers a mail. Raises Undelivered."""


def nothing(_: Tx, __: Message) -> tuple[Attachment, ...]:
    """An Attach for messages of words alone."""
    return ()
