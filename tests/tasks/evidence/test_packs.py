"""Evidence packs: what they hold, that the verifier finds them sound anywhere, who may make them, what is recorded."""

from __future__ import annotations

import ast
import csv
import hashlib
import io
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select

from engine import audit, schema
from engine.audit.encoding import canonical
from engine.database import Actor
from engine.refusals import Forbidden, Invalid, NotFound
from tasks.evidence import logs, pack
from tasks.evidence.scope import Purpose
from tests.support.office import OPERATOR, Office
from tests.tasks.evidence import packs

ELSEWHERE = Actor("auditor2", "Auditor", frozenset({"auditor", "supervisor"}), office="kotabaru")


def table(files: dict[str, bytes], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[f"data/{name}.csv"].decode("utf-8-sig"), newline="")))


def recorded(office: Office, action: str) -> list[tuple[str, Any, str]]:
    rows = schema.audit.c
    query = select(rows.actor, rows.details, rows.reason).where(rows.action == action).order_by(rows.seq)
    with office.site.db.read() as tx:
        return [(who, json.loads(details), why) for who, details, why in tx.conn.execute(query)]


def test_the_pack_of_a_case_is_sound_and_complete(office: Office, tmp_path: Path) -> None:
    number = packs.played(office)
    content = packs.of_case(office, number)
    code, answer = packs.verify(content, tmp_path)
    assert (code, packs.faults(answer)) == (0, []), answer
    assert "UTUH" in answer and "SOUND" in answer and "1 permohonan" in answer
    files = packs.opened(content)
    assert {name.partition("/")[0] for name in files} == {
        *("BACA-SAYA.txt", "verify.py", "manifest.json", "manifest.sig"),
        *("trail", "sop", "calendar", "decision", "data"),
        *("index.html", "ringkasan.pdf", "maklumat.pdf"),
    }
    assert files["verify.py"] == packs.VERIFIER.read_bytes()
    assert b"Siti" not in b"".join(files.values())  # applicants appear as case numbers alone
    assert [row["reason"] for row in table(files, "pauses")] == ["jaringan"]
    assert [row["evidence"] for row in table(files, "pauses")] == ["'=HYPERLINK(1)"]
    assert [(row["state"], row["responsible"]) for row in table(files, "breaches")] == [
        ("confirmed", "jaringan")
    ]
    assert [row["state"] for row in table(files, "steps")] == ["COMPLETED", "COMPLETED", "CREATED"]
    (case,) = table(files, "cases")
    parts = [
        float(case[name]) for name in case if name.endswith("_seconds") and name[:3] not in ("gro", "net")
    ]
    assert float(case["gross_seconds"]) == pytest.approx(sum(parts))


def test_the_manifest_lists_and_signs_every_file(office: Office) -> None:
    files = packs.opened(packs.of_case(office, packs.played(office)))
    manifest = json.loads(files["manifest.json"])
    assert canonical(manifest) == files["manifest.json"]
    assert {one["name"]: (one["sha256"], one["size"]) for one in manifest["files"]} == {
        name: (hashlib.sha256(content).hexdigest(), len(content))
        for name, content in files.items()
        if not name.startswith("manifest")
    }
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(manifest["public_key"]))
    key.verify(bytes.fromhex(files["manifest.sig"].decode()), pack.SIGNED + files["manifest.json"])
    assert (manifest["made_by"], manifest["purpose"]["code"]) == ("auditor", "zi_wbk")
    assert manifest["scope"]["number"] == table(files, "cases")[0]["number"]


def test_every_record_of_the_pack_is_sworn_to_and_the_pack_itself_is_recorded(office: Office) -> None:
    number = packs.played(office)
    files = packs.opened(packs.of_case(office, number))
    heads = [json.loads(line) for line in files["trail/heads.jsonl"].splitlines()]
    sworn = [json.loads(line)["heads"] for line in files["trail/checkpoints.jsonl"].splitlines()]
    for head in heads:
        assert [head["chain"], head["seq"], head["hash"]] in [end for ends in sworn for end in ends]
    ((who, told, why),) = recorded(office, "pack.made")
    assert (who, told["case"], told["purpose"], why) == ("auditor", number, "zi_wbk", "penilaian 2026")
    with office.site.db.read() as tx:
        assert audit.verify(tx, office.site.checkpoints).sound


def test_a_period_holds_its_cases_and_no_other(office: Office, tmp_path: Path) -> None:
    first = packs.played(office)
    office.clock.move(timedelta(days=1))
    second = office.start().instance
    office.clock.move(timedelta(days=60))
    late = office.start().instance
    content = packs.of_period(office)
    files = packs.opened(content)
    assert [int(row["case"]) for row in table(files, "cases")] == [first, second] and late > second
    code, answer = packs.verify(content, tmp_path)
    assert code == 0 and "2 permohonan" in answer, answer
    nothing = packs.of_period(office, replace(packs.PERIOD, start=packs.at(days=100), end=packs.at(days=101)))
    code, answer = packs.verify(nothing, tmp_path)
    assert code == 0 and "0 permohonan" in answer, answer


def test_a_key_made_later_is_vouched_for_by_the_first(office: Office, tmp_path: Path) -> None:
    number = packs.played(office)
    with office.site.db.begin(OPERATOR) as tx:
        first = audit.checkpoint(tx, office.site.keys, office.site.checkpoints).key_id
    office.clock.move(timedelta(minutes=1))
    with office.site.db.begin(OPERATOR) as tx:
        second = audit.rotate(tx, office.site.keys).id
    office.do(number)
    content = packs.of_case(office, number)
    for known in (first, second):
        code, answer = packs.verify(content, tmp_path, "--key", known)
        assert code == 0 and "2 titik periksa" in answer, answer
    code, answer = packs.verify(content, tmp_path, "--key", "0" * 16)
    assert code == 1 and packs.faults(answer)[0][0] == "key_other"
    assert packs.verify(content, tmp_path, "--key", "kunci")[0] == 2


def test_auditors_and_supervisors_of_the_office_make_packs_and_nobody_else(office: Office) -> None:
    number = packs.played(office)
    assert packs.of_case(office, number, "kasi")
    for login in ("petugas1", "pemilik", "admin"):
        with pytest.raises(Forbidden):
            pack.of_case(office.site, office[login], number, packs.ZI)
        with pytest.raises(Forbidden):
            pack.of_period(office.site, office[login], packs.PERIOD, packs.ZI)
        with pytest.raises(Forbidden):
            logs.as_xes(office.site, office[login], packs.PERIOD)
    with pytest.raises(NotFound):
        pack.of_case(office.site, ELSEWHERE, number, packs.ZI)
    with pytest.raises(NotFound):
        pack.of_case(office.site, office["auditor"], 999, packs.ZI)
    with pytest.raises(Forbidden):
        pack.of_period(office.site, ELSEWHERE, packs.PERIOD, packs.ZI)
    assert [who for who, _, _ in recorded(office, "pack.made")] == ["kasi"]


@pytest.mark.parametrize(
    "purpose", [Purpose("iseng"), Purpose("lain", "x" * 1001), Purpose("lain", "a\x00b")]
)
def test_a_purpose_that_cannot_be_is_refused(office: Office, purpose: Purpose) -> None:
    with pytest.raises(Invalid):
        pack.of_case(office.site, office["auditor"], packs.played(office), purpose)
    with pytest.raises(NotFound):
        wanted = replace(packs.PERIOD, definition_key="tidak_ada")
        pack.of_period(office.site, office["auditor"], wanted, packs.ZI)


def test_the_verifier_is_one_file_of_the_standard_library_for_python_3_8() -> None:
    tree = ast.parse(packs.VERIFIER.read_text(), feature_version=(3, 8))
    named = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    }
    assert named <= {
        *(
            "__future__",
            "argparse",
            "csv",
            "datetime",
            "hashlib",
            "io",
            "json",
            "re",
            "struct",
            "sys",
            "typing",
        ),
        *("xml.parsers", "zipfile", "zlib"),
    }
