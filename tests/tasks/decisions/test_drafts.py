"""Drafts of decision models: each person's own, saved with the revision seen, published once."""

from __future__ import annotations

from importlib.resources import files

import pytest

from engine import decision_models
from engine.decision_models import ModelRefused
from engine.refusals import Conflict, Forbidden, Invalid, NotFound
from tasks.decisions import drafts, models
from tasks.decisions.drafts import SeenModel
from tests.support.office import Office

KEY = "prioritas"
FILE = (files("bpmn") / f"{KEY}.dmn").read_bytes()
OLDER = FILE.replace(b"&lt; 5</text>", b"&lt; 6</text>")
FAULTY = FILE.replace(b"&lt; 5</text>", b"&lt; (5</text>")


def opened(office: Office, login: str = "pemilik") -> drafts.ModelDraft:
    return drafts.open_draft(office.site, office[login], KEY)


def saved(office: Office, content: bytes, revision: int = 1) -> drafts.SavedModel:
    return drafts.save_draft(office.site, office["pemilik"], KEY, content, revision)


def test_a_draft_begins_as_the_newest_version_and_is_gone_on_with(office: Office) -> None:
    first = opened(office)
    assert (first.base_version, first.revision, first.xml) == (1, 1, FILE)
    saved(office, OLDER)
    assert opened(office).xml == OLDER
    with pytest.raises(NotFound):
        drafts.open_draft(office.site, office["pemilik"], "lain")


def test_process_owners_alone_have_drafts_and_nobody_sees_another_ones(office: Office) -> None:
    opened(office)
    for login in ("petugas1", "auditor", "admin"):
        with pytest.raises(Forbidden):
            opened(office, login)
        with office.site.db.read(office[login]) as tx, pytest.raises(NotFound):
            drafts.mine(tx, KEY)
        with pytest.raises(Forbidden):
            drafts.save_draft(office.site, office[login], KEY, FILE, 1)
        with pytest.raises(Forbidden):
            drafts.publish_draft(office.site, office[login], KEY, "SK 1", SeenModel())
        with pytest.raises(Forbidden):
            drafts.discard_draft(office.site, office[login], KEY)


def test_a_faulty_draft_is_kept_with_its_findings_but_no_unreadable_one(office: Office) -> None:
    opened(office)
    assert [finding.key for finding in saved(office, FAULTY).findings if finding.severity == "error"] == [
        "bad_condition"
    ]
    with pytest.raises(ModelRefused):
        saved(office, b"<definitions", 2)
    with pytest.raises(ModelRefused):
        drafts.publish_draft(office.site, office["pemilik"], KEY, "SK 1", SeenModel())
    with office.site.db.read(office["pemilik"]) as tx:
        assert drafts.readable(tx, KEY) is None and drafts.mine(tx, KEY).xml == FAULTY


def test_a_save_from_another_window_is_a_conflict_that_names_the_present_revision(office: Office) -> None:
    opened(office)
    assert saved(office, OLDER).revision == 2
    with pytest.raises(Conflict) as refused:
        saved(office, FILE)
    assert refused.value.values == {"revision": 2}
    with pytest.raises(Conflict):
        drafts.publish_draft(office.site, office["pemilik"], KEY, "SK 1", SeenModel(revision=1))


def test_a_draft_is_asked_before_it_is_published(office: Office) -> None:
    opened(office)
    saved(office, OLDER)
    asked = {"usia": 5}
    answer = drafts.attempt(office.site, office["pemilik"], KEY, "kelompok", asked)
    assert answer.value == "balita"
    assert models.model(office.site, office["pemilik"], KEY).decisions.evaluate


def test_publishing_makes_a_version_and_ends_the_draft(office: Office) -> None:
    opened(office)
    saved(office, OLDER)
    with pytest.raises(Invalid):
        drafts.publish_draft(office.site, office["pemilik"], KEY, " ", SeenModel())
    made = drafts.publish_draft(office.site, office["pemilik"], KEY, "SK 1", SeenModel(revision=2))
    assert (made.version, made.note) == (2, "SK 1")
    assert models.xml(office.site, office["pemilik"], KEY) == OLDER
    with office.site.db.read(office["pemilik"]) as tx, pytest.raises(NotFound):
        drafts.mine(tx, KEY)


def test_a_draft_whose_base_was_superseded_is_published_over_what_was_seen_alone(office: Office) -> None:
    opened(office)
    saved(office, OLDER)
    models.publish_file(office.site, office["admin"], FILE.replace(b"&lt; 5<", b"&lt; 4<"), "lain", key=KEY)
    with pytest.raises(Conflict, match="newer_version"):
        drafts.publish_draft(office.site, office["pemilik"], KEY, "SK 1", SeenModel())
    assert drafts.publish_draft(office.site, office["pemilik"], KEY, "SK 1", SeenModel(2)).version == 3


def test_another_model_in_the_draft_is_refused(office: Office) -> None:
    opened(office)
    saved(office, FILE.replace(b'id="prioritas"', b'id="lain"'))
    with pytest.raises(Invalid, match="other_key"):
        drafts.publish_draft(office.site, office["pemilik"], KEY, "SK 1", SeenModel())


def test_a_new_model_begins_without_a_finding_and_is_published_as_version_1(office: Office) -> None:
    owner = office["pemilik"]
    for key, refusal in (("dua kata", "decision.key"), (KEY, "decision.key_taken"), ("", "decision.key")):
        with pytest.raises(Invalid, match=refusal):
            drafts.begin_new(office.site, owner, key, "Baru")
    with pytest.raises(Forbidden):
        drafts.begin_new(office.site, office["admin"], "antrean", "Antrean")
    begun = drafts.begin_new(office.site, owner, "antrean", 'Antrean "A" & <B>')
    assert begun.base_version == 0 and decision_models.check(begun.xml) == ()
    with office.site.db.read(owner) as tx:
        assert drafts.new_of_mine(tx) == ("antrean",) and drafts.base_of(tx, "antrean").version == 0
    assert drafts.attempt(office.site, owner, "antrean", "keputusan", {"masukan": "a"}).value == "isi"
    made = drafts.publish_draft(office.site, owner, "antrean", "SK 1", SeenModel())
    assert (made.version, made.name) == (1, 'Antrean "A" & <B>')
