"""The satisfaction survey: answered by link or entered by staff, and its report per SOP and month."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.refusals import Invalid, Problem
from tasks import library
from tasks.voice import satisfaction, sheets, surveys
from tasks.voice.elements import SCALE
from tasks.voice.satisfaction import Line, Satisfaction, Scope
from web.pages import voice_words as words
from web.shell.errors import again
from web.shell.formatting import decimals, now
from web.shell.i18n import gettext
from web.shell.identity import actor, site
from web.shell.office import zone
from web.shell.rights import AUDITOR, PROCESS_OWNER, PUBLIC, STAFF, SUPERVISOR, needs

blueprint = Blueprint("surveys", __name__)

_READ = (STAFF, SUPERVISOR, AUDITOR, PROCESS_OWNER)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/layanan/survei/<token>")
@needs(PUBLIC)
def form(token: str) -> ResponseReturnValue:
    """The nine questions for the applicant, or thanks when they have been answered."""
    offer = surveys.by_token(site(), token)
    action = url_for("surveys.answer", token=token)
    return render_template("voice/survey.html", offer=offer, action=action, questions=words.questions())


@blueprint.post("/layanan/survei/<token>")
@needs(PUBLIC)
@again(form)
def answer(token: str) -> ResponseReturnValue:
    """Store the answers."""
    surveys.answer(site(), token, request.form)
    return redirect(url_for("surveys.form", token=token), 303)


@blueprint.get("/survei/<int:instance_id>")
@needs(STAFF, SUPERVISOR)
def paper(instance_id: int) -> ResponseReturnValue:
    """The nine questions for an answer on paper or on the office's tablet."""
    offer = surveys.read(site(), actor(), instance_id)
    action = url_for("surveys.enter", instance_id=instance_id)
    link = url_for("surveys.form", token=surveys.token_of(site(), instance_id), _external=True)
    return render_template(
        "voice/paper.html", offer=offer, action=action, questions=words.questions(), link=link
    )


@blueprint.post("/survei/<int:instance_id>")
@needs(STAFF, SUPERVISOR)
@again(paper)
def enter(instance_id: int) -> ResponseReturnValue:
    """Store an answer given on paper or on the tablet."""
    surveys.enter(site(), actor(), instance_id, request.form)
    flash(gettext("The answer has been stored."), "ok")
    return redirect(url_for("instance.show", instance_id=instance_id), 303)


@blueprint.get("/laporan/ikm")
@needs(*_READ)
def index() -> ResponseReturnValue:
    """The index of public satisfaction, its elements and grade, per SOP and month."""
    scope = _scope()
    found = satisfaction.report(site(), actor(), scope)
    return render_template(
        "voice/ikm.html",
        found=found,
        scope=scope,
        query=_query(scope),
        sops=_sops(),
        elements=words.element_names(),
        bars=_bars(found.total),
        sees_all=satisfaction.sees_all(actor()),
    )


@blueprint.get("/laporan/ikm.csv")
@needs(*_READ)
def csv() -> ResponseReturnValue:
    """The report for a spreadsheet, as text."""
    found = satisfaction.export(site(), actor(), _scope(), "csv")
    return _file(sheets.as_csv(found, _heading), "text/csv", "csv")


@blueprint.get("/laporan/ikm.xlsx")
@needs(*_READ)
def xlsx() -> ResponseReturnValue:
    """The report as a workbook."""
    found: Satisfaction = satisfaction.export(site(), actor(), _scope(), "xlsx")
    return _file(sheets.as_xlsx(found, _heading), _XLSX, "xlsx")


def _file(content: bytes, kind: str, ending: str) -> Response:
    answer = make_response(content)
    answer.mimetype = kind
    scope = _scope()
    name = f"ikm-{scope.sop or 'semua'}-{_typed(scope.first)}-{_typed(scope.last)}.{ending}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _scope() -> Scope:
    """The SOP and months of the address, the last twelve months without any; turned when the wrong way round."""
    sop = request.args.get("sop", "")
    last = _month("to") or satisfaction.month_of(now().astimezone(zone()).date())
    first = _month("from") or satisfaction.following(last.replace(year=last.year - 1))
    first, last = sorted((first, last))
    return Scope(sop if sop in dict(_sops()) else "", first, last)


def _month(name: str) -> date | None:
    text = request.args.get(name, "").strip()
    if not text:
        return None
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise Invalid("report.invalid", Problem("report.not_a_month", name)) from error
    if not 1990 <= found.year <= 2200:
        raise Invalid("report.invalid", Problem("report.not_a_month", name))
    return found


def _query(scope: Scope) -> dict[str, str]:
    given = {"sop": scope.sop, "from": _typed(scope.first), "to": _typed(scope.last)}
    return {name: value for name, value in given.items() if value}


def _typed(month: date) -> str:
    return month.isoformat()[:7]


def _sops() -> list[tuple[str, str]]:
    return [(line.key, line.version.name) for line in library.list_sops(site(), actor())]


def _heading(name: str) -> str:
    kind, _, key = name.partition(":")
    return dict(_sops()).get(key, key) if kind == "sop" and key else words.heading(name)


def _bars(line: Line) -> list[dict[str, object]]:
    rows = zip(words.element_names(), line.means, line.values, strict=False)
    return [
        {
            "label": name,
            "value": float(mean),
            "text": f"{decimals(mean)} ({decimals(value)})",
            "mark": SCALE[-1],
        }
        for name, mean, value in rows
    ]
