"""The channel without a mail server: prints every mail, for looking at Alur on one machine."""

from __future__ import annotations

import sys

from tasks.outbox.mail import Mail

_RULE = "-" * 72


def deliver(mail: Mail) -> None:
    """Print the mail; the page of messages keeps it readable."""
    files = [f"Attached: {one.name}, {len(one.content)} bytes" for one in mail.attachments]
    heads = (f"To: {mail.recipient}", f"Subject: {mail.text.subject}", *files)
    said = (_RULE, *heads, "", mail.text.body, _RULE, "")
    sys.stdout.write("\n".join(said))
    sys.stdout.flush()
