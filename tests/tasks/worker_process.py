"""A worker in a process of its own: settles what is due; may stop dead after so many statements, to be killed.

Arguments: database URL, folder, instant, and the statement at which it waits for its end (0: never).
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
from tasks import worker
from tasks.duties import DUTIES
from tasks.site import Site


def main(url: str, folder: str, instant: str, last: int) -> None:
    """Work until nothing is due."""
    db = Database(url, VirtualClock(datetime.fromisoformat(instant)))
    seen = 0

    def count(*_: Any) -> None:
        nonlocal seen
        seen += 1
        if seen == last:
            sys.stdout.write("stuck\n")
            sys.stdout.flush()
            signal.pause()

    event.listen(db.engine, "before_cursor_execute", count)
    faults = worker.settle(Site(db, Path(folder)), DUTIES)
    sys.stdout.write(f"done {len(faults)}\n")
    db.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
