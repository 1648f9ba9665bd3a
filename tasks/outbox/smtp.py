"""The channel to a mail server: SMTP with STARTTLS or TLS, one connection per mail, never without a time limit."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from tasks.outbox.mail import Channel, Mail, Undelivered

_PORTS = {"smtp": 25, "smtps": 465}
TIMEOUT = 10.0  # seconds, for each answer of the server


@dataclass(frozen=True, slots=True)
class Server:
    """Where mails are handed in; `user` empty: without signing in."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    tls: bool
    starttls: bool


def server(url: str) -> Server:
    """Read smtp://user:password@host:port?starttls=1 (or smtps://…). Raises ValueError saying what is wrong."""
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname or not _is_port(parts):
        raise ValueError("ALUR_SMTP_URL is written smtp://user:password@host:port?starttls=1, or smtps://…")
    options = parse_qs(parts.query)
    if options.keys() - {"starttls"} or options.get("starttls", ["0"])[-1] not in ("0", "1"):
        raise ValueError("ALUR_SMTP_URL knows one option, starttls=1")
    return Server(
        parts.hostname,
        parts.port or _PORTS[parts.scheme],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        tls=parts.scheme == "smtps",
        starttls=options.get("starttls", ["0"])[-1] == "1",
    )


def sender(text: str) -> Address:
    """Read ALUR_MAIL_FROM: an address, or a name and an address in <>. Raises ValueError."""
    name, address = parseaddr(text)
    user, _, host = address.rpartition("@")
    if not user or not host or not text.isprintable():
        raise ValueError("ALUR_MAIL_FROM is an address such as Kantor Imigrasi <layanan@example.go.id>")
    return Address(name, user, host)


def channel(place: Server, author: Address) -> Channel:
    """A channel that hands every mail to this server."""

    def deliver(mail: Mail) -> None:
        letter = letter_of(mail, author)
        try:
            with _connected(place) as connection:
                connection.send_message(letter)
        except smtplib.SMTPRecipientsRefused as refused:
            code, said = next(iter(refused.recipients.values()))
            raise Undelivered(f"{code} {_words(said)}") from None
        except smtplib.SMTPResponseException as refused:
            raise Undelivered(
                f"{refused.smtp_code} {_words(refused.smtp_error)}", unreachable=_is_of_server(refused)
            ) from None
        except (OSError, ssl.SSLError) as fault:  # smtplib's own faults are OSErrors too
            raise Undelivered(f"{type(fault).__name__}: {fault}", unreachable=True) from None

    return deliver


def letter_of(mail: Mail, author: Address) -> EmailMessage:
    """The mail as it travels; automatic answers to it are asked not to be made."""
    letter = EmailMessage()
    letter["From"] = author
    letter["To"] = mail.recipient
    letter["Subject"] = mail.text.subject
    letter["Date"] = format_datetime(mail.written_at)
    letter["Message-ID"] = f"<alur.{mail.mark}@{author.domain}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(mail.text.body)
    for one in mail.attachments:
        kind, _, form = one.media_type.partition("/")
        letter.add_attachment(one.content, maintype=kind, subtype=form, filename=one.name)
    return letter


@contextmanager
def _connected(place: Server) -> Iterator[smtplib.SMTP]:
    trusted = ssl.create_default_context()
    opened: smtplib.SMTP = (
        smtplib.SMTP_SSL(place.host, place.port, timeout=TIMEOUT, context=trusted)
        if place.tls
        else smtplib.SMTP(place.host, place.port, timeout=TIMEOUT)
    )
    with opened as connection:
        if place.starttls:
            connection.starttls(context=trusted)
        if place.user:
            connection.login(place.user, place.password)
        yield connection


def _is_of_server(refused: smtplib.SMTPResponseException) -> bool:
    """Whether the server refused us and not one mail: it would refuse the others as well."""
    return isinstance(
        refused, smtplib.SMTPConnectError | smtplib.SMTPHeloError | smtplib.SMTPAuthenticationError
    )


def _is_port(parts: SplitResult) -> bool:
    try:
        return parts.port != 0
    except ValueError:
        return False


def _words(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said
