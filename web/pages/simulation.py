"""Simulation: an SOP's coming requests played on paper, the version in force beside the draft, with its assumptions."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from engine import definitions
from tasks import people, worker
from tasks.reports import csv, xlsx
from tasks.simulation import export, jobs, offering, typed
from tasks.simulation.telling import tell
from web.pages import simulation_setup as setups
from web.pages import simulation_words as words
from web.shell.errors import again
from web.shell.i18n import gettext
from web.shell.identity import actor, site
from web.shell.rights import PROCESS_OWNER, SUPERVISOR, needs

blueprint = Blueprint("simulation", __name__)

_MAY = (PROCESS_OWNER, SUPERVISOR)


@blueprint.get("/studio/<key>/simulation")
@needs(*_MAY)
def index(key: str) -> ResponseReturnValue:
    """What is to be simulated, with the measured numbers to type over; the simulations there are."""
    choice = setups.choice(key)
    if choice is None:
        return render_template("studio/simulation_none.html", key=key)
    offer = offering.offer(site(), actor(), key, choice.setup)
    with site().db.read(actor()) as tx:
        runs = jobs.listed(tx, key)
        kept = typed.kept(tx, key)
        names = people.shown_names(tx, {run.created_by for run in runs})
    return render_template(
        "studio/simulation.html",
        key=key,
        choice=choice,
        offer=offer,
        runs=runs,
        kept=kept,
        names=names,
        days=setups.WEEK,
        words=words,
        checks=jobs.CHECKS,
        most=jobs.MOST_PLAYS,
        version_options=setups.version_options(choice),
        calendar_options=setups.calendar_options(choice),
    )


@blueprint.post("/studio/<key>/simulation")
@needs(*_MAY)
@again(index)
def start(key: str) -> ResponseReturnValue:
    """Begin a simulation; the worker plays it."""
    number = jobs.begin(site(), actor(), key, setups.posted(key), request.form.get("name", ""))
    return redirect(url_for("simulation.show", key=key, simulation_id=number), 303)


@blueprint.post("/studio/<key>/simulation/assumptions")
@needs(*_MAY)
@again(index)
def keep(key: str) -> ResponseReturnValue:
    """Keep what was typed under a name."""
    given = typed.read_fields(request.form)
    typed.keep(site(), actor(), key, request.form.get("assumptions_name", ""), given)
    flash(gettext("The assumptions have been kept."), "ok")
    return redirect(url_for("simulation.index", key=key), 303)


@blueprint.post("/studio/<key>/simulation/assumptions/<int:assumptions_id>/drop")
@needs(*_MAY)
def drop(key: str, assumptions_id: int) -> ResponseReturnValue:
    """Forget kept assumptions."""
    typed.drop(site(), actor(), key, assumptions_id)
    flash(gettext("The assumptions have been removed."), "ok")
    return redirect(url_for("simulation.index", key=key), 303)


@blueprint.get("/studio/<key>/simulation/<int:simulation_id>")
@needs(*_MAY)
def show(key: str, simulation_id: int) -> ResponseReturnValue:
    """One simulation: how far it is, then what it found."""
    with site().db.read(actor()) as tx:
        told = jobs.read(tx, key, simulation_id)
        names = people.shown_names(tx, {told.job.created_by})
        name = definitions.shown(tx, key).name
        silent = worker.silent_since(tx) if told.job.lasts else None
    found = tell(told) if told.job.state == jobs.DONE else None
    return render_template(
        "studio/simulation_run.html",
        key=key,
        name=name,
        told=told,
        job=told.job,
        names=names,
        silent=silent,
        found=found,
        words=words,
        **(words.shown(told, found) if found else {}),
    )


@blueprint.post("/studio/<key>/simulation/<int:simulation_id>/stop")
@needs(*_MAY)
@again(show)
def stop(key: str, simulation_id: int) -> ResponseReturnValue:
    """Stop a simulation that is still played."""
    jobs.stop(site(), actor(), key, simulation_id)
    return redirect(url_for("simulation.show", key=key, simulation_id=simulation_id), 303)


@blueprint.post("/studio/<key>/simulation/<int:simulation_id>/remove")
@needs(*_MAY)
def remove(key: str, simulation_id: int) -> ResponseReturnValue:
    """Throw a simulation away."""
    jobs.remove(site(), actor(), key, simulation_id)
    flash(gettext("The simulation has been removed."), "ok")
    return redirect(url_for("simulation.index", key=key), 303)


@blueprint.get("/studio/<key>/simulation/<int:simulation_id>.csv")
@needs(*_MAY)
def as_csv(key: str, simulation_id: int) -> ResponseReturnValue:
    """Every figure for a spreadsheet."""
    made = export.export(site(), actor(), key, simulation_id)
    return _download(key, simulation_id, csv.lines(site(), actor(), made, words.heading), csv.MEDIA, "csv")


@blueprint.get("/studio/<key>/simulation/<int:simulation_id>.xlsx")
@needs(*_MAY)
def as_xlsx(key: str, simulation_id: int) -> ResponseReturnValue:
    """Every figure as a workbook."""
    made = export.export(site(), actor(), key, simulation_id)
    return _download(
        key, simulation_id, xlsx.chunks(site(), actor(), made, words.heading), xlsx.MEDIA, "xlsx"
    )


def _download(key: str, number: int, content: Any, media: str, ending: str) -> Response:
    answer = Response(stream_with_context(content), mimetype=media)
    answer.headers["Content-Disposition"] = f'attachment; filename="{key}-simulation-{number}.{ending}"'
    return answer
