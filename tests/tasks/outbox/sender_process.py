"""A worker's sending in a process of its own; stops dead before its n-th statement, to be killed.

Arguments: database URL, folder, instant, and the statement (0: while the first mail travels).
"""

from __future__ import annotations

import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event

from engine.clock import VirtualClock
from engine.database import Database
from tasks import outbox
from tasks.outbox.mail import Mail, Text
from tasks.site import Site


def main(url: str, folder: str, instant: str, last: int) -> None:
    """Send what is due."""
    db = Database(url, VirtualClock(datetime.fromisoformat(instant)))
    seen = 0

    def count(*_: Any) -> None:
        nonlocal seen
        seen += 1
        if seen == last:
            stop()

    def deliver(mail: Mail) -> None:
        sys.stdout.write(f"mail {mail.mark}\n")
        sys.stdout.flush()
        if last == 0:
            stop()

    event.listen(db.engine, "before_cursor_execute", count)
    outbox.send_due(Site(db, Path(folder)), lambda _, message: Text(message.kind, ""), deliver)
    db.close()


def stop() -> None:
    """Wait to be killed."""
    sys.stdout.write("stuck\n")
    sys.stdout.flush()
    signal.pause()


if __name__ == "__main__":
    url, folder, instant, last = sys.argv[1:]
    main(url, folder, instant, int(last))
