"""Moving running cases to another version: what would happen, what becomes what, and how far a job has come."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine import definitions
from tasks import new_sops, people
from tasks.moving import dry, jobs, plans
from tasks.moving.plans import Plan
from web.pages.moving_asked import fields_of, plan_of
from web.pages.moving_words import CHOICES
from web.shell.errors import again
from web.shell.i18n import gettext, ngettext
from web.shell.identity import actor, site
from web.shell.rights import ADMINISTRATOR, PROCESS_OWNER, needs

blueprint = Blueprint("moving", __name__, url_prefix="/studio/<key>/move")


@blueprint.get("")
@needs(PROCESS_OWNER, ADMINISTRATOR)
def index(key: str) -> ResponseReturnValue:
    """Choose versions, see what would become of every case, say what becomes what."""
    plan, running = _asked(key)
    found = dry.run(site(), actor(), plan) if plan.sources and plan.target not in plan.sources else None
    known = jobs.of_sop(site(), actor(), key)
    with site().db.read(actor()) as tx:
        newest = new_sops.shown_or_new(tx, key)
        names = people.shown_names(tx, {job.created_by for job in known})
    return render_template(
        "moving/index.html",
        key=key,
        newest=newest,
        plan=plan,
        running=running,
        dry=found,
        jobs=known,
        names=names,
        choices=CHOICES,
        fields=fields_of(plan),
    )


@blueprint.post("")
@needs(PROCESS_OWNER, ADMINISTRATOR)
@again(index)
def begin(key: str) -> ResponseReturnValue:
    """Begin to move the cases."""
    number = jobs.begin(site(), actor(), _asked(key)[0], request.form.get("reason", ""))
    flash(gettext("The requests are being moved. You may leave this page."), "ok")
    return redirect(url_for("moving.show", key=key, job_id=number), 303)


@blueprint.get("/<int:job_id>")
@needs(PROCESS_OWNER, ADMINISTRATOR)
def show(key: str, job_id: int) -> ResponseReturnValue:
    """How far a job has come, and what became of each case."""
    job = jobs.read(site(), actor(), job_id, key)
    with site().db.read(actor()) as tx:
        newest = definitions.shown(tx, key)
        names = people.shown_names(tx, {job.created_by, job.ended_by or ""})
    results = jobs.results(site(), actor(), job_id)
    return render_template("moving/show.html", key=key, newest=newest, job=job, names=names, results=results)


@blueprint.post("/<int:job_id>/cancel")
@needs(PROCESS_OWNER, ADMINISTRATOR)
@again(lambda key, job_id: show(key, job_id))
def cancel(key: str, job_id: int) -> ResponseReturnValue:
    """Stop a job between two cases."""
    jobs.cancel(site(), actor(), job_id, key)
    flash(gettext("The job has been stopped. What was moved stays moved."), "ok")
    return redirect(url_for("moving.show", key=key, job_id=job_id), 303)


@blueprint.post("/<int:job_id>/retry")
@needs(PROCESS_OWNER, ADMINISTRATOR)
@again(lambda key, job_id: show(key, job_id))
def retry(key: str, job_id: int) -> ResponseReturnValue:
    """Try the cases again that did not move."""
    many = jobs.retry(site(), actor(), job_id, key)
    said = ngettext("%(num)d request is tried again.", "%(num)d requests are tried again.", many)
    flash(said, "ok")
    return redirect(url_for("moving.show", key=key, job_id=job_id), 303)


def _asked(key: str) -> tuple[Plan, dict[int, int]]:
    """The plan asked for, and how many cases run on each version. Raises NotFound for an unknown SOP."""
    with site().db.read(actor()) as tx:
        newest = new_sops.shown_or_new(tx, key).version
        running = plans.running(tx, key)
    return plan_of(key, request.form if request.method == "POST" else request.args, running, newest), running
