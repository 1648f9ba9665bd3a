"""What waits for the visitor behind an entry of the navigation, as a number beside its name."""

from __future__ import annotations

from tasks.versions import reviews
from web.shell.identity import site, visitor


def behind(endpoint: str) -> int:
    """How many things wait for the visitor on a page; 0 for pages that count nothing."""
    who = visitor()
    if endpoint != "sop.index" or who is None or not who.has(*reviews.REVIEWERS):
        return 0
    with site().db.read(who) as tx:
        return len(reviews.waiting(tx))
