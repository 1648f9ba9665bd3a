"""The plugin for the desktop Camunda Modeler: how to install it, and its files as a zip."""

from __future__ import annotations

from importlib.resources import files
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from flask import Blueprint, Response, make_response, render_template
from flask.typing import ResponseReturnValue

from web.shell.rights import PROCESS_OWNER, needs

blueprint = Blueprint("plugin", __name__, url_prefix="/studio/plugin")

FOLDER = "alur-sop"
_DATED = (2026, 1, 1, 0, 0, 0)  # the same content is the same zip


@blueprint.get("")
@needs(PROCESS_OWNER)
def index() -> ResponseReturnValue:
    """What it does and how it is installed."""
    return render_template("plugin/index.html")


@blueprint.get("/alur-sop.zip")
@needs(PROCESS_OWNER)
def download() -> Response:
    """The plugin's folder, ready to be unpacked."""
    answer = make_response(packed())
    answer.mimetype = "application/zip"
    answer.headers.set("Content-Disposition", "attachment", filename=f"{FOLDER}.zip")
    return answer


def packed() -> bytes:
    """The zip's bytes: index.js, client.js (descriptor and panel), README.md."""
    held = BytesIO()
    with ZipFile(held, "w") as archive:
        for name, text in contents().items():
            entry = ZipInfo(f"{FOLDER}/{name}", _DATED)
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, text)
    return held.getvalue()


def contents() -> dict[str, str]:
    """The plugin's files by name."""
    ours = files("web") / "modeler"
    descriptor = (files("bpmn") / "sop-moddle.json").read_text(encoding="utf-8")
    panel = (ours / "panel.js").read_text(encoding="utf-8")
    return {
        "index.js": (ours / "index.js").read_text(encoding="utf-8"),
        "client.js": f"const descriptor = {descriptor.strip()};\n\n{panel}",
        "README.md": (ours / "README.md").read_text(encoding="utf-8"),
    }
