"""The SOP library: drafts, publishing, versions and who may."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import func, select

from engine.clock import VirtualClock
from engine.database import Actor, Database
from engine.definitions import DeployRefused
from engine.refusals import Conflict, Forbidden, Invalid, NotFound
from engine.schema import audit, definitions
from processes import table
from tasks import cases, library
from tasks.site import Site
from tests.support.office import OPERATOR, Office, furnish, without_review

KEY = "micin_darurat"
SHIPPED = files("bpmn").joinpath("micin_darurat.bpmn").read_bytes()
BROKEN = SHIPPED.replace(b"tunggu_kelengkapan</bpmn:outgoing>", b"tunggu_apa</bpmn:outgoing>", 1).replace(
    b'targetRef="pastikan_persyaratan"', b'targetRef="tidak_ada"', 1
)
OTHER_OWNER = Actor("pemilik2", roles=frozenset({"process_owner"}))


def changed(step: int) -> bytes:
    """The shipped file with another remark, different for each step."""
    return SHIPPED.replace(b"Keluarga pemohon", b"Keluarga pemohon (%d)" % step, 1)


def saved(office: Office, content: bytes, login: str = "pemilik") -> None:
    without_review(office)
    draft = library.open_draft(office.site, office[login], KEY)
    library.save_draft(office.site, office[login], KEY, content, draft.revision)


def count(office: Office) -> int:
    with office.site.db.read() as tx:
        query = select(func.count()).select_from(definitions).where(definitions.c.key == KEY)
        return tx.conn.execute(query).scalar_one()


def test_the_shipped_sop_is_published_once_and_never_over_the_office_s_own(office: Office) -> None:
    first = {version.key: version.version for version in library.deploy_shipped(office.site, OPERATOR)}
    assert first == dict.fromkeys(table.SHIPPED, 1)
    library.deploy_file(office.site, office["admin"], changed(1), "nomor baru")
    then = {version.key: version.version for version in library.deploy_shipped(office.site, OPERATOR)}
    assert then == first | {KEY: 2}
    with pytest.raises(Forbidden):
        library.deploy_shipped(office.site, office["petugas1"])


def test_a_draft_begins_from_the_newest_version_and_is_the_author_s_alone(office: Office) -> None:
    draft = library.open_draft(office.site, office["pemilik"], KEY)
    assert (draft.base_version, draft.revision, draft.xml) == (1, 1, SHIPPED)
    library.save_draft(office.site, office["pemilik"], KEY, changed(1), 1)
    again = library.open_draft(office.site, office["pemilik"], KEY)
    assert (again.revision, again.xml) == (2, changed(1))
    assert library.open_draft(office.site, OTHER_OWNER, KEY).xml == SHIPPED
    (line,) = [line for line in library.list_sops(office.site, office["pemilik"]) if line.key == KEY]
    assert line.key == KEY and line.draft_at == office.clock()
    assert library.list_sops(office.site, office["petugas1"])[0].draft_at is None


def test_only_process_owners_draft_and_publish(office: Office) -> None:
    saved(office, changed(1))
    for login in ("petugas1", "koordinator", "auditor", "admin"):
        actor = office[login]
        with pytest.raises(Forbidden):
            library.open_draft(office.site, actor, KEY)
        with pytest.raises(Forbidden):
            library.save_draft(office.site, actor, KEY, SHIPPED, 2)
        with pytest.raises(Forbidden):
            library.publish(office.site, actor, KEY, "coba")
        with pytest.raises(Forbidden):
            library.discard_draft(office.site, actor, KEY)
    for login in ("petugas1", "koordinator", "auditor"):
        with pytest.raises(Forbidden):
            library.deploy_file(office.site, office[login], changed(1), "coba")
        with pytest.raises(Forbidden):
            library.check(office.site, office[login], SHIPPED)
    assert count(office) == 1


def test_a_faulty_draft_is_kept_with_its_findings_and_not_published(office: Office) -> None:
    without_review(office)
    draft = library.open_draft(office.site, office["pemilik"], KEY)
    kept = library.save_draft(office.site, office["pemilik"], KEY, BROKEN, draft.revision)
    assert kept.revision == 2 and any(finding.severity == "error" for finding in kept.findings)
    with pytest.raises(DeployRefused) as refused:
        library.publish(office.site, office["pemilik"], KEY, "tetap coba")
    assert refused.value.findings
    assert library.open_draft(office.site, office["pemilik"], KEY).xml == BROKEN
    assert count(office) == 1
    with office.site.db.read() as tx:
        tried = select(audit.c.actor).where(audit.c.action == "definition.refused")
        assert tx.conn.execute(tried).scalars().all() == ["pemilik"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html/>",
        b"not xml",
        SHIPPED[:-40],
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>' + SHIPPED.split(b"?>", 1)[1],
        b"<a>" * 500 + b"</a>" * 500,
        SHIPPED + b" " * 5 * 1024 * 1024,
    ],
    ids=["empty", "html", "text", "cut", "doctype", "deep", "large"],
)
def test_what_is_no_readable_bpmn_is_not_kept(office: Office, content: bytes) -> None:
    library.open_draft(office.site, office["pemilik"], KEY)
    with pytest.raises(DeployRefused) as refused:
        library.save_draft(office.site, office["pemilik"], KEY, content, 1)
    assert refused.value.findings
    assert library.open_draft(office.site, office["pemilik"], KEY).revision == 1
    with pytest.raises(DeployRefused):
        library.deploy_file(office.site, office["admin"], content)
    assert count(office) == 1


def test_a_draft_saved_without_a_change_is_the_published_file_to_the_byte(office: Office) -> None:
    draft = library.open_draft(office.site, office["pemilik"], "micin_darurat")
    elsewhere = draft.xml.replace(b"/>", b" />").replace(b"\n      ", b"\n\t\t")
    assert elsewhere != draft.xml
    library.save_draft(office.site, office["pemilik"], "micin_darurat", elsewhere, draft.revision)
    assert library.open_draft(office.site, office["pemilik"], "micin_darurat").xml == draft.xml
    assert draft.xml == library.xml(office.site, office["pemilik"], "micin_darurat")


def test_a_window_left_behind_does_not_overwrite_what_another_saved(office: Office) -> None:
    library.open_draft(office.site, office["pemilik"], KEY)
    library.save_draft(office.site, office["pemilik"], KEY, changed(1), 1)
    with pytest.raises(Conflict) as refused:
        library.save_draft(office.site, office["pemilik"], KEY, changed(2), 1)
    assert refused.value.values["revision"] == 2
    assert library.open_draft(office.site, office["pemilik"], KEY).xml == changed(1)


def test_a_published_draft_is_the_next_version_and_running_cases_stay(office: Office) -> None:
    before = office.start()
    saved(office, changed(1))
    made = library.publish(office.site, office["pemilik"], KEY, "Perbaikan keterangan")
    assert (made.version, made.note, made.created_by) == (2, "Perbaikan keterangan", "pemilik")
    after = office.start()
    assert (before.version, after.version) == (1, 2)
    assert [line.version for line in library.versions(office.site, office["auditor"], KEY)] == [2, 1]
    assert library.xml(office.site, office["petugas1"], KEY) == changed(1)
    assert library.xml(office.site, office["petugas1"], KEY, 1) == SHIPPED
    assert cases.read(office.site, OPERATOR, before.instance).definition_id == before.definition
    assert library.list_sops(office.site, office["pemilik"])[0].draft_at is None


@pytest.mark.parametrize("note", ["", "  ", None, "x" * 1001, "a\x00b"])
def test_publishing_needs_a_note(office: Office, note: object) -> None:
    saved(office, changed(1))
    with pytest.raises(Invalid) as refused:
        library.publish(office.site, office["pemilik"], KEY, note)
    assert [problem.where for problem in refused.value.problems] == ["note"]
    assert count(office) == 1


def test_a_draft_of_an_older_version_does_not_overrule_the_newer_one(office: Office) -> None:
    saved(office, changed(1))
    library.deploy_file(office.site, office["admin"], changed(2), "dari berkas")
    with pytest.raises(Conflict):
        library.publish(office.site, office["pemilik"], KEY, "tertinggal")
    assert library.open_draft(office.site, office["pemilik"], KEY).xml == changed(1)
    assert library.publish(office.site, office["pemilik"], KEY, "sudah dilihat", library.Seen(2)).version == 3


def test_a_draft_cannot_become_another_sop(office: Office) -> None:
    saved(office, SHIPPED.replace(b'"micin_darurat"', b'"micin_lain"'))
    with pytest.raises(Invalid) as refused:
        library.publish(office.site, office["pemilik"], KEY, "ganti kunci")
    assert refused.value.key == "definition.other_key"
    assert count(office) == 1


def test_a_discarded_draft_is_gone_and_an_unknown_one_is_not_found(office: Office) -> None:
    saved(office, changed(1))
    library.discard_draft(office.site, office["pemilik"], KEY)
    assert library.open_draft(office.site, office["pemilik"], KEY).xml == SHIPPED
    library.discard_draft(office.site, office["pemilik"], KEY)
    with pytest.raises(NotFound):
        library.publish(office.site, office["pemilik"], KEY, "catatan")
    with pytest.raises(NotFound):
        library.save_draft(office.site, office["pemilik"], KEY, SHIPPED, 1)
    with pytest.raises(NotFound):
        library.open_draft(office.site, office["pemilik"], "sop_lain")
    with pytest.raises(NotFound):
        library.xml(office.site, office["pemilik"], KEY, 7)
    assert library.versions(office.site, office["pemilik"], "sop_lain") == ()


def test_the_same_file_again_makes_no_new_version(office: Office) -> None:
    assert library.deploy_file(office.site, office["admin"], SHIPPED, "lagi").version == 1
    assert library.deploy_file(office.site, office["admin"], changed(1)).version == 2
    assert count(office) == 2


def test_two_who_publish_at_once_make_two_versions_or_one_conflict(
    postgres_db: Database, clock: VirtualClock, tmp_path: Path
) -> None:
    office = furnish(postgres_db, clock, tmp_path)
    site: Site = office.site
    together = Barrier(2)

    def publish(step: int) -> str:
        together.wait(timeout=30)
        try:
            library.deploy_file(site, office["admin"], changed(step), "bersamaan")
        except Conflict as refused:
            return refused.key
        return "published"

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(publish, (1, 2)))
    assert "published" in outcomes and set(outcomes) <= {"published", "definition.newer_version"}
    numbers = [line.version for line in library.versions(site, OPERATOR, KEY)]
    assert numbers == list(range(outcomes.count("published") + 1, 0, -1))


def test_a_draft_with_a_cell_nobody_can_read_is_refused_with_findings(office: Office) -> None:
    saved(office, SHIPPED.replace(b'unit="minute"', b'unit="abad"', 1))
    with pytest.raises(DeployRefused) as refused:
        library.publish(office.site, office["pemilik"], KEY, "coba")
    assert refused.value.findings and count(office) == 1
