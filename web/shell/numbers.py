"""Numbers in addresses: an id is a 32-bit number; anything larger names nothing, so it is a plain 404."""

from __future__ import annotations

from flask import Flask, request
from werkzeug.routing import IntegerConverter, Map

_LARGEST = 2**31 - 1


class _Id(IntegerConverter):
    def __init__(self, map: Map) -> None:
        super().__init__(map, max=_LARGEST)


def install(app: Flask) -> None:
    """Bound every <int:…> of the application; must come before its routes."""
    app.url_map.converters["int"] = _Id


def asked_number(name: str) -> int | None:
    """A number of at most nine digits given in the address under a name; None for anything else."""
    return whole_number(request.args.get(name, ""))


def whole_number(text: str) -> int | None:
    """A text of at most nine digits as a number; None for anything else."""
    return int(text) if text.isdecimal() and len(text) < 10 else None
