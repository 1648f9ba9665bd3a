"""A question of one's own: a pivot over the facts with its chart, the facts behind each figure, and both as files."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from tasks import people
from tasks.asking import saved
from tasks.asking.behind import behind as facts_behind
from tasks.asking.measures import MEASURES
from tasks.asking.pivot import answer
from tasks.asking.presets import PRESETS
from tasks.asking.question import Question, pairs
from tasks.asking.saved import Saved
from tasks.asking.tables import table
from tasks.reports import csv, xlsx
from tasks.reports.scope import reads_cases
from web.pages import audit_tabs
from web.pages import explore_address as addresses
from web.pages import explore_charts as charts
from web.pages import explore_form as forms
from web.pages import explore_words as words
from web.pages.audit_scope import page
from web.shell.errors import again, refusal_text
from web.shell.i18n import gettext, mark
from web.shell.identity import actor, site
from web.shell.navigation import may
from web.shell.rights import AUDITOR, INSPECTOR, PROCESS_OWNER, SUPERVISOR, needs

blueprint = Blueprint("explore", __name__, url_prefix="/audit/explore")

READERS = (AUDITOR, SUPERVISOR, PROCESS_OWNER, INSPECTOR)
_MADE = {"csv": (csv.lines, csv.MEDIA), "xlsx": (xlsx.chunks, xlsx.MEDIA)}
_ELSEWHERE = (
    ("audit.index", mark("Overview")),
    ("heat.index", mark("Heat map")),
    ("compare.index", mark("Compare")),
    ("audit.late", mark("Breaches")),
    ("pauses.index", mark("Pauses")),
    ("audit.requests", mark("Requests")),
)


def anew() -> ResponseReturnValue:
    """The page after a question that cannot be asked: what is wrong, and the form as it is at first."""
    return _shown(addresses.read([]))


@blueprint.get("")
@needs(*READERS)
@again(anew)
def index() -> ResponseReturnValue:
    """The question of the address, answered; without one, questions to begin with."""
    picked = addresses.picked()
    if picked is not None:
        return redirect(addresses.url(addresses.read(picked)), 303)
    return _shown(addresses.asked())


@blueprint.get("/behind")
@needs(AUDITOR, SUPERVISOR)
@again(anew)
def behind() -> ResponseReturnValue:
    """The steps or requests a figure counts, one by one."""
    asked = addresses.asked()
    found = facts_behind(site(), actor(), asked, page())
    with site().db.read(actor()) as tx:
        names = people.shown_names(tx, {row.person for row in found.rows})
    return render_template(
        "audit/explore_behind.html",
        asked=asked,
        found=found,
        names=names,
        chips=forms.chips(asked, forms.named(asked, None)),
        back=addresses.url(asked),
        at=lambda start: addresses.url(asked, "explore.behind", start=start),
        tabs=audit_tabs.rows(addresses.elsewhere(asked)),
        words=words,
    )


@blueprint.get("/pivot.csv")
@needs(*READERS)
@again(anew)
def as_csv() -> ResponseReturnValue:
    """The answer's table for a spreadsheet, as text."""
    return _download("csv")


@blueprint.get("/pivot.xlsx")
@needs(*READERS)
@again(anew)
def as_xlsx() -> ResponseReturnValue:
    """The answer's table as a workbook."""
    return _download("xlsx")


def _download(ending: str) -> Response:
    asked = addresses.asked()
    found = answer(site(), actor(), asked)
    known = forms.named(asked, found)
    export = table(site(), actor(), found, lambda name, key: words.key_name(name, key, known))
    made, kind = _MADE[ending]
    file = Response(stream_with_context(made(site(), actor(), export, _heading)), mimetype=kind)
    file.headers["Content-Disposition"] = f'attachment; filename="pivot-{asked.first}-{asked.last}.{ending}"'
    return file


def _heading(column: str) -> str:
    kind, _, rest = column.partition(":")
    if kind == "dimension":
        return gettext(words.DIMENSIONS[rest])
    if kind == "measure":
        return words.measure_name(*rest.split(":"))
    return {"total": gettext("Total"), "facts": gettext("Of how many")}.get(column, column)


def _shown(asked: Question) -> str:
    kept_questions, kept = _kept()
    found = answer(site(), actor(), asked)
    known = forms.named(asked, found)

    def name(dimension: str, key: str) -> str:
        return words.key_name(dimension, key, known)

    return render_template(
        "audit/explore.html",
        asked=asked,
        found=found,
        title=title(asked),
        name=name,
        figure=lambda value: words.figure(value, MEASURES[asked.measure].shown_as),
        chart=charts.chart(found, name),
        choices=forms.choices(asked),
        kept=forms.kept(asked),
        saved=kept,
        kept_questions=kept_questions,
        pairs=pairs(asked),
        chips=forms.chips(asked, known),
        box=forms.box(asked),
        cell=(lambda row, column: addresses.of_cell(found, row, column)) if reads_cases(actor()) else None,
        begun=bool(request.args) and not refusal_text(),
        url=addresses.url,
        tabs=audit_tabs.rows(addresses.elsewhere(asked)),
        words=words,
        subjects=_subjects(asked),
        presets=_presets(asked),
        elsewhere=_elsewhere(asked),
    )


def _kept() -> tuple[tuple[Saved, ...], Saved | None]:
    """The questions one may begin with, and the kept one whose address this is."""
    with site().db.read(actor()) as tx:
        found = saved.listed(tx)
    number = request.args.get("saved", "")
    return found, next((one for one in found if str(one.id) == number), None)


def title(asked: Question) -> str:
    """A question in words: "Median: Work, by Step and Month"."""
    measure = words.measure_name(asked.measure, asked.of)
    measure = measure[:1].upper() + measure[1:]
    down = gettext(words.DIMENSIONS[asked.rows])
    if not asked.columns:
        return gettext("%(measure)s by %(rows)s", measure=measure, rows=down.lower())
    across = gettext(words.DIMENSIONS[asked.columns])
    return gettext(
        "%(measure)s by %(rows)s and %(columns)s", measure=measure, rows=down.lower(), columns=across.lower()
    )


def _period(asked: Question) -> list[tuple[str, str]]:
    return [("from", asked.first.isoformat()), ("to", asked.last.isoformat())]


def _subjects(asked: Question) -> list[dict[str, Any]]:
    """Ways to ask of the other subject, the period kept."""
    return [
        {
            "label": words.subject_name(about),
            "url": addresses.of_pairs([("about", about), *_period(asked)]),
            "current": about == asked.about,
        }
        for about in ("steps", "cases")
    ]


def _presets(asked: Question) -> list[tuple[str, str]]:
    """Questions to begin with, as (words, address); those about persons for who may see them."""
    return [
        (gettext(words.PRESETS[name]), addresses.of_pairs([*fields, *_period(asked)]))
        for name, fields in PRESETS.items()
        if reads_cases(actor()) or ("rows", "person") not in fields
    ]


def _elsewhere(asked: Question) -> list[tuple[str, str]]:
    """The auditor's other pages for the same period, SOP and type, as (words, address)."""
    query = addresses.elsewhere(asked)
    return [(gettext(label), url_for(endpoint, **query)) for endpoint, label in _ELSEWHERE if may(endpoint)]
