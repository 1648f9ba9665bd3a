"""What a worker does besides timers and deadlines, wired by hand here from the environment."""

from __future__ import annotations

import os
from datetime import datetime, timedelta

import click

from tasks import outbox
from tasks.duties import DUTIES
from tasks.outbox import console, reminders, smtp
from tasks.outbox.mail import Channel
from tasks.site import Site
from tasks.worker import Duty
from web.mails.composing import composer
from web.mails.links import linked

_REMIND_EVERY = timedelta(minutes=10)


def duties(address: str = "") -> tuple[Duty, ...]:
    """The duties of a worker of this installation. `address`: where `alur run` serves pages, and prints mails.

    Raises UsageError where ALUR_SMTP_URL or ALUR_MAIL_FROM cannot be read.
    """
    channel = _channel() or (console.deliver if address else None)
    sending = (_sending(channel, os.environ.get("ALUR_PUBLIC_URL") or address),) if channel else ()
    return (*DUTIES, _now_and_then(reminders.write_due, _REMIND_EVERY), *sending)


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
        outbox.send_due(site, linked(site, compose), channel)
        return []

    return send


def _channel() -> Channel | None:
    """To the mail server the environment names; None where it names none: messages wait in the outbox."""
    url, author = os.environ.get("ALUR_SMTP_URL", ""), os.environ.get("ALUR_MAIL_FROM", "")
    if not url:
        return None
    try:
        return smtp.channel(smtp.server(url), smtp.sender(author))
    except ValueError as fault:
        raise click.UsageError(str(fault)) from None
