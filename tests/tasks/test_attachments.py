"""Files attached to cases: who adds, opens and removes them, and what is never stored."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select

from engine import settings
from engine.database import Actor
from engine.refusals import Conflict, Forbidden, Invalid, NotFound
from engine.schema import attachments as table
from engine.schema import audit
from tasks import attachments, files
from tasks.attachments import Attachment, Place
from tests.support.office import OPERATOR, Office
from tests.tasks import uploads

ELSEWHERE = Actor("jauh", roles=frozenset({"petugas"}), office="kotabaru")


def attach(office: Office, case: int, login: str = "petugas1", item: str | None = "kk") -> Attachment:
    place = Place(case, office.open_task(case).id, item)
    return attachments.add(office.site, office[login], place, "kk.pdf", uploads.pdf())


def listed(office: Office, case: int) -> tuple[Attachment, ...]:
    with office.site.db.read(OPERATOR) as tx:
        return attachments.list_for(tx, case)


def stored(office: Office) -> list[Path]:
    return [path for path in office.site.files.rglob("*") if path.is_file()]


def audited(office: Office, action: str) -> list[str]:
    with office.site.db.read() as tx:
        return list(tx.conn.execute(select(audit.c.details).where(audit.c.action == action)).scalars())


def test_a_candidate_attaches_a_file_and_colleagues_open_it(office: Office) -> None:
    case = office.start().instance
    task = office.open_task(case).id
    photo = BytesIO(uploads.photo_lying_on_its_side())
    made = attachments.add(
        office.site, office["petugas1"], Place(case, task, "ektp"), r"C:\foto\KTP.png", photo
    )
    assert (made.name, made.media_type, made.item, made.author) == (
        "KTP.png.jpg",
        "image/jpeg",
        "ektp",
        "petugas1",
    )
    assert listed(office, case) == (made,)
    for reader in ("petugas2", "kasi"):
        opened = attachments.open_file(office.site, office[reader], made.id)
        assert opened.path.read_bytes()[:3] == b"\xff\xd8\xff" and len(opened.path.read_bytes()) == made.size
        assert (opened.name, opened.media_type, opened.sha256) == (made.name, made.media_type, made.sha256)
        assert files.is_intact(office.site, opened.sha256)


def test_the_trail_knows_the_digest_and_not_the_name(office: Office) -> None:
    case = office.start().instance
    made = attachments.add(office.site, office["petugas1"], Place(case), "Siti Aminah.pdf", uploads.pdf())
    (details,) = audited(office, "attachment.added")
    assert made.sha256 in details and "Siti" not in details


def test_who_is_no_candidate_attaches_nothing_and_nothing_reaches_the_disk(office: Office) -> None:
    case = office.start().instance
    place = Place(case, office.open_task(case).id)
    for actor in (office["pengawas"], office["auditor"], office["pemilik"], office["admin"], ELSEWHERE):
        with pytest.raises(NotFound if actor is ELSEWHERE else Forbidden):
            attachments.add(office.site, actor, place, "a.pdf", uploads.pdf())
    assert stored(office) == [] and listed(office, case) == ()
    attachments.add(office.site, office["petugas2"], place, "a.pdf", uploads.pdf())
    attachments.add(office.site, office["kasi"], place, "b.pdf", uploads.pdf())
    assert len(listed(office, case)) == 2 and len(stored(office)) == 1


def test_only_who_may_see_the_case_lists_and_opens_its_files(office: Office) -> None:
    case = office.start().instance
    made = attach(office, case)
    for actor in (office["pemilik"], office["admin"], ELSEWHERE):
        refusal = NotFound if actor is ELSEWHERE else Forbidden
        with pytest.raises(refusal):
            attachments.open_file(office.site, actor, made.id)
        with office.site.db.read(actor) as tx, pytest.raises(refusal):
            attachments.list_for(tx, case)


def test_each_file_that_is_opened_is_audited_and_says_whether_its_data_is_specific(office: Office) -> None:
    case = office.start().instance
    family, letter = attach(office, case), attach(office, case, item="surat_permohonan")
    for file in (letter, family):
        attachments.open_file(office.site, office["petugas2"], file.id)
    first, second = audited(office, "attachment.opened")
    assert letter.sha256 in first and '"specific":false' in first
    assert family.sha256 in second and '"specific":true' in second


@pytest.mark.parametrize("item", ["rekam_medis", " Rekam_Medis "])
def test_a_medical_record_is_never_stored(office: Office, item: str) -> None:
    case = office.start().instance
    with pytest.raises(Invalid) as refused:
        attach(office, case, item=item)
    assert refused.value.key == "attachment.never_stored"
    assert stored(office) == [] and listed(office, case) == ()


def test_the_limit_is_the_office_s_setting(office: Office) -> None:
    case = office.start().instance
    with office.site.db.begin(OPERATOR) as tx:
        settings.put(tx, {"attachment.max_bytes": len(uploads.pdf()) - 1})
    with pytest.raises(Invalid) as refused:
        attach(office, case)
    assert refused.value.key == "attachment.too_large"


@pytest.mark.parametrize("name", ["", "a\x00b.pdf", "x" * 2000, None, 7])
def test_an_unfit_name_is_refused(office: Office, name: object) -> None:
    case = office.start().instance
    with pytest.raises(Invalid) as refused:
        attachments.add(office.site, office["petugas1"], Place(case), name, uploads.pdf())
    assert [problem.where for problem in refused.value.problems] == ["name"]


def test_a_file_is_removed_by_its_author_or_a_supervisor_while_the_task_is_open(office: Office) -> None:
    case = office.start().instance
    mine, theirs = attach(office, case), attach(office, case, "petugas2")
    for actor in (office["petugas3"], office["auditor"]):
        with pytest.raises(Forbidden):
            attachments.remove(office.site, actor, mine.id)
    attachments.remove(office.site, office["petugas1"], mine.id, "salah berkas")
    attachments.remove(office.site, office["koordinator"], theirs.id)
    assert listed(office, case) == () and len(audited(office, "attachment.removed")) == 2
    assert len(stored(office)) == 1  # the evidence stays
    for gone in (mine.id, 10_000):
        with pytest.raises(NotFound):
            attachments.open_file(office.site, office["petugas1"], gone)
        with pytest.raises(NotFound):
            attachments.remove(office.site, office["petugas1"], gone)


def test_a_task_that_is_over_keeps_its_files_and_takes_no_more(office: Office) -> None:
    case = office.start().instance
    task = office.open_task(case).id
    made = attach(office, case)
    office.do(case)
    with pytest.raises(Conflict):
        attachments.remove(office.site, office["petugas1"], made.id)
    with pytest.raises(Conflict):
        attachments.add(office.site, office["petugas1"], Place(case, task), "a.pdf", uploads.pdf())
    assert listed(office, case) == (made,)


def test_a_task_of_another_case_and_a_case_that_is_none_are_not_found(office: Office) -> None:
    one, other = office.start().instance, office.start().instance
    for place in (Place(10_000), Place(one, office.open_task(other).id), Place(one, 10_000)):
        with pytest.raises(NotFound):
            attachments.add(office.site, office["petugas1"], place, "a.pdf", uploads.pdf())


def test_a_case_takes_so_many_files_and_no_more(office: Office) -> None:
    case = office.start().instance
    made = attach(office, case)
    with office.site.db.begin() as tx:
        row = {name: getattr(made, name) for name in Attachment.__slots__ if name != "id"}
        tx.conn.execute(table.insert(), [row] * (attachments.MOST_PER_CASE - 1))
    with pytest.raises(Conflict) as refused:
        attach(office, case)
    assert refused.value.key == "attachment.too_many"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("kk.pdf", "kk.pdf"),
        ("KK.PDF", "KK.PDF"),
        ("../../etc/passwd", "passwd.pdf"),
        ("a/b\\c.html", "c.html.pdf"),
        ('x<y>"z|?*.pdf', "xyz.pdf"),
        ("...", "berkas.pdf"),
        ("x" * 400 + ".pdf", "x" * 145 + ".pdf"),
    ],
)
def test_a_name_is_made_safe_and_tells_what_the_file_is(given: str, shown: str) -> None:
    assert attachments.safe_name(given, "application/pdf") == shown
