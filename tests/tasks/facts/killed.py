"""A refresh in a process of its own that stops dead when it has written to a table, to be killed.

Arguments: database URL, folder, instant, and the table.
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
from tasks.facts import refreshing
from tasks.site import Site


def main(url: str, folder: str, instant: str, table: str) -> None:
    """Refresh until nothing waits."""
    db = Database(url, VirtualClock(datetime.fromisoformat(instant)))

    def stop(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith(f"INSERT INTO {table}"):
            sys.stdout.write("stuck\n")
            sys.stdout.flush()
            signal.pause()

    event.listen(db.engine, "after_cursor_execute", stop)
    refreshing.refresh_all(Site(db, Path(folder)))


if __name__ == "__main__":
    main(*sys.argv[1:])
