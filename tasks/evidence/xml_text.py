"""Values as XML 1.0 takes them: escaped, and signs that XML cannot hold replaced."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

_SPECIAL = re.compile('[&<>"\t\n\r]|[^\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]')
_NAMED = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "\t": "&#9;",
    "\n": "&#10;",
    "\r": "&#13;",
}


def escaped(text: str) -> str:
    """The text for an attribute in double quotes, or between tags; what XML has no sign for becomes U+FFFD."""
    return _SPECIAL.sub(lambda found: _NAMED.get(found[0], "\ufffd"), text)


def instant(at: datetime, zone: ZoneInfo) -> str:
    """An instant in the office's zone with its offset, to the microsecond (xs:dateTime, RFC 3339)."""
    return at.astimezone(zone).isoformat(timespec="microseconds")
