"""Links nobody can guess, put into a mail when it is sent: they are stored nowhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from engine.database import Tx
from tasks.outbox.mail import Compose, Message, Text
from tasks.site import Site
from tasks.voice import complaints, surveys

_TOKENS: Mapping[str, Callable[[Site, int], str]] = {
    "survey": surveys.token_of,
    "complaint_received": complaints.token_of,
    "complaint_answered": complaints.token_of,
}
"""What makes a kind's token from the number behind the message's key: "survey:17" is about case 17."""


def linked(site: Site, compose: Compose) -> Compose:
    """The same words with the token of what the message is about, where its kind has one."""

    def act(tx: Tx, message: Message) -> Text:
        kind, _, number = message.key.partition(":")
        if kind == message.kind and kind in _TOKENS and number.isdecimal():
            token = _TOKENS[kind](site, int(number))
            message = replace(message, details={**message.details, "token": token})
        return compose(tx, message)

    return act
