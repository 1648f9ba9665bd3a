"""How the life of a version is told: what happened to it, in a sentence."""

from __future__ import annotations

from engine.definitions import Version
from web.shell.formatting import day
from web.shell.i18n import gettext


def published(line: Version) -> str:
    """What follows from a version just published."""
    if line.effective_at <= line.created_at:
        return gettext("Version %(version)s is in force. New requests use it.", version=line.version)
    return gettext(
        "Version %(version)s comes into force on %(day)s. New requests use it from then on.",
        version=line.version,
        day=day(line.effective_at),
    )
