"""A change is published after another person approved exactly what was sent."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import select

from engine import audit
from engine.clock import VirtualClock
from engine.database import Actor, Database
from engine.definitions import DeployRefused
from engine.refusals import Conflict, Forbidden, Invalid, NotFound, Refusal
from engine.schema import audit as trail
from processes.reader import read_bpmn
from tasks import library, sop_drafts
from tasks.library import Seen
from tasks.roles import PROCESS_OWNER
from tasks.versions import merging, review_comments, reviewing, reviews
from tests.support.office import Office, furnish, without_review
from tests.tasks.versions.changing import KEY, SHIPPED, STEP, approved, changed, drafted, sent

COLLEAGUE = Actor("pemilik2", roles=frozenset({PROCESS_OWNER}))


def state(office: Office, number: int) -> str:
    with office.site.db.read(office["kasi"]) as tx:
        return reviews.read(tx, number).state


def waiting(office: Office, actor: Actor) -> list[int]:
    with office.site.db.read(actor) as tx:
        return [one.id for one in reviews.waiting(tx)]


def test_nothing_is_published_that_nobody_approved(office: Office) -> None:
    review = sent(office)
    for _ in range(2):
        with pytest.raises(Conflict, match=r"review\.required"):
            library.publish(office.site, office["pemilik"], KEY, "tetap")
    with pytest.raises(Forbidden, match=r"review\.required"):
        library.deploy_file(office.site, office["pemilik"], changed(), "lewat pintu lain")
    reviewing.approve(office.site, office["kasi"], review.id)
    made = library.publish(office.site, office["pemilik"], KEY, "")
    assert (made.version, made.note) == (2, "Keterangan lebih jelas")
    assert library.xml(office.site, office["petugas1"], KEY) == changed()
    assert state(office, review.id) == reviews.PUBLISHED


def test_what_was_sent_is_frozen_and_later_edits_go_on_from_the_new_version(office: Office) -> None:
    approved(office)
    draft = library.open_draft(office.site, office["pemilik"], KEY)
    library.save_draft(office.site, office["pemilik"], KEY, changed(2), draft.revision)
    library.publish(office.site, office["pemilik"], KEY, "")
    assert library.xml(office.site, office["petugas1"], KEY) == changed(1)
    left = library.open_draft(office.site, office["pemilik"], KEY)
    assert (left.base_version, left.xml) == (2, changed(2))
    assert reviewing.submit(office.site, office["pemilik"], KEY, "sisanya").round == 1


def test_nobody_approves_their_own_and_only_owners_and_supervisors_decide(office: Office) -> None:
    review = sent(office)
    with pytest.raises(Forbidden, match=r"review\.own"):
        reviewing.approve(office.site, office["pemilik"], review.id)
    for login in ("petugas1", "auditor", "admin"):
        with pytest.raises(Forbidden):
            reviewing.approve(office.site, office[login], review.id)
        with pytest.raises(Forbidden):
            reviewing.request_changes(office.site, office[login], review.id, "jangan")
        with pytest.raises(Forbidden):
            review_comments.add(office.site, office[login], review.id, "kata")
    for actor in (office["kasi"], COLLEAGUE):
        with pytest.raises(Forbidden, match=r"author_only|required"):
            reviewing.take_back(office.site, actor, review.id)
    assert reviewing.approve(office.site, COLLEAGUE, review.id).state == reviews.APPROVED


def test_another_office_s_change_is_not_there(office: Office) -> None:
    review = sent(office)
    stranger = replace(office["kasi"], office="kotabaru")
    for act in (reviewing.approve, lambda *args: reviewing.request_changes(*args, "ganti")):
        with pytest.raises(NotFound):
            act(office.site, stranger, review.id)
    assert waiting(office, stranger) == []


def test_changes_are_asked_for_answered_and_the_comments_go_on(office: Office) -> None:
    first = sent(office)
    said = review_comments.add(office.site, office["kasi"], first.id, "Siapa saja?", STEP)
    review_comments.add(office.site, office["pemilik"], first.id, "Keluarga inti.")
    assert waiting(office, office["kasi"]) == [first.id] and waiting(office, office["pemilik"]) == []
    reviewing.request_changes(office.site, office["kasi"], first.id, "Perjelas keterangan")
    assert waiting(office, office["pemilik"]) == [first.id] and waiting(office, office["kasi"]) == []
    second = sent(office, changed(2))
    assert (second.round, second.first_id) == (2, first.id)
    with office.site.db.read(office["kasi"]) as tx:
        found = review_comments.of(tx, second)
        assert [(one.round, one.element, one.settled_at) for one in found] == [
            (1, STEP, None),
            (1, None, None),
        ]
        assert review_comments.of(tx, first) == found
    settled = review_comments.settle(office.site, office["pemilik"], second.id, said.id)
    assert settled.settled_by == "pemilik"
    with pytest.raises(Conflict, match=r"review\.settled"):
        review_comments.settle(office.site, office["kasi"], second.id, said.id)
    reviewing.approve(office.site, office["kasi"], second.id)
    assert waiting(office, office["pemilik"]) == [second.id]
    library.publish(office.site, office["pemilik"], KEY, "")
    assert waiting(office, office["pemilik"]) == waiting(office, office["kasi"]) == []
    with pytest.raises(Conflict, match=r"review\.over"):
        review_comments.add(office.site, office["kasi"], second.id, "terlambat")


def test_who_when_and_why_stand_in_the_trail(office: Office) -> None:
    review = approved(office)
    library.publish(office.site, office["pemilik"], KEY, "")
    with office.site.db.read() as tx:
        rows = tx.conn.execute(
            select(trail.c.action, trail.c.actor, trail.c.reason)
            .where(trail.c.subject == KEY)
            .order_by(trail.c.seq)
        ).all()
        assert not audit.verify(tx).faults
    assert [tuple(row) for row in rows[-4:]] == [
        ("review.submitted", "pemilik", "Keterangan lebih jelas"),
        ("review.approved", "kasi", "Setuju"),
        ("definition.published", "pemilik", "Keterangan lebih jelas"),
        ("review.published", "pemilik", ""),
    ]
    assert review.decided_by == "kasi"


def test_what_cannot_be_published_is_not_sent(office: Office) -> None:
    with pytest.raises(NotFound):
        reviewing.submit(office.site, office["pemilik"], KEY, "tanpa draf")
    revision = drafted(office, SHIPPED)
    with pytest.raises(Conflict, match=r"review\.nothing_changed"):
        reviewing.submit(office.site, office["pemilik"], KEY, "sama")
    broken = SHIPPED.replace(b'targetRef="pastikan_persyaratan"', b'targetRef="tidak_ada"', 1)
    library.save_draft(office.site, office["pemilik"], KEY, broken, revision)
    with pytest.raises(DeployRefused) as refused:
        reviewing.submit(office.site, office["pemilik"], KEY, "rusak")
    assert refused.value.findings
    drafted(office)
    with pytest.raises(Invalid):
        reviewing.submit(office.site, office["pemilik"], KEY, " ")
    with pytest.raises(Conflict, match=r"draft\.changed"):
        reviewing.submit(office.site, office["pemilik"], KEY, "jendela lama", revision)
    with pytest.raises(Forbidden):
        reviewing.submit(office.site, office["kasi"], KEY, "bukan pemilik")
    library.deploy_file(office.site, office["admin"], changed(7), "dari berkas")
    with pytest.raises(Conflict, match=r"definition\.newer_version"):
        reviewing.submit(office.site, office["pemilik"], KEY, "tertinggal")


def test_what_was_approved_is_not_published_over_a_version_nobody_compared_it_with(office: Office) -> None:
    approved(office)
    library.deploy_file(office.site, office["admin"], changed(7), "dari berkas")
    with pytest.raises(Conflict, match=r"definition\.newer_version"):
        library.publish(office.site, office["pemilik"], KEY, "", Seen(version=2))


def test_sending_again_takes_the_earlier_round_back_and_throwing_away_ends_it(office: Office) -> None:
    first = approved(office)
    second = sent(office, changed(2))
    assert (state(office, first.id), second.round) == (reviews.TAKEN_BACK, 2)
    with pytest.raises(Conflict, match=r"review\.moved"):
        reviewing.approve(office.site, office["koordinator"], first.id)
    library.discard_draft(office.site, office["pemilik"], KEY)
    assert state(office, second.id) == reviews.DISCARDED
    assert sent(office).round == 1


def test_an_approval_can_be_withdrawn_and_a_round_taken_back(office: Office) -> None:
    review = approved(office)
    reviewing.request_changes(office.site, office["koordinator"], review.id, "Ternyata salah")
    with pytest.raises(Conflict, match=r"review\.required"):
        library.publish(office.site, office["pemilik"], KEY, "")
    again = sent(office, changed(2))
    reviewing.take_back(office.site, office["pemilik"], again.id)
    with pytest.raises(Conflict):
        reviewing.approve(office.site, office["kasi"], again.id)
    with office.site.db.read(office["pemilik"]) as tx:
        assert sop_drafts.mine(tx, KEY).xml == changed(2)


@pytest.mark.parametrize("element", ["tidak_ada", "x" * 5000, "' OR 1=1"])
def test_a_comment_names_an_element_of_the_diagram(office: Office, element: str) -> None:
    review = sent(office)
    with pytest.raises(Invalid):
        review_comments.add(office.site, office["kasi"], review.id, "Di mana?", element)


def test_without_the_setting_an_owner_publishes_and_what_was_sent_ends(office: Office) -> None:
    review = sent(office)
    without_review(office)
    assert library.publish(office.site, office["pemilik"], KEY, "langsung").version == 2
    assert state(office, review.id) == reviews.DISCARDED


def test_of_two_decisions_at_once_one_counts(
    postgres_db: Database, clock: VirtualClock, tmp_path: Path
) -> None:
    office = furnish(postgres_db, clock, tmp_path)
    review = sent(office)
    together = Barrier(2)

    def decide(login: str) -> str:
        together.wait(timeout=30)
        try:
            if login == "pemilik":
                return reviewing.take_back(office.site, office[login], review.id).state
            return reviewing.approve(office.site, office[login], review.id).state
        except Refusal as refused:
            return refused.key

    with ThreadPoolExecutor(2) as pool:
        found = sorted(pool.map(decide, ("kasi", "koordinator")))
    assert found == ["approved", "review.moved"]


def test_a_wholly_new_sop_goes_through_the_same_review(office: Office) -> None:
    fresh = SHIPPED.replace(b'"micin_darurat"', b'"micin_baru"')
    for element in read_bpmn(SHIPPED).elements:  # linked files share no id
        fresh = re.sub(rb"\b%s\b" % element.encode(), element.encode() + b"_b", fresh)
    with office.site.db.begin(office["pemilik"]) as tx:
        sop_drafts.begin(tx, "micin_baru", 0, fresh)
    review = reviewing.submit(office.site, office["pemilik"], "micin_baru", "SOP baru")
    assert review.base_version == 0
    reviewing.approve(office.site, office["kasi"], review.id)
    made = library.publish(office.site, office["pemilik"], "micin_baru", "")
    assert (made.key, made.version) == ("micin_baru", 1)


def test_of_two_owners_who_publish_at_once_one_does_and_the_other_loses_nothing(
    postgres_db: Database, clock: VirtualClock, tmp_path: Path
) -> None:
    office = furnish(postgres_db, clock, tmp_path)
    office = replace(office, actors={**office.actors, "pemilik2": COLLEAGUE})
    rounds = {
        login: approved(office, changed(step), login) for step, login in enumerate(("pemilik", "pemilik2"), 1)
    }
    together = Barrier(2)

    def publish(login: str) -> str:
        together.wait(timeout=30)
        try:
            return str(library.publish(office.site, office[login], KEY, "").version)
        except Conflict as refused:
            return refused.key

    with ThreadPoolExecutor(2) as pool:
        found = dict(zip(rounds, pool.map(publish, rounds), strict=True))
    assert sorted(found.values()) == ["2", "definition.newer_version"]
    (late,) = [login for login, outcome in found.items() if outcome != "2"]
    assert state(office, rounds[late].id) == reviews.APPROVED
    with office.site.db.read(office[late]) as tx:
        assert sop_drafts.mine(tx, KEY).base_version == 1 and merging.sources(tx, KEY)[0].revision == 2
