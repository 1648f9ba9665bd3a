"""What a command cannot reach is said in a line or two: what, where, and what to do; never a traceback."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tasks.demo import DEMO_PEOPLE
from tests.support.office import Office
from tests.support.postgres import Server
from tests.web.test_cli import Terminal
from web.cli import setup
from web.cli.frame import folder
from web.cli.reach import UNREACHABLE, OutOfReach, require_free

USAGE = 2


@pytest.fixture
def empty(tmp_path: Path) -> Terminal:
    """A terminal where nothing has been set up."""
    return Terminal(tmp_path / "var")


def test_the_folder_is_its_owners_alone(empty: Terminal) -> None:
    empty.lines("migrate")
    assert empty.folder.stat().st_mode & 0o777 == 0o700


@pytest.fixture
def taken() -> Iterator[int]:
    """A port of this machine that another program listens on."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield int(other.getsockname()[1])


@pytest.mark.parametrize("verb", ["run", "serve"])
def test_a_taken_port_is_said_before_anything_is_made(empty: Terminal, taken: int, verb: str) -> None:
    refused = empty(verb, PORT=str(taken))
    assert (refused.exit_code, refused.stdout) == (UNREACHABLE, "")
    assert f"Port {taken} of 127.0.0.1 is taken" in refused.stderr
    assert "PORT=" in refused.stderr
    assert not empty.folder.exists()


def test_an_address_of_another_machine_is_refused() -> None:
    for host in ("192.0.2.1", "no-such-host.invalid", "300.1.1.1"):
        with pytest.raises(OutOfReach, match=r"cannot listen on .* --host"):
            require_free(host, 8000)


def test_a_free_port_passes(taken: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        free = int(other.getsockname()[1])
    require_free("127.0.0.1", free)


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "abc"), ("PORT", "70000"), ("PORT", "0"), ("ALUR_TRUST_PROXY", "two")]
)
def test_a_wrong_variable_is_named(empty: Terminal, name: str, value: str) -> None:
    refused = empty("run", **{name: value})
    assert refused.exit_code == USAGE
    assert value in refused.stderr
    assert name in refused.stderr or "--port" in refused.stderr
    assert not empty.folder.exists()


def test_an_address_that_cannot_be_read_is_wrong_usage(tmp_path: Path) -> None:
    refused = Terminal(tmp_path, "postgresql://alur:rahasia@host:port/alur")("migrate")
    assert refused.exit_code == USAGE
    assert "postgresql://user:password@host:5432/database" in refused.stderr
    assert "rahasia" not in refused.output


def test_an_absent_server_is_named_with_its_port(tmp_path: Path) -> None:
    away = Terminal(tmp_path, "postgresql://alur:rahasia@127.0.0.1:9/kantor?connect_timeout=1")("migrate")
    assert away.exit_code == UNREACHABLE
    assert "kantor on 127.0.0.1:9 cannot be used: connection failed" in away.stderr
    assert "ALUR_DATABASE_URL" in away.stderr
    assert "rahasia" not in away.output


def test_a_missing_database_of_a_server_is_named(tmp_path: Path, postgres_server: Server) -> None:
    away = Terminal(tmp_path, postgres_server.url("tidak_ada"))("migrate")
    assert away.exit_code == UNREACHABLE
    assert 'database "tidak_ada" does not exist' in away.stderr


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    other = tmp_path / "letter.txt"
    other.write_text("Surat permohonan, bukan basis data. " * 40)
    refused = Terminal(tmp_path / "var", f"sqlite:///{other}")("migrate")
    assert refused.exit_code == UNREACHABLE
    assert f"{other} cannot be used: file is not a database" in refused.stderr


def test_a_folder_without_an_installation_is_left_alone(empty: Terminal) -> None:
    refused = empty("user", "list")
    assert refused.exit_code == UNREACHABLE
    assert f"No Alur is installed in {empty.folder}" in refused.stderr
    assert "ALUR_FOLDER" in refused.stderr
    assert not empty.folder.exists()


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("", "var"),
        (
            "postgresql://alur:pa/ss@db.kantor.go.id:5433/alur?sslmode=require",
            "var/db.kantor.go.id-5433-alur",
        ),
        ("postgresql:///alur", "var/alur"),
        ("sqlite:////srv/../a.db", "var/srv-..-a.db"),
    ],
)
def test_each_database_has_a_folder_of_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, url: str, place: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ALUR_DATABASE_URL", url)
    monkeypatch.delenv("ALUR_FOLDER", raising=False)
    assert folder() == tmp_path / place
    monkeypatch.setenv("ALUR_FOLDER", "elsewhere")
    assert folder() == tmp_path / "elsewhere"


def test_a_demo_that_was_interrupted_is_told_at_every_start(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    site = office.site
    office.start()  # what a play that was cut short leaves behind
    site.folder.mkdir(exist_ok=True)
    for cut_short in (False, True, True):
        if cut_short:
            (site.folder / "demo-unfinished").touch()
        setup.prepare_demo(site)
        said = capsys.readouterr().out
        assert ("The demo office is incomplete" in said) is cut_short
        assert str(site.folder) in said or not cut_short
        assert set(DEMO_PEOPLE) <= set(said.replace(",", " ").split())
