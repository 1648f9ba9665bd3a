"""Keeps one PostgreSQL server: prints its port, and stops it when standard input closes.

A test process that crashes closes the pipe too, so no server outlives its tests.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "log_min_messages": "fatal",
}
# Nothing a test stores outlives it; measurements take a server as it is installed.
FLEETING = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "jit": "off",
    "shared_buffers": "64MB",
    "max_connections": "100",
}


def main(programs: Path, *, durable: bool) -> None:
    """Serve until standard input ends; a durable server has PostgreSQL's own settings for what it stores."""
    settings = SETTINGS if durable else SETTINGS | FLEETING
    account = _account()
    folder = Path(tempfile.mkdtemp(prefix="alur-postgres-"))
    server: subprocess.Popen[bytes] | None = None
    # An interrupt at the keyboard reaches the whole group; the closing pipe is what counts here.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        if account:
            os.chown(folder, pwd.getpwnam(account).pw_uid, pwd.getpwnam(account).pw_gid)
        _initialise(programs, folder / "data", account)
        for _ in range(5):
            port = _free_port()
            server = _serve(programs, folder, port, account, settings)
            if _is_ready(server, folder / "data" / "postmaster.pid"):
                sys.stdout.write(f"{port}\n")
                sys.stdout.flush()
                sys.stdin.read()
                break
    finally:
        _stop(server)
        shutil.rmtree(folder, ignore_errors=True)


def _account() -> str | None:
    # PostgreSQL refuses to run as root; any other account of the machine will do.
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)


def _initialise(programs: Path, data: Path, account: str | None) -> None:
    account_options = ["-U", "alur", "-A", "trust"]
    command: list[str | Path] = [
        programs / "initdb",
        "-D",
        data,
        *account_options,
        "-E",
        "UTF8",
        "--locale=C",
        "-N",
    ]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, user=account, cwd="/")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _serve(
    programs: Path, folder: Path, port: int, account: str | None, settings: dict[str, str]
) -> subprocess.Popen[bytes]:
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    command: list[str | Path] = [programs / "postgres", "-D", folder / "data", "-p", str(port), *options]
    # Its own process group: a Ctrl-C stops it only after the tests have let go.
    return subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, user=account, cwd="/", process_group=0
    )


def _is_ready(server: subprocess.Popen[bytes], lock: Path) -> bool:
    # The port answers before the server takes connections; the last line of its lock file says when it does.
    limit = time.monotonic() + 60
    while server.poll() is None and time.monotonic() < limit:
        if lock.exists() and "ready" in lock.read_text():
            return True
        time.sleep(0.02)
    return False


def _stop(server: subprocess.Popen[bytes] | None) -> None:
    if server is None or server.poll() is not None:
        return
    server.send_signal(signal.SIGINT)  # fast shutdown: ends every connection
    try:
        server.wait(timeout=20)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]), durable="durable" in sys.argv[2:])
