"""Decision models: checked, versioned and pinned; what is broken is refused with every finding and leaves nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from threading import Barrier

import pytest
from sqlalchemy import func, select

from engine import audit, decision_models, schema
from engine.database import Actor, Database
from engine.decision_models import ModelRefused, Version
from engine.refusals import Conflict, NotFound
from tests.engine.dmn.drawing import clause, decision, given, model, output, table

OWNER = Actor("pemilik", roles=frozenset({"process_owner"}))


def drawn(result: str = "1", policy: str = "UNIQUE") -> bytes:
    rows = [("< 5", result), (">= 5", "2")]
    asked = table(policy, [clause("usia", "integer")], [output("", "number")], rows)
    return model(given("usia", "integer"), decision("Nilai", asked, inputs=["usia"]))


def publish(db: Database, xml: bytes, note: str = "", expected: int | None = None) -> Version:
    with db.begin(OWNER) as tx:
        return decision_models.publish(tx, xml, note, expected)


def test_versions_count_up_and_say_who_when_and_why(db: Database) -> None:
    first = publish(db, drawn(), "pertama")
    assert publish(db, drawn("3"), "naik").version == 2
    assert publish(db, drawn("3"), "sama").version == 2  # the same bytes are the same version
    assert publish(db, drawn(), "kembali").version == 3
    with db.read() as tx:
        lines = decision_models.versions(tx, "model")
        assert [(line.version, line.note, line.created_by) for line in lines] == [
            (3, "kembali", "pemilik"),
            (2, "naik", "pemilik"),
            (1, "pertama", "pemilik"),
        ]
        assert lines[0].content_hash == lines[2].content_hash != lines[1].content_hash
        assert decision_models.latest(tx, "model").decisions.fingerprint == lines[0].content_hash
        assert decision_models.numbered(tx, "model", 2).version.note == "naik"
        assert decision_models.load(tx, first.id).version == first
        assert decision_models.source(tx, first.id) == drawn()
        assert [line.version for line in decision_models.newest_of_each(tx)] == [3]
        actions = tx.conn.execute(select(schema.audit.c.action, schema.audit.c.reason)).all()
        assert not audit.verify(tx).faults
    assert [tuple(row) for row in actions] == [
        ("decision.published", reason) for reason in ("pertama", "naik", "kembali")
    ]


def test_an_edit_of_an_older_version_is_refused(db: Database) -> None:
    publish(db, drawn())
    publish(db, drawn("3"), expected=1)
    with pytest.raises(Conflict) as refused:
        publish(db, drawn("4"), expected=1)
    assert (refused.value.key, refused.value.values) == ("decision.newer_version", {"version": 2})


@pytest.mark.parametrize(
    ("xml", "key"),
    [
        (b"", "not_xml"),
        (b"<a/>", "not_dmn"),
        (drawn(policy="SOMETIMES"), "unknown_policy"),
        (drawn("1 +"), "bad_result"),
        (drawn().replace(b'id="model"', b'id="a/b"'), "model_key"),
        (drawn().replace(b' id="model"', b""), "model_key"),
    ],
)
def test_a_broken_file_is_refused_with_its_findings_and_leaves_nothing(
    db: Database, xml: bytes, key: str
) -> None:
    with pytest.raises(ModelRefused) as refused:
        publish(db, xml)
    found = [finding.key for finding in refused.value.findings if finding.severity == "error"]
    assert found == [key]
    with db.read() as tx:
        assert tx.conn.execute(select(func.count()).select_from(schema.decision_models)).scalar_one() == 0


def test_of_two_who_publish_at_once_one_is_told(postgres_db: Database) -> None:
    publish(postgres_db, drawn())
    start, refused = Barrier(2), []

    def race(result: str) -> None:
        start.wait()
        try:
            publish(postgres_db, drawn(result), expected=1)
        except Conflict as conflict:
            refused.append(conflict.key)

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(race, ("3", "4")))
    with postgres_db.read() as tx:
        assert [line.version for line in decision_models.versions(tx, "model")] == [2, 1]
    assert refused == ["decision.newer_version"]


def test_what_is_not_there_is_not_found(db: Database) -> None:
    with db.read() as tx:
        for missing in (
            lambda: decision_models.latest(tx, "tidak_ada"),
            lambda: decision_models.numbered(tx, "tidak_ada", 1),
            lambda: decision_models.load(tx, 99),
            lambda: decision_models.source(tx, 99),
        ):
            with pytest.raises(NotFound):
                missing()


def test_files_are_told_apart_by_their_standard() -> None:
    assert decision_models.is_dmn(drawn())
    assert not decision_models.is_dmn((files("bpmn") / "micin_darurat.bpmn").read_bytes())
    assert decision_models.key_of(drawn()) == "model"
