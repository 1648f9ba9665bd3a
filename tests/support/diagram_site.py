"""A small site that serves the built scripts under the product's policy: a diagram, an editor, a form."""

from __future__ import annotations

import json
import mimetypes
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from flask import Flask, Response, request, send_from_directory

from processes.lint.offers import refused

ROOT = Path(__file__).parent.parent.parent
DIST = ROOT / "web" / "static" / "dist"
POLICY = (
    "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)
PAGE = """<!doctype html><html lang="{language}"><head><title>Uji</title>
<meta name="viewport" content="width=device-width"><meta name="csrf-token" content="token-1">
<link rel="icon" href="data:,"><link rel="stylesheet" href="/dist/{sheet}.css">
<script type="module" src="/dist/app.js"></script><script type="module" src="/dist/{script}.js"></script>
</head><body><main><h1>Uji</h1>{body}</main></body></html>"""
EDITOR = """<div class="editor" data-editor data-name="uji" data-diagram-url="/diagram.xml"
 data-lint-url="/lint" data-save-url="/save" data-keep="uji" data-page-url="/editor" data-revision="1">
<script type="application/json" data-editor-facts>{facts}</script></div>
<form method="post" action="/publish" data-publish><button>Terbitkan</button></form>"""
VIEWER = """<div class="diagram" data-diagram-url="/diagram.xml" data-label="Alur uji">
<script type="application/json" data-diagram-marks>{marks}</script></div>
<table><caption>Langkah</caption><tr data-diagram-element="{element}" tabindex="0"><td>Langkah</td></tr></table>"""
FORM = """<form method="post" action="/complete" data-autosave-url="/draft" data-confirm="Selesaikan?">
<input type="hidden" name="csrf_token" value="token-1">
<label for="note">Catatan</label><input id="note" name="note">
<label for="file">Berkas</label><input id="file" type="file" data-preview data-max-bytes="1000">
<button>Kirim</button></form>
<section id="inbox" data-live-url="/form" data-live-seconds="0.2"><p>Jumlah: {count}</p></section>"""


@dataclass(slots=True)
class Heard:
    """What the pages sent, and how the site answers."""

    drafts: list[str] = field(default_factory=list)
    saved: list[tuple[str | None, str]] = field(default_factory=list)
    posts: list[str] = field(default_factory=list)
    tokens: set[str | None] = field(default_factory=set)
    findings: list[dict[str, str]] = field(default_factory=list)
    marks: list[dict[str, str]] = field(default_factory=list)
    revision: int = 1
    count: int = 1
    broken: bool = False  # no draft can be saved
    arrived: Event = field(default_factory=Event)  # a draft was saved


def diagram_site(xml: bytes, heard: Heard) -> Flask:
    """The site for one diagram."""
    mimetypes.add_type("text/javascript", ".js")
    app = Flask("diagram_site", static_folder=None)

    @app.after_request
    def headers(answer: Response) -> Response:
        more = "; style-src-attr 'unsafe-inline'" if request.path == "/editor" else ""
        answer.headers["Content-Security-Policy"] = POLICY + more
        return answer

    @app.get("/dist/<path:name>")
    def dist(name: str) -> Response:
        return send_from_directory(DIST, name)

    @app.get("/diagram.xml")
    def diagram() -> Response:
        return Response(xml, mimetype="application/xml")

    _pages(app, heard)
    _answers(app, heard)
    return app


def _pages(app: Flask, heard: Heard) -> None:
    @app.get("/editor")
    def editor() -> str:
        language = request.args.get("lang", "id")
        return PAGE.format(
            language=language,
            sheet="editor",
            script="editor",
            body=EDITOR.format(
                facts=json.dumps({"refused": refused(language), "decisions": ["biaya/jumlah"]})
            ),
        )

    @app.get("/viewer")
    def viewer() -> str:
        element = heard.marks[0]["element"] if heard.marks else ""
        body = VIEWER.format(marks=json.dumps(heard.marks), element=element)
        return PAGE.format(language="id", sheet="viewer", script="viewer", body=body)

    @app.get("/form")
    def form() -> str:
        return PAGE.format(language="id", sheet="viewer", script="app", body=FORM.format(count=heard.count))


def _answers(app: Flask, heard: Heard) -> None:
    @app.post("/lint")
    def lint() -> dict[str, list[dict[str, str]]]:
        heard.tokens.add(request.headers.get("X-CSRFToken"))
        request.get_data()  # an answer before the body is read resets the connection
        return {"findings": heard.findings}

    @app.post("/save")
    def save() -> tuple[dict[str, int], int]:
        match, xml = request.headers.get("If-Match"), request.get_data(as_text=True)
        if heard.broken:
            return {}, 503
        if match != f'"{heard.revision}"':
            return {"revision": heard.revision}, 409
        heard.saved.append((match, xml))
        heard.revision += 1
        heard.arrived.set()
        return {"revision": heard.revision}, 200

    @app.put("/draft")
    def draft() -> tuple[str, int]:
        heard.tokens.add(request.headers.get("X-CSRFToken"))
        heard.drafts.append(request.get_data(as_text=True))
        return "", 204

    @app.post("/publish")
    @app.post("/complete")
    def posted() -> str:
        heard.posts.append(request.path)
        return PAGE.format(language="id", sheet="viewer", script="app", body="<p>Terkirim</p>")
