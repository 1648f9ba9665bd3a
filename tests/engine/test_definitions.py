"""Definitions: checked, versioned and pinned; what is broken is refused with every finding and leaves nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from engine import audit, definitions, schema
from engine.database import Actor, Database
from engine.definitions import DeployRefused
from engine.refusals import Conflict, NotFound
from processes.lint.messages import text as text_of
from tests.processes.templates import END, START, file, flow, lane, task, when
from tests.support.sops import shipped

OWNER = Actor("pemilik", roles=frozenset({"process_owner"}))
MICIN_DARURAT = shipped("micin_darurat")


def simple(name: str = "Tugas a") -> bytes:
    body = START + task("a").replace("Tugas a", name) + END + flow("s", "a") + flow("a", "e")
    return file(body, lanes=lane("s", "a", "e"))


def deploy(db: Database, xml: bytes, note: str = "", expected: int | None = None) -> definitions.Definition:
    with db.begin(OWNER) as tx:
        return definitions.deploy(tx, xml, note, expected)


def stored(db: Database) -> int:
    with db.read() as tx:
        assert not audit.verify(tx).faults
        return tx.conn.execute(select(func.count()).select_from(schema.definitions)).scalar_one()


def test_versions_count_up_and_say_who_when_and_why(db: Database) -> None:
    first = deploy(db, simple(), "pertama")
    second = deploy(db, simple("Tugas baru"), "nama jelas")
    assert (first.version, second.version) == (1, 2)
    assert deploy(db, simple("Tugas baru"), "sama").id == second.id  # the same bytes are the same version
    assert deploy(db, simple(), "kembali").version == 3  # an earlier text is a new version all the same
    with db.read() as tx:
        lines = definitions.versions(tx, "p")
        assert [(line.version, line.note, line.created_by) for line in lines] == [
            (3, "kembali", "pemilik"),
            (2, "nama jelas", "pemilik"),
            (1, "pertama", "pemilik"),
        ]
        assert definitions.latest(tx, "p").version == 3
        assert definitions.numbered(tx, "p", 2).diagram.activities["a"].name == "Tugas baru"
        assert definitions.source(tx, first.id) == simple()
        assert [line.version for line in definitions.in_force_of_each(tx)] == [3]
        actions = tx.conn.execute(select(schema.audit.c.action, schema.audit.c.reason)).all()
    assert [tuple(row) for row in actions] == [
        ("definition.published", reason) for reason in ("pertama", "nama jelas", "kembali")
    ]


def test_an_edit_of_an_older_version_is_refused(db: Database) -> None:
    deploy(db, simple(), expected=0)
    deploy(db, simple("Dua"), expected=1)
    for seen in (0, 1):
        with pytest.raises(Conflict, match=r"definition\.newer_version") as refused:
            deploy(db, simple("Tiga"), expected=seen)
        assert refused.value.values == {"version": 2}
    assert stored(db) == 2


def test_what_only_the_compiler_finds_names_element_line_and_function(db: Database) -> None:
    gate = '<bpmn:exclusiveGateway id="g" name="Lanjut?" default="g_e"/>\n'
    ways = flow("s", "a") + flow("a", "g") + flow("g", "e", "selesai") + flow("b", "e")
    for text, key in (('__import__("os").system("id")', "no_function"), ("1 +", "not_feel")):
        xml = file(
            START + task("a") + gate + task("b") + END + ways + flow("g", "b", "jalankan", when(text)),
            lanes=lane("s", "a", "g", "b", "e"),
        )
        with pytest.raises(DeployRefused) as refused:
            deploy(db, xml)
        (finding,) = refused.value.findings
        assert (finding.key, finding.element, finding.name) == (key, "g_b", "jalankan")
        assert b'id="g_b"' in xml.splitlines()[finding.line - 1]
        assert "jalankan" in text_of(finding, "id") and "jalankan" in text_of(finding, "en")
    assert stored(db) == 0


def test_what_is_not_there_is_not_found(db: Database) -> None:
    deploy(db, simple())
    with db.read() as tx:
        for look in (
            lambda: definitions.load(tx, 99),
            lambda: definitions.latest(tx, "q"),
            lambda: definitions.numbered(tx, "p", 2),
            lambda: definitions.source(tx, 99),
        ):
            with pytest.raises(NotFound):
                look()


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"\x00\x01",
        b"<a/>",
        simple()[:-20],
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + simple(),
        simple().replace(b'targetRef="e"', b'targetRef="nowhere"'),
        simple().replace(b'id="e"', b'id="a"'),
        simple().replace(b"userTask", b"scriptTask"),
    ],
    ids=["empty", "bytes", "xml", "cut", "doctype", "reference", "twice", "script"],
)
def test_a_broken_file_is_refused_with_findings_and_nothing_is_stored(db: Database, xml: bytes) -> None:
    with pytest.raises(DeployRefused) as refused:
        deploy(db, xml)
    assert [finding for finding in refused.value.findings if finding.severity == "error"]
    assert len(refused.value.problems) == len(refused.value.findings)
    assert stored(db) == 0


def test_the_shipped_sop_deploys_without_a_finding(db: Database) -> None:
    assert [f for f in definitions.check(MICIN_DARURAT) if f.severity == "error"] == []
    deploy(db, shipped("periksa_lanjutan"))
    with db.read() as tx:
        assert definitions.check(MICIN_DARURAT, tx) == ()
    made = deploy(db, MICIN_DARURAT)
    assert (made.key, made.version) == ("micin_darurat", 1)
    with db.read() as tx:
        assert definitions.load(tx, made.id).spec is definitions.latest(tx, "micin_darurat").spec
