"""Photos of documents: what they really are, how large, and nothing in them but the picture."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from engine.refusals import Conflict, Invalid, NotFound
from tasks import attachments, files
from tasks.applicants import documents, filling
from tasks.applicants.documents import Sent
from tests.support.office import Office
from tests.tasks.applicants.applying import FIRST, photo
from tests.tasks.applicants.conftest import Siti
from tests.tasks.applicants.people import BUDI, joined, with_person
from tests.tasks.uploads import photo_lying_on_its_side


@pytest.fixture
def draft(office: Office) -> Siti:
    """An application that has just begun."""
    actor, person = with_person(office.site)
    return Siti(office, actor, person, filling.begin(office.site, actor, person, FIRST))


def send(draft: Siti, content: bytes, name: str = "kk.jpg", code: str = "kk") -> attachments.Attachment:
    return documents.upload(draft.office.site, draft.actor, draft.number, code, Sent(name, BytesIO(content)))


def refused(draft: Siti, content: bytes, name: str = "kk.jpg", code: str = "kk") -> str:
    with pytest.raises(Invalid) as found:
        send(draft, content, name, code)
    assert [problem.where for problem in found.value.problems] == ["file"]
    return found.value.key


def test_a_picture_is_made_anew_without_where_it_was_taken(draft: Siti) -> None:
    content = photo_lying_on_its_side()
    assert 34853 in Image.open(BytesIO(content)).getexif()
    stored = send(draft, content)
    with files.path(draft.office.site, stored.sha256).open("rb") as kept:
        bytes_ = kept.read()
    assert dict(Image.open(BytesIO(bytes_)).getexif()) == {}
    assert b"Exif" not in bytes_ and b"GPS" not in bytes_


def test_what_is_no_picture_is_refused_whatever_it_is_called(draft: Siti) -> None:
    assert refused(draft, b"MZ\x90\x00" + b"\x00" * 500) == "attachment.type"
    assert refused(draft, b"") == "attachment.empty"
    assert refused(draft, b"\xff\xd8\xff" + b"x" * 100) == "attachment.image_unreadable"


def test_a_file_of_60_megabytes_is_refused_before_it_is_looked_at(draft: Siti) -> None:
    assert refused(draft, photo() + b"\x00" * 60_000_000) == "attachment.too_large"


def test_a_picture_that_would_fill_the_memory_is_refused(draft: Siti) -> None:
    bomb = BytesIO()
    Image.new("1", (30_000, 30_000)).save(bomb, "PNG")
    assert len(bomb.getvalue()) < 1_000_000
    assert refused(draft, bomb.getvalue(), "kk.png") == "attachment.image_too_large"


def test_medical_papers_are_never_stored(draft: Siti) -> None:
    assert refused(draft, photo(), code="rekam_medis") == "attachment.never_stored"
    assert not list(draft.office.site.files.glob("*/*"))
    with pytest.raises(NotFound):
        send(draft, photo(), code="tiada")


def test_sent_twice_it_is_one_file_and_a_document_has_four_at_most(draft: Siti) -> None:
    assert send(draft, photo()).id == send(draft, photo()).id
    for colour in ("red", "green", "blue"):
        send(draft, photo(colour))
    with pytest.raises(Conflict) as found:
        send(draft, photo("black"))
    assert (found.value.key, found.value.values) == ("application.document_full", {"most": 4})


def test_one_sees_and_removes_ones_own_files_and_nobody_elses(draft: Siti) -> None:
    site = draft.office.site
    stored = send(draft, photo("navy", (2000, 1500)))
    assert documents.opened(site, draft.actor, draft.number, stored.id).name == "kk.jpg"
    small = documents.small(site, draft.actor, draft.number, stored.id)
    assert max(Image.open(BytesIO(small)).size) == 240 and len(small) < 5_000
    stranger = joined(site, BUDI)
    for look in (documents.opened, documents.small, documents.take_off):
        with pytest.raises(NotFound):
            look(site, stranger, draft.number, stored.id)  # type: ignore[operator]
    documents.take_off(site, draft.actor, draft.number, stored.id)
    with pytest.raises(NotFound):
        documents.opened(site, draft.actor, draft.number, stored.id)


def test_after_sending_nothing_is_added_or_removed(siti: Siti) -> None:
    siti.submit()
    with pytest.raises(Conflict):
        send(siti, photo("red"))
    with siti.office.site.db.read(siti.actor) as tx:
        (first, *_) = attachments.own(tx, 1)
    with pytest.raises(Conflict):
        documents.take_off(siti.office.site, siti.actor, siti.number, first.id)


def test_staff_see_the_files_at_the_case_and_their_own_stay_theirs(siti: Siti) -> None:
    office = siti.office
    with office.site.db.read(office["petugas1"]) as tx:
        assert {one.item for one in attachments.list_for(tx, 1)} == {"ektp", "kk", "akta_lahir"}
    place = attachments.Place(1)
    attachments.add(office.site, office["petugas1"], place, "catatan.jpg", photo("grey"))
    with office.site.db.read(siti.actor) as tx:
        assert len(attachments.own(tx, 1)) == 3
