"""Mails reach a real SMTP server over a socket: in the open, by STARTTLS, by TLS, signed in; or say why not."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tasks.outbox import smtp
from tasks.outbox.mail import Mail, Text, Undelivered

MAIL = Mail(
    "7.0123456789abcdef",
    "siti@example.id",
    Text("Permohonan MD-1: paspor siap – diambil", "Yth. Siti,\n\nPaspor sudah siap.\n"),
    datetime(2026, 4, 9, 1, tzinfo=UTC),
)
AUTHOR = smtp.sender("Kantor Imigrasi Batulicin <layanan@imigrasi.example.id>")


@dataclass
class Mailbox:
    """What the server took; refuses who is told to be refused."""

    letters: list[EmailMessage] = field(default_factory=list)
    secured: list[bool] = field(default_factory=list)

    async def handle_RCPT(self, _s: Any, _session: Any, envelope: Any, address: str, _o: Any) -> str:
        if address.startswith("tiada"):
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, session: Any, envelope: Any) -> str:
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        self.secured.append(session.ssl is not None)
        return "250 OK"


@contextmanager
def serving(**options: Any) -> Iterator[tuple[Mailbox, int]]:
    """A mail server on a free port of this machine until the block ends."""
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=_free_port(), **options)
    controller.start()
    try:
        yield box, controller.port
    finally:
        controller.stop()


def _free_port() -> int:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return int(opened.getsockname()[1])


def deliver(url: str, mail: Mail = MAIL) -> None:
    smtp.channel(smtp.server(url), AUTHOR)(mail)


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server's certificate that this process trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "server.pem"
    plain = serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def test_a_mail_arrives_as_it_was_written_with_the_same_name_each_time() -> None:
    with serving() as (box, port):
        for _ in range(2):
            deliver(f"smtp://127.0.0.1:{port}")
    first, second = box.letters
    assert first["Subject"] == MAIL.text.subject
    assert first["To"] == "siti@example.id"
    assert str(first["From"]) == "Kantor Imigrasi Batulicin <layanan@imigrasi.example.id>"
    assert first["Message-ID"] == second["Message-ID"] == "<alur.7.0123456789abcdef@imigrasi.example.id>"
    assert first["Date"].datetime == MAIL.written_at
    assert first["Auto-Submitted"] == "auto-generated"
    assert first.get_content_type() == "text/plain"
    assert first.get_content().replace("\r\n", "\n") == MAIL.text.body


def test_starttls_keeps_mail_and_password_secret(trusted: ssl.SSLContext) -> None:
    signed_in: list[bytes] = []

    def check(_server: SMTP, _s: Any, _e: Any, _mechanism: str, data: Any) -> AuthResult:
        signed_in.append(data.login)
        return AuthResult(success=data.password == b"kata:sandi@2026", handled=False)

    options = {"tls_context": trusted, "require_starttls": True, "authenticator": check}
    with serving(**options, auth_required=True) as (box, port):
        deliver(f"smtp://alur:kata%3Asandi%402026@localhost:{port}?starttls=1")
        with pytest.raises(Undelivered, match="535") as refused:
            deliver(f"smtp://alur:salah@localhost:{port}?starttls=1")
    assert refused.value.unreachable and "salah" not in str(refused.value)
    assert box.secured == [True] and signed_in[0] == b"alur"


def test_tls_from_the_first_byte(trusted: ssl.SSLContext) -> None:
    with serving(ssl_context=trusted) as (box, port):
        deliver(f"smtps://localhost:{port}")
    assert len(box.letters) == 1


def test_a_server_with_another_name_or_a_strange_certificate_gets_nothing(
    trusted: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(tls_context=trusted) as (box, port):
        with pytest.raises(Undelivered, match="CERTIFICATE_VERIFY_FAILED"):
            deliver(f"smtp://127.0.0.1:{port}?starttls=1")
        monkeypatch.delenv("SSL_CERT_FILE")
        with pytest.raises(Undelivered, match="CERTIFICATE_VERIFY_FAILED"):
            deliver(f"smtp://localhost:{port}?starttls=1")
    assert box.letters == []


def test_starttls_asked_of_a_server_that_has_none_sends_nothing_in_the_open() -> None:
    with serving() as (box, port), pytest.raises(Undelivered, match="STARTTLS"):
        deliver(f"smtp://127.0.0.1:{port}?starttls=1")
    assert box.letters == []


def test_one_refused_mailbox_is_no_fault_of_the_server() -> None:
    with serving() as (_, port), pytest.raises(Undelivered, match=r"550 5\.1\.1 no such mailbox") as refused:
        deliver(f"smtp://127.0.0.1:{port}", Mail("1.a", "tiada@example.id", MAIL.text, MAIL.written_at))
    assert not refused.value.unreachable


def test_nobody_there_is_said_at_once() -> None:
    with pytest.raises(Undelivered, match="ConnectionRefusedError") as refused:
        deliver(f"smtp://127.0.0.1:{_free_port()}")
    assert refused.value.unreachable


def test_a_server_that_hangs_is_left_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "TIMEOUT", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(Undelivered, match="imed") as hung:
        deliver(f"smtp://127.0.0.1:{silent.getsockname()[1]}")
    assert hung.value.unreachable


@pytest.mark.parametrize(
    "url", ["", "mail.example.id", "http://mail", "smtp://", "smtp://h?tls=1", "smtp://h:x"]
)
def test_an_address_that_names_no_server_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="ALUR_SMTP_URL"):
        smtp.server(url)


@pytest.mark.parametrize("text", ["", "layanan", "Kantor <layanan>", "@example.id", "a@b\nBcc: c@d"])
def test_a_sender_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="ALUR_MAIL_FROM"):
        smtp.sender(text)


def test_the_password_never_shows() -> None:
    place = smtp.server("smtp://alur:rahasia@mail.example.id")
    assert (place.port, place.user, "rahasia" in repr(place)) == (25, "alur", False)
