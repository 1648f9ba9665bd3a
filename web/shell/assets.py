"""Addresses of style sheets, scripts and pictures, with their content's hash so that caches never go stale."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, current_app, url_for


def install(app: Flask) -> None:
    """Let templates ask for asset('css/base.css') and has_asset('dist/app.js')."""
    # A page names its icons' file some fifty times; a served installation's files do not change under it.
    app.jinja_env.globals.update(asset=asset if app.testing else cache(asset), has_asset=has_asset)
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 3600


def asset(name: str) -> str:
    """The address of a file under static/, e.g. "/static/css/base.css?v=1f2e3d4c"."""
    path = _path(name)
    return url_for("static", filename=name, v=_version(path, path.stat().st_mtime_ns))


def has_asset(name: str) -> bool:
    """Whether a file exists: bundles are built, not kept in the repository."""
    return _path(name).is_file()


def _path(name: str) -> Path:
    return Path(str(current_app.static_folder)) / name


@cache
def _version(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:8]
