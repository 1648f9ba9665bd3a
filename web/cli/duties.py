"""What a worker does besides timers and deadlines, wired by hand here from the environment."""

from __future__ import annotations

import os
from datetime import datetime, timedelta

import click

from tasks import outbox
from tasks.duties import BESIDE, DUTIES
from tasks.filing.sending import attached
from tasks.outbox import console, reminders, smtp
from tasks.outbox.mail import Channel
from tasks.site import Site
from tasks.systems import outgoing, ways, webhooks
from tasks.worker import Duty
from web.mails.composing import composer
from web.mails.links import linked

_REMIND_EVERY, _PURGE_EVERY = timedelta(minutes=10), timedelta(hours=1)


def duties(address: str = "") -> tuple[Duty, ...]:
    """The duties of a worker of this installation. `address`: where `alur run` serves pages, and prints mails.

    Raises UsageError where ALUR_SMTP_URL, ALUR_MAIL_FROM or a system's address or secret cannot be used.
    """
    channel = _channel() or (console.deliver if address else None)
    sending = (_sending(channel, os.environ.get("ALUR_PUBLIC_URL") or address),) if channel else ()
    kept = (_now_and_then(reminders.write_due, _REMIND_EVERY), _now_and_then(webhooks.purge, _PURGE_EVERY))
    return (*DUTIES, *BESIDE, *kept, *_asking(), *sending)


def _now_and_then(duty: Duty, every: timedelta) -> Duty:
    """The duty, done in one round and then not until so much time has passed."""
    done: datetime | None = None

    def act(site: Site) -> list[Exception]:
        nonlocal done
        now = site.db.clock()
        if done is not None and done <= now < done + every:
            return []
        faults = duty(site)
        done = now
        return faults

    return act


def _sending(channel: Channel, public_url: str) -> Duty:
    compose = composer(public_url)

    def send(site: Site) -> list[Exception]:
        outbox.send_due(site, linked(site, compose), channel, attached)
        return []

    return send


def _asking() -> tuple[Duty, ...]:
    """Requests to the systems the environment names."""
    try:
        reached = ways.configured(os.environ)
    except ValueError as fault:
        raise click.UsageError(str(fault)) from None

    def ask(site: Site) -> list[Exception]:
        outgoing.send_due(site, reached)
        return []

    return (ask,) if reached else ()


def _channel() -> Channel | None:
    """To the mail server the environment names; None where it names none: messages wait in the outbox."""
    url, author = os.environ.get("ALUR_SMTP_URL", ""), os.environ.get("ALUR_MAIL_FROM", "")
    if not url:
        return None
    try:
        return smtp.channel(smtp.server(url), smtp.sender(author))
    except ValueError as fault:
        raise click.UsageError(str(fault)) from None
