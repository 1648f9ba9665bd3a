"""The web application, wired by hand in one place."""

from __future__ import annotations

import os

from flask import Blueprint, Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from tasks.site import Site
from web.api import routes as api
from web.pages import (
    account,
    adopting,
    applicant,
    applicant_words,
    arrivals,
    audit,
    bills,
    calendar,
    changes,
    compare,
    complaints,
    conformance,
    copies,
    counters,
    day,
    decision_words,
    decisions,
    display,
    drafting,
    elements,
    erasures,
    evidence,
    explore,
    exports,
    filings,
    grouping,
    health,
    heat,
    inbox,
    instance,
    intake,
    interventions,
    issued,
    lateness,
    leaks,
    lives,
    merges,
    moving,
    moving_words,
    offices,
    outages,
    outbox,
    outlook,
    paper,
    pauses,
    people,
    play,
    play_words,
    plugin,
    preview,
    privacy,
    questions,
    queue_words,
    quotas,
    replay,
    retention,
    reviews,
    saved,
    scenarios,
    schedules,
    session,
    settings,
    simulation,
    sop,
    sop_names,
    standards,
    start,
    steps,
    studio,
    styleguide,
    surveys,
    systems,
    task,
    tokens,
    trail,
    variants,
    voice_words,
    words,
)
from web.public import (
    emergency,
    family,
    frame,
    home,
    joining,
    mine,
    papers,
    profile,
    service,
    tracking,
    wizard,
)
from web.shell import cookies, errors, headers, i18n, identity, nul, numbers, rights, templates

BLUEPRINTS: tuple[Blueprint, ...] = (
    session.blueprint,
    account.blueprint,
    people.blueprint,
    tokens.blueprint,
    health.blueprint,
    inbox.blueprint,
    task.blueprint,
    start.blueprint,
    instance.blueprint,
    applicant.blueprint,
    sop.blueprint,
    elements.blueprint,
    intake.blueprint,
    adopting.blueprint,
    studio.blueprint,
    play.blueprint,
    scenarios.blueprint,
    changes.blueprint,
    replay.blueprint,
    moving.blueprint,
    preview.blueprint,
    plugin.blueprint,
    paper.blueprint,
    standards.blueprint,
    reviews.blueprint,
    lives.blueprint,
    merges.blueprint,
    simulation.blueprint,
    decisions.blueprint,
    drafting.blueprint,
    audit.blueprint,
    issued.blueprint,
    filings.blueprint,
    saved.blueprint,
    schedules.blueprint,
    day.blueprint,
    steps.blueprint,
    heat.blueprint,
    compare.blueprint,
    offices.blueprint,
    outlook.blueprint,
    lateness.blueprint,
    pauses.blueprint,
    conformance.blueprint,
    variants.blueprint,
    interventions.blueprint,
    trail.blueprint,
    evidence.blueprint,
    explore.blueprint,
    privacy.blueprint,
    questions.blueprint,
    exports.blueprint,
    erasures.blueprint,
    retention.blueprint,
    copies.blueprint,
    leaks.blueprint,
    calendar.blueprint,
    settings.blueprint,
    outages.blueprint,
    quotas.blueprint,
    bills.blueprint,
    outbox.blueprint,
    systems.blueprint,
    home.blueprint,
    joining.blueprint,
    profile.blueprint,
    family.blueprint,
    arrivals.blueprint,
    counters.blueprint,
    display.blueprint,
    complaints.blueprint,
    surveys.blueprint,
    mine.blueprint,
    wizard.blueprint,
    papers.blueprint,
    tracking.blueprint,
    emergency.blueprint,
    service.blueprint,
    api.blueprint,
)
DEVELOPMENT: tuple[Blueprint, ...] = (styleguide.blueprint,)

MAX_UPLOAD = 32 * 1024 * 1024
MAX_PARTS = 8000  # fields of a form: a table of 60 pages being imported has several thousand
MAX_FORM = 8 * 1024 * 1024  # a text of 1 MB reaches the form check, which names the field


def create_app(site: Site, *, testing: bool = False) -> Flask:
    """The application for one installation. Raises LookupError when a route names no right.

    ALUR_TRUST_PROXY=n says that n reverse proxies stand in front and set X-Forwarded-*.
    """
    app = Flask("web", template_folder="templates", static_folder="static")
    app.testing = testing
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_UPLOAD,
        MAX_FORM_MEMORY_SIZE=MAX_FORM,
        MAX_FORM_PARTS=MAX_PARTS,
        TEMPLATES_AUTO_RELOAD=testing,
    )
    cookies.install(app, site.keys)
    i18n.install(app)
    identity.install(app, site)
    nul.install(app)
    headers.install(app)
    errors.install(app)
    numbers.install(app)
    templates.install(app, None if testing else site.cache)
    words.install(app)
    sop_names.install(app)
    frame.install(app)
    applicant_words.install(app)
    voice_words.install(app)
    queue_words.install(app)
    decision_words.install(app)
    grouping.install(app)
    play_words.install(app)
    moving_words.install(app)
    for blueprint in BLUEPRINTS + (DEVELOPMENT if testing else ()):
        app.register_blueprint(blueprint)
    rights.declared(app)
    _trust_proxies(app, trusted_proxies())
    return app


def trusted_proxies() -> int:
    """How many reverse proxies ALUR_TRUST_PROXY says to trust. Raises ValueError when it is no whole number."""
    said = os.environ.get("ALUR_TRUST_PROXY") or "0"
    if not (said.isascii() and said.isdecimal()):
        raise ValueError(f"ALUR_TRUST_PROXY is {said!r}; it counts the reverse proxies in front, such as 1.")
    return int(said)


def _trust_proxies(app: Flask, count: int) -> None:
    if count:
        proxied = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)
        app.wsgi_app = proxied  # type: ignore[method-assign]
