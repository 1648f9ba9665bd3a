"""What SOPs are called on pages: by their key, in a list short, and from which kind of source they come."""

from __future__ import annotations

from textwrap import shorten

from flask import Flask, g

from engine import definitions
from tasks.inbox import Line
from web.shell.identity import actor, site

_SHORT = 48


def install(app: Flask) -> None:
    """Put the filters into the templates' world."""
    app.jinja_env.filters.update(
        sop_name=sop_name,
        sop_short=lambda key: short(sop_name(key)),
        sop_of=lambda line: short(of_line(line)),
        sop_version=sop_version,
    )


def sop_name(key: str) -> str:
    """The name of an SOP as the version in force has it, or the last that was; the key where none is published."""
    return _known()[1].get(key, key)


def sop_version(definition_id: int) -> str:
    """The version of a row number, as "v2"."""
    return f"v{_known()[2].get(definition_id, '')}"


def of_line(line: Line) -> str:
    """The name of the SOP a task's row is of: a called one, or the one its case began with."""
    keys, names, _ = _known()
    key = line.sop or keys.get(line.definition_id, "")
    return names.get(key, key)


def short(name: str) -> str:
    """A name for a line of a list."""
    return shorten(name.removeprefix("SOP "), _SHORT, placeholder="…")


_Known = tuple[dict[int, str], dict[str, str], dict[int, int]]


def _known() -> _Known:
    """Keys by definition, the name of each key, and versions by definition; asked once per request."""
    if "sop_names" not in g:
        with site().db.read(actor()) as tx:
            lines = definitions.versions(tx)
            names = {line.key: line.name for line in definitions.shown_of_each(tx)}
        numbers = {line.id: line.version for line in lines}
        g.sop_names = {line.id: line.key for line in lines}, names, numbers
    found: _Known = g.sop_names
    return found
