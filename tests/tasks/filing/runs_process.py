"""A worker's making of due reports in a process of its own; stops dead before its n-th statement, to be killed.

Arguments: database URL, folder, instant, and the statement.
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
from tasks.filing import runs
from tasks.site import Site


def main(url: str, folder: str, instant: str, last: int) -> None:
    """Make what is due."""
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
    assert runs.make_due(Site(db, Path(folder))) == []
    db.close()


if __name__ == "__main__":
    url, folder, instant, last = sys.argv[1:]
    main(url, folder, instant, int(last))
