"""Whatever is changed in a pack, the verifier finds it and names it, though nothing else was touched."""

from __future__ import annotations

import copy
import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from engine.audit.encoding import canonical
from engine.audit.keys import key_id
from engine.clock import VirtualClock
from engine.database import Database
from tasks.evidence import pack, verify
from tests.conftest import START
from tests.support.office import Office, furnish
from tests.tasks.evidence import packs
from tests.tasks.evidence.packs import Records


@pytest.fixture(scope="module")
def made(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, bytes]:
    """A case and its pack, made once: nothing here depends on the database any more."""
    folder = tmp_path_factory.mktemp("kantor")
    shutil.copyfile(sqlite_template, folder / "alur.db")
    clock = VirtualClock(START)
    database = Database(f"sqlite:///{folder / 'alur.db'}", clock)
    office = furnish(database, clock, folder / "alur")
    case = packs.played(office)
    content = packs.of_case(office, case)
    database.close()
    return case, content


@pytest.fixture
def number(made: tuple[int, bytes]) -> int:
    return made[0]


@pytest.fixture
def content(made: tuple[int, bytes]) -> bytes:
    return made[1]


ZIP = ("zip_changed", "ZIP")


def found(content: bytes, folder: Path, *words: str) -> list[tuple[str, str]]:
    code, answer = packs.verify(content, folder, *words)
    assert code == 1 and "TIDAK UTUH" in answer, answer
    return [one for one in packs.faults(answer) if one != ZIP]  # whoever packs anew is found by that too


def test_one_changed_byte_is_found_in_every_kind_of_file(content: bytes, tmp_path: Path) -> None:
    files = packs.opened(content)
    for name in files:
        if name.startswith("manifest"):
            continue
        raw = bytearray(files[name])
        place = len(raw) // 2
        raw[place] ^= 1
        assert ("file_changed", name) in found(packs.zipped({**files, name: bytes(raw)}), tmp_path), name


def test_one_changed_byte_is_found_anywhere_in_the_zip(content: bytes, tmp_path: Path) -> None:
    behind = zipfile.ZipFile(BytesIO(content)).getinfo("manifest.json").header_offset
    places = [*range(0, behind, behind // 40), *range(behind, len(content), 13)]
    path = tmp_path / "paket.zip"
    for place in places:
        changed = bytearray(content)
        changed[place] ^= 1 + place % 255
        path.write_bytes(changed)
        try:
            pack_ = verify.Pack(str(path))
            verify.check_files(pack_)
            verify.check_zip(pack_)
            verify.check_signature(pack_, "", verify.read_keys(pack_))
        except verify.Unreadable:
            continue
        assert pack_.faults, place


def test_bytes_before_between_and_behind_are_found(content: bytes, tmp_path: Path) -> None:
    for changed in (b"x" + content, content + b"x"):
        code, answer = packs.verify(changed, tmp_path)
        assert code == 1 and ZIP in packs.faults(answer), answer


def test_a_changed_manifest_or_signature_is_found(content: bytes, tmp_path: Path) -> None:
    files = packs.opened(content)
    told = files["manifest.json"].replace(b'"made_by":"auditor"', b'"made_by":"auditot"')
    assert ("signature_wrong", "manifest.json") in found(
        packs.zipped({**files, "manifest.json": told}), tmp_path
    )
    signature = b"00" + files["manifest.sig"][2:]
    assert ("signature_wrong", "manifest.json") in found(
        packs.zipped({**files, "manifest.sig": signature}), tmp_path
    )
    assert ("signature_wrong", "manifest.json") in found(
        packs.zipped({**files, "manifest.sig": b"bukan tanda tangan"}), tmp_path
    )


def _of(rows: Records, chain: str, seq: int) -> int:
    return next(at for at, row in enumerate(rows) if (row["chain"], row["seq"]) == (chain, seq))


def edit(rows: Records, at: int) -> Records:
    rows[at]["actor"] = "orang lain"
    return rows


def edit_details(rows: Records, at: int) -> Records:
    rows[at]["details"] = {"state": ["ASSIGNED", "SELESAI"]}
    return rows


def drop(rows: Records, at: int) -> Records:
    return rows[:at] + rows[at + 1 :]


def swap(rows: Records, at: int) -> Records:
    rows[at], rows[at + 1] = rows[at + 1], rows[at]
    return rows


def renumber(rows: Records, at: int) -> Records:
    """Exchange two records, numbers and all."""
    rows[at], rows[at + 1] = rows[at + 1], rows[at]
    rows[at]["seq"], rows[at + 1]["seq"] = rows[at + 1]["seq"], rows[at]["seq"]
    return rows


def insert(rows: Records, at: int) -> Records:
    """A record of one's own, the following ones pushed on."""
    chain, new = rows[at]["chain"], _forged({**copy.deepcopy(rows[at]), "actor": "orang lain"})
    for row in rows[at:]:
        if row["chain"] == chain:
            row["seq"] += 1
    return [*rows[:at], new, *rows[at:]]


def twice(rows: Records, at: int) -> Records:
    return [*rows[: at + 1], copy.deepcopy(rows[at]), *rows[at + 1 :]]


def cut(rows: Records, at: int) -> Records:
    return [row for row in rows if row["chain"] != rows[at]["chain"] or row["seq"] < rows[at]["seq"]]


def elsewhere(rows: Records, at: int) -> Records:
    """Give a record to another chain."""
    rows[at]["chain"] = "instance:999"
    return rows


CHANGES: list[tuple[Callable[[Records, int], Records], str, int]] = [
    (edit, "edited", 3),
    (edit_details, "edited", 3),
    (drop, "deleted", 3),
    (swap, "reordered", 3),
    (renumber, "reordered", 3),
    (insert, "inserted", 3),
    (twice, "inserted", 4),
    (cut, "cut_off", 3),
    (elsewhere, "cut_off", 3),
]


@pytest.mark.parametrize(("change", "code", "seq"), CHANGES, ids=lambda v: getattr(v, "__name__", None))
def test_the_first_wrong_record_of_a_chain_is_named(
    content: bytes, number: int, tmp_path: Path, change: Any, code: str, seq: int
) -> None:
    chain = f"instance:{number}"
    changed = packs.with_records(content, lambda rows: change(rows, _of(rows, chain, 3)))
    named = found(changed, tmp_path)
    assert (code, f"{chain} #{seq}") in named, named
    assert ("file_changed", "trail/records.jsonl") in named


def test_a_forked_chain_is_told_from_an_edited_one(content: bytes, number: int, tmp_path: Path) -> None:
    chain = f"instance:{number}"

    def fork(rows: Records) -> Records:
        at = _of(rows, chain, 3)
        forked = _forged({**rows[at], "prev": rows[at - 1]["prev"], "actor": "orang lain"})
        return [*rows[:at], forked, *rows[at + 1 :]]

    assert ("forked", f"{chain} #3") in found(packs.with_records(content, fork), tmp_path)

    def rewrite(rows: Records) -> Records:
        at = _of(rows, chain, 3)
        return [*rows[:at], _forged({**rows[at], "actor": "orang lain"}), *rows[at + 1 :]]

    assert ("edited", f"{chain} #3") in found(packs.with_records(content, rewrite), tmp_path)


def _forged(row: dict[str, Any]) -> dict[str, Any]:
    """The record with the hash that is right for what it says now."""
    hashed = {key: value for key, value in row.items() if key not in ("details_text", "hash")}
    return {**row, "hash": hashlib.sha256(canonical(hashed)).hexdigest()}


def _resealed(files: dict[str, bytes]) -> bytes:
    """Files, manifest and signature made anew by somebody with a key of their own."""
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    manifest = json.loads(files["manifest.json"])
    manifest |= {"public_key": public.hex(), "key_id": key_id(public)}
    manifest["files"] = [
        {"name": name, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
        for name, content in files.items()
        if not name.startswith("manifest")
    ]
    told = canonical(manifest)
    signature = key.sign(pack.SIGNED + told).hex().encode()
    return packs.zipped({**files, "manifest.json": told, "manifest.sig": signature})


def test_a_pack_sealed_anew_by_another_key_is_found(content: bytes, number: int, tmp_path: Path) -> None:
    known = json.loads(packs.opened(content)["manifest.json"])["key_id"]
    named = found(_resealed(packs.opened(content)), tmp_path, "--key", known)
    assert [code for code, _ in named] == ["key_other", "key_other"]
    edited = packs.with_records(content, lambda rows: edit(rows, _of(rows, f"instance:{number}", 2)))
    named = found(_resealed(packs.opened(edited)), tmp_path)
    assert ("edited", f"instance:{number} #2") in named and ("key_other", "manifest.json") in named


def test_a_whole_chain_rewritten_is_found_by_the_checkpoints(
    content: bytes, number: int, tmp_path: Path
) -> None:
    files = packs.opened(content)
    chain, prev = f"instance:{number}", "00" * 32
    rows = [json.loads(line) for line in files["trail/records.jsonl"].splitlines()]
    heads = [json.loads(line) for line in files["trail/heads.jsonl"].splitlines()]
    for row in rows:
        if row["chain"] == chain:
            row |= _forged({**row, "actor": "orang lain", "prev": prev})
            prev = row["hash"]
    for head in heads:
        if head["chain"] == chain:
            head["hash"] = prev
    files["trail/records.jsonl"] = b"".join(json.dumps(row).encode() + b"\n" for row in rows)
    files["trail/heads.jsonl"] = b"".join(json.dumps(head).encode() + b"\n" for head in heads)
    named = found(packs.zipped(files), tmp_path)
    assert [where for code, where in named if code == "checkpoint_mismatch" and chain in where]
    assert not [where for code, where in named if code == "edited"]


def test_a_changed_checkpoint_is_found(content: bytes, tmp_path: Path) -> None:
    files = packs.opened(content)
    (line,) = files["trail/checkpoints.jsonl"].splitlines()
    one = json.loads(line)

    def changed(**more: Any) -> list[tuple[str, str]]:
        told = json.dumps({**one, **more}).encode() + b"\n"
        return found(packs.zipped({**files, "trail/checkpoints.jsonl": told}), tmp_path)

    assert ("signature_wrong", "checkpoint 1") in changed(signature="00" * 64)
    assert ("signature_wrong", "checkpoint 1") in changed(statement={**one["statement"], "at": "2020"})
    assert ("checkpoint_mismatch", "checkpoint 1") in changed(heads=one["heads"][1:])
    gone = found(packs.zipped({**files, "trail/checkpoints.jsonl": b""}), tmp_path)
    assert ("checkpoint_missing", "trail/checkpoints.jsonl") in gone


def test_data_that_says_something_else_than_the_trail_is_found(
    content: bytes, number: int, tmp_path: Path
) -> None:
    files = packs.opened(content)
    for name, old, new in (
        ("data/steps.csv", b",petugas1,petugas1,", b",petugas1,petugas2,"),
        ("data/cases.csv", b"petugas1", b"petugas2"),
        ("data/log.xes", b'transition" value="complete"', b'transition" value="autoskip"'),
    ):
        assert old in files[name], name
        named = found(packs.zipped({**files, name: files[name].replace(old, new)}), tmp_path)
        assert ("data_mismatch", f"{name}: instance:{number}") in named, (name, named)
    for name in ("data/pauses.csv", "data/breaches.csv"):
        heading = files[name].splitlines(keepends=True)[0]
        named = found(packs.zipped({**files, name: heading}), tmp_path)
        assert ("data_mismatch", f"{name}: instance:{number}") in named, (name, named)


def test_files_added_taken_away_or_put_in_under_unsafe_names_are_found(
    content: bytes, tmp_path: Path
) -> None:
    files = packs.opened(content)
    named = found(packs.zipped({**files, "data/tambahan.csv": b"x"}), tmp_path)
    assert named == [("file_added", "data/tambahan.csv")]
    less = {name: held for name, held in files.items() if name != "data/pauses.csv"}
    assert ("file_missing", "data/pauses.csv") in found(packs.zipped(less), tmp_path)
    for unsafe in ("../keluar.txt", "/etc/passwd", "data/../../x", "C:\\x"):
        named = found(packs.zipped({**files, unsafe: b"x"}), tmp_path)
        assert [code for code, _ in named] == ["file_unsafe"]
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["paket.zip", "verify.py"]


def test_an_sop_that_is_not_the_published_one_is_found(content: bytes, tmp_path: Path) -> None:
    files = packs.opened(content)
    name = "sop/micin_darurat-v1.bpmn"
    named = found(packs.zipped({**files, name: files[name] + b" "}), tmp_path)
    assert ("source_other", name) in named


def test_a_damaged_zip_is_named_and_what_is_no_pack_cannot_be_read(content: bytes, tmp_path: Path) -> None:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        info = archive.getinfo("data/ocel.xml")
    raw = bytearray(content)
    raw[info.header_offset + 60 + info.compress_size // 2] ^= 0x55
    assert ("file_changed", "data/ocel.xml") in found(bytes(raw), tmp_path)
    for nothing in (b"", b"bukan zip", packs.zipped({"a.txt": b"x"}), packs.zipped({"manifest.json": b"[]"})):
        code, answer = packs.verify(nothing, tmp_path)
        assert code == 2 and "TIDAK DAPAT DIBACA" in answer


def test_a_file_that_swells_and_an_xml_bomb_are_not_unpacked(content: bytes, tmp_path: Path) -> None:
    files = packs.opened(content)
    named = found(packs.zipped({**files, "data/ocel.json": bytes(200_000_000)}), tmp_path)
    assert ("file_changed", "data/ocel.json") in named
    bomb = b'<?xml version="1.0"?><!DOCTYPE log [<!ENTITY a "aaaa">]><log>&a;</log>'
    assert ("file_changed", "data/log.xes") in found(packs.zipped({**files, "data/log.xes": bomb}), tmp_path)


def test_what_was_changed_in_the_database_before_is_named_too(office: Office, tmp_path: Path) -> None:
    number = packs.played(office)
    packs.of_case(office, number)  # its checkpoint swears to the records as they were
    packs.broken(office, number)
    named = found(packs.of_case(office, number), tmp_path)
    assert named[0] == ("edited", f"instance:{number} #2")
    assert ("data_mismatch", f"data/steps.csv: instance:{number}") in named
