"""Facts taken out as files: few rows at once, many as a job with its progress; each can be stopped, taken, deleted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import IO
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from tasks import people, worker
from tasks.asking import exports
from tasks.asking import rows as kinds
from tasks.asking.question import Question, pairs
from tasks.asking.rows import Order
from web.pages import audit_tabs
from web.pages import explore_address as addresses
from web.pages import explore_form as forms
from web.pages import explore_words as words
from web.shell.errors import again
from web.shell.formatting import now
from web.shell.i18n import gettext, mark
from web.shell.identity import actor, site
from web.shell.rights import AUDITOR, SUPERVISOR, needs

blueprint = Blueprint("exports", __name__, url_prefix="/audit/explore/exports")

WHAT = {
    "steps": mark("Steps completed"),
    "cases": mark("Requests begun"),
    "breaches": mark("Passed deadlines"),
    "pauses": mark("Pauses"),
}
FORMATS = {"csv": "CSV", "xlsx": "XLSX", "parquet": "Parquet"}
_MEDIA = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
_CHUNK = 65_536


@blueprint.get("")
@needs(AUDITOR, SUPERVISOR)
def index() -> ResponseReturnValue:
    """What can be taken out by the question of the address, and the files there are."""
    asked = _asked()
    with site().db.read(actor()) as tx:
        jobs = exports.listed(tx)
        names = people.shown_names(tx, {job.created_by for job in jobs})
        silent = worker.silent_since(tx) is not None
    return render_template(
        "audit/exports.html",
        asked=asked,
        question=urlencode(pairs(asked)),
        chips=forms.chips(asked, forms.named(asked, None)),
        jobs=jobs,
        names=names,
        silent=silent,
        lasts=any(job.lasts for job in jobs),
        whats=[
            (code, gettext(WHAT[code]))
            for code in kinds.KINDS
            if code not in ("steps", "cases") or code == asked.about
        ],
        what_name=lambda code: gettext(WHAT[code]),
        formats=list(FORMATS.items()),
        most=exports.AT_ONCE,
        days=exports.KEPT.days,
        words=words,
        subjects=[
            (words.subject_name(about), _of(asked, about), about == asked.about)
            for about in ("steps", "cases")
        ],
        tabs=audit_tabs.rows(addresses.elsewhere(asked)),
    )


@blueprint.post("")
@needs(AUDITOR, SUPERVISOR)
@again(index)
def create() -> ResponseReturnValue:
    """Send few rows at once; put many down for the worker."""
    asked = _asked()
    order = kinds.checked(request.form.get("what", ""), request.form.get("format", ""), asked, now())
    if exports.due(site(), actor(), order) <= exports.AT_ONCE:
        return _at_once(order)
    exports.begin(site(), actor(), order)
    flash(gettext("The file is being made; this page follows it."), "ok")
    return redirect(addresses.url(asked, "exports.index"), 303)


@blueprint.get("/<int:export_id>/file")
@needs(AUDITOR, SUPERVISOR)
def download(export_id: int) -> ResponseReturnValue:
    """The file; while it is being made, the page that says how far it is."""
    with site().db.read(actor()) as tx:
        if exports.read(tx, export_id).state != exports.DONE:
            return redirect(url_for("exports.index"), 303)
    job, path = exports.taken(site(), actor(), export_id)
    return send_file(
        path.absolute(), _MEDIA[job.format], as_attachment=True, download_name=job.name, max_age=0
    )


@blueprint.post("/<int:export_id>/stop")
@needs(AUDITOR, SUPERVISOR)
def stop(export_id: int) -> ResponseReturnValue:
    """Stop making a file."""
    exports.stop(site(), actor(), export_id)
    flash(gettext("Stopped."), "ok")
    return redirect(url_for("exports.index"), 303)


@blueprint.post("/<int:export_id>/delete")
@needs(AUDITOR, SUPERVISOR)
def delete(export_id: int) -> ResponseReturnValue:
    """Delete a file before its time."""
    exports.remove(site(), actor(), export_id)
    flash(gettext("The file has been deleted."), "ok")
    return redirect(url_for("exports.index"), 303)


def _asked() -> Question:
    given = request.form.get("question")
    return addresses.read(parse_qsl(given)) if given is not None else addresses.asked()


def _of(asked: Question, about: str) -> str:
    period = [("from", asked.first.isoformat()), ("to", asked.last.isoformat())]
    return addresses.of_pairs([("about", about), *period], "exports.index")


def _at_once(order: Order) -> Response:
    with ExitStack() as held:
        file = held.enter_context(TemporaryFile(prefix="alur-"))
        exports.write(site(), actor(), order, file)
        answer = Response(_sent(file), mimetype=_MEDIA[order.format])
        held.pop_all()  # it is sent piece by piece, and closed when the last has gone
    name = f"alur-{order.what}-{order.asked.first}-{order.asked.last}.{order.format}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _sent(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while chunk := file.read(_CHUNK):
            yield chunk
