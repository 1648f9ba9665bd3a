"""Schedules of reports: which is made when and sent to whom, what is due next, what became of each."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tasks import library, people
from tasks.filing import kinds, recipients, rules, runs, schedules
from tasks.filing.rules import On, Rule
from tasks.filing.schedules import Schedule, Wanted
from web.pages import filing_words
from web.pages.audit_scope import tabs
from web.shell import messages
from web.shell.errors import again
from web.shell.i18n import gettext, ngettext
from web.shell.identity import actor, site
from web.shell.navigation import may
from web.shell.rights import AUDITOR, PROCESS_OWNER, SUPERVISOR, needs

blueprint = Blueprint("schedules", __name__, url_prefix="/audit/reports/schedules")

_MAY = (AUDITOR, SUPERVISOR, PROCESS_OWNER)


@blueprint.get("")
@needs(*_MAY)
def index() -> ResponseReturnValue:
    """Every schedule, what is due next first; the form for a new one."""
    with site().db.read(actor()) as tx:
        lines = schedules.listed(tx)
        states = {line.id: (runs.history(tx, line)[:1] or (None,))[0] for line in lines}
    return render_template(
        "schedules/index.html",
        tabs=tabs(None),
        lines=lines,
        states=states,
        kinds=[(one.code, filing_words.name(one.code)) for one in kinds.KINDS.values()],
        of_sop=[filing_words.name(one.code) for one in kinds.KINDS.values() if one.of_sop],
        sops=[(line.key, line.version.name) for line in library.list_sops(site(), actor())],
        rule_words=rule_words,
        **_form(None),
    )


@blueprint.post("")
@needs(SUPERVISOR)
@again(index)
def create() -> ResponseReturnValue:
    """Begin a schedule."""
    one = kinds.kind(request.form.get("kind", ""))
    sop = request.form.get("sop", "") if one.of_sop else ""
    number = schedules.create(site(), actor(), one.code, sop, _wanted())
    flash(gettext("The schedule stands."), "ok")
    return redirect(url_for("schedules.show", schedule_id=number), 303)


@blueprint.get("/<int:schedule_id>")
@needs(*_MAY)
def show(schedule_id: int) -> ResponseReturnValue:
    """One schedule: its rule, the next dates, who gets it, what became of each report."""
    with site().db.read(actor()) as tx:
        one = schedules.read(tx, schedule_id)
        coming = schedules.coming(tx, one)
        history = runs.history(tx, one)
        logins = {
            one.created_by,
            *(run.asked_by for run in history),
            *(to.confirmed_by for to in one.recipients),
        }
        names = people.shown_names(tx, logins)
    return render_template(
        "schedules/show.html",
        tabs=tabs(None),
        one=one,
        coming=coming,
        history=history,
        names=names,
        fault_words=lambda key: messages.text(key, {}) or key,
        rule_words=rule_words,
        **_form(one),
    )


@blueprint.post("/<int:schedule_id>")
@needs(SUPERVISOR)
@again(show)
def change(schedule_id: int) -> ResponseReturnValue:
    """Another rule or other recipients."""
    revision = request.form.get("revision", "")
    schedules.change(site(), actor(), schedule_id, int(revision) if revision.isdecimal() else 0, _wanted())
    return _back(schedule_id, gettext("The schedule is changed."))


@blueprint.post("/<int:schedule_id>/pause")
@needs(SUPERVISOR)
def pause(schedule_id: int) -> ResponseReturnValue:
    """Make no reports for now."""
    schedules.pause(site(), actor(), schedule_id)
    return _back(schedule_id, gettext("The schedule is paused."))


@blueprint.post("/<int:schedule_id>/resume")
@needs(SUPERVISOR)
def resume(schedule_id: int) -> ResponseReturnValue:
    """Go on with what is due from now on."""
    schedules.resume(site(), actor(), schedule_id)
    return _back(schedule_id, gettext("The schedule goes on."))


@blueprint.post("/<int:schedule_id>/run")
@needs(SUPERVISOR)
def run(schedule_id: int) -> ResponseReturnValue:
    """Make and send the report of the last period that is over."""
    number = runs.run_now(site(), actor(), schedule_id)
    flash(gettext("The report is made, saved and handed on to be sent."), "ok")
    return redirect(url_for("saved.show", saved_id=number), 303)


@blueprint.post("/<int:schedule_id>/end")
@needs(SUPERVISOR)
def end(schedule_id: int) -> ResponseReturnValue:
    """End it for good."""
    schedules.end(site(), actor(), schedule_id)
    flash(gettext("The schedule has ended; its saved reports stay."), "ok")
    return redirect(url_for("schedules.index"), 303)


def rule_words(rule: Rule) -> str:
    """A rule as a sentence's end: "on the 3rd working day after the period"."""
    if rule.on is On.WORKING_DAY:
        return gettext("on working day %(number)s after the period", number=rule.number)
    words = gettext("on day %(number)s of the month after the period", number=rule.number)
    if rule.month > 1:
        words = gettext(
            "on day %(number)s of month %(month)s after the period", number=rule.number, month=rule.month
        )
    return words


def _form(one: Schedule | None) -> dict[str, object]:
    """What the form of a rule and its recipients shows: what was sent, else what stands."""
    rule = one.rule if one else Rule(On.WORKING_DAY, 3)
    addresses = "\n".join(to.address for to in one.recipients) if one else ""
    return {
        "words": filing_words,
        "rule": rule,
        "addresses": addresses,
        "rule_ways": [
            (On.WORKING_DAY.value, gettext("Working day after the period")),
            (On.DAY.value, gettext("Day of a month after the period")),
        ],
        "most_recipients": recipients.MOST,
        "most_days": rules.MOST_WORKING_DAYS,
        "changes": may("schedules.create"),
        "counted": lambda count: ngettext("%(num)s address", "%(num)s addresses", count),
    }


def _wanted() -> Wanted:
    given = request.form
    return Wanted(
        on=given.get("on", ""),
        number=given.get("number", "").strip(),
        month=given.get("month", "1").strip() or "1",
        recipients=given.get("recipients", ""),
        confirmed=given.get("confirmed") == "1",
    )


def _back(number: int, words: str) -> ResponseReturnValue:
    flash(words, "ok")
    return redirect(url_for("schedules.show", schedule_id=number), 303)
