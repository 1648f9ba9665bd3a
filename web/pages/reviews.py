"""Changes of an SOP as others see them: sent to review, commented at the element, approved, given back, published."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine import definitions
from engine.database import Tx
from engine.refusals import Conflict, NotFound
from processes.reader import read_bpmn
from tasks import library, new_sops, people, sop_changes, sop_drafts
from tasks.library import Seen
from tasks.sandbox import judging
from tasks.versions import merging, review_comments, reviewing, reviews
from tasks.versions.reviews import Review
from web.pages import changes, decision_change_words, life_words, review_words, scenario_words
from web.shell.errors import again
from web.shell.i18n import gettext
from web.shell.identity import actor, site
from web.shell.rights import PROCESS_OWNER, SUPERVISOR, needs

blueprint = Blueprint("reviews", __name__, url_prefix="/studio/<key>/review")


@blueprint.get("")
@needs(PROCESS_OWNER, SUPERVISOR)
def index(key: str) -> ResponseReturnValue:
    """What the person's own change waits for, the changes of others, and all rounds there were."""
    with site().db.read(actor()) as tx:
        rounds = reviews.of(tx, key)
        drafts = sop_drafts.dates_of_mine(tx)
        own = reviews.mine(tx, key)
        draft = sop_drafts.mine(tx, key) if key in drafts else None
        name, newest = _name(tx, key, rounds)
        names = people.shown_names(tx, reviews.people(rounds))
        required = reviews.is_required(tx)
        colleagues = merging.colleagues(tx, key)
    return render_template(
        "reviews/index.html",
        key=key,
        name=name,
        newest=newest,
        rounds=rounds,
        own=own,
        draft=draft,
        names=names,
        required=required,
        colleagues=colleagues,
        login=actor().login,
    )


@blueprint.post("")
@needs(PROCESS_OWNER)
@again(index)
def submit(key: str) -> ResponseReturnValue:
    """Send the draft to others as it was saved last."""
    sent = reviewing.submit(site(), actor(), key, request.form.get("note", ""))
    flash(gettext("Sent to review."), "ok")
    return redirect(url_for("reviews.show", key=key, review_id=sent.id), 303)


@blueprint.get("/<int:review_id>")
@needs(PROCESS_OWNER, SUPERVISOR)
def show(key: str, review_id: int) -> ResponseReturnValue:
    """One round: what changes in words, the diagram with what was said at each element, and what can be decided."""
    with site().db.read(actor()) as tx:
        review = _of(tx, key, review_id)
        xml = reviews.source(tx, review.id)
        said = review_comments.of(tx, review)
        told, rules = _changes(tx, review, xml)
        writers = {one.author for one in said} | {one.settled_by or "" for one in said}
        names = people.shown_names(tx, reviews.people([review]) | writers)
        _, newest = _name(tx, key, (review,))
        tried = judging.of_file(tx, key, xml) if review.state in reviews.STANDING else None
    diagram = read_bpmn(xml)
    elements = review_words.elements(diagram)
    return render_template(
        "reviews/show.html",
        key=key,
        name=diagram.name,
        review=review,
        comments=said,
        open_comments=[one for one in said if one.settled_at is None],
        elements=elements,
        element_names=dict(elements),
        names=names,
        newest=newest,
        may_say=review.state in review_comments.OPEN,
        may_decide=review.author != actor().login and review.state in reviews.STANDING,
        mine=review.author == actor().login,
        rules=rules,
        tried=tried,
        tried_told=scenario_words.of_failed(tried) if tried else [],
        all_marks=review_words.all_marks(told["marks"]["after"], said),
        **told,
    )


@blueprint.get("/<int:review_id>/diagram.bpmn")
@needs(PROCESS_OWNER, SUPERVISOR)
def diagram(key: str, review_id: int) -> Response:
    """The file as it was sent."""
    with site().db.read(actor()) as tx:
        answer = make_response(reviews.source(tx, _of(tx, key, review_id).id))
    answer.mimetype = "application/xml"
    return answer


@blueprint.post("/<int:review_id>/comments")
@needs(PROCESS_OWNER, SUPERVISOR)
@again(show)
def comment(key: str, review_id: int) -> ResponseReturnValue:
    """Say something of the whole or of an element."""
    _require_of(key, review_id)
    text, element = request.form.get("text", ""), request.form.get("element", "")
    said = review_comments.add(site(), actor(), review_id, text, element)
    return redirect(url_for("reviews.show", key=key, review_id=review_id) + f"#comment-{said.id}", 303)


@blueprint.post("/<int:review_id>/comments/<int:comment_id>/settle")
@needs(PROCESS_OWNER, SUPERVISOR)
@again(lambda key, review_id, comment_id: show(key, review_id))
def settle(key: str, review_id: int, comment_id: int) -> ResponseReturnValue:
    """Mark a comment as answered."""
    _require_of(key, review_id)
    review_comments.settle(site(), actor(), review_id, comment_id)
    return redirect(url_for("reviews.show", key=key, review_id=review_id) + f"#comment-{comment_id}", 303)


@blueprint.post("/<int:review_id>/decide")
@needs(PROCESS_OWNER, SUPERVISOR)
@again(show)
def decide(key: str, review_id: int) -> ResponseReturnValue:
    """Approve, or ask for changes (do=changes)."""
    _require_of(key, review_id)
    asked = request.form.get("do") == "changes"
    decided = reviewing.request_changes if asked else reviewing.approve
    decided(site(), actor(), review_id, request.form.get("reason", ""))
    flash(
        gettext("Given back to its author.") if asked else gettext("Approved. Its author may publish it."),
        "ok",
    )
    return redirect(url_for("reviews.show", key=key, review_id=review_id), 303)


@blueprint.post("/<int:review_id>/back")
@needs(PROCESS_OWNER)
@again(show)
def take_back(key: str, review_id: int) -> ResponseReturnValue:
    """Take one's own round back; the draft stays."""
    _require_of(key, review_id)
    reviewing.take_back(site(), actor(), review_id)
    flash(gettext("Taken back. The draft stays."), "ok")
    return redirect(url_for("reviews.index", key=key), 303)


@blueprint.post("/<int:review_id>/publish")
@needs(PROCESS_OWNER)
@again(show)
def publish(key: str, review_id: int) -> ResponseReturnValue:
    """Publish one's approved round, from a day on."""
    with site().db.read(actor()) as tx:
        review = _of(tx, key, review_id)
        standing = reviews.standing(tx, key)
    if standing is None or standing.id != review.id:
        raise Conflict("review.moved")
    seen = Seen(review.base_version, review.draft_revision, request.form.get("effective", ""))
    flash(life_words.published(library.publish(site(), actor(), key, review.note, seen)), "ok")
    return redirect(url_for("sop.show", key=key), 303)


def _require_of(key: str, review_id: int) -> None:
    with site().db.read(actor()) as tx:
        _of(tx, key, review_id)


def _of(tx: Tx, key: str, review_id: int) -> Review:
    """A round of this SOP. Raises NotFound."""
    review = reviews.read(tx, review_id)
    if review.key != key:
        raise NotFound("review.unknown")
    return review


def _name(tx: Tx, key: str, rounds: tuple[Review, ...]) -> tuple[str, int]:
    """The SOP's name and newest version; of one never published the name it was sent with, and 0. Raises NotFound."""
    if rounds and not definitions.versions(tx, key):
        return read_bpmn(reviews.source(tx, rounds[0].id)).name, 0
    base = new_sops.base_of(tx, key)
    return base.name, base.version


def _changes(tx: Tx, review: Review, xml: bytes) -> tuple[dict[str, Any], Any]:
    """What the round changes of the version it began from; nothing to say of a wholly new SOP."""
    if not review.base_version:
        return changes.in_words(()), ()
    base = definitions.numbered(tx, review.key, review.base_version)
    found, rules = sop_changes.of_file(tx, base, xml)
    return changes.in_words(found), decision_change_words.all_told(rules)
