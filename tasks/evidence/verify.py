#!/usr/bin/env python3
"""Verifies an evidence pack of Alur on any computer with Python 3.8 or newer: this one file, no other library.

    python verify.py pack.zip [--key FINGERPRINT]

Exit codes: 0 sound, 1 something is wrong, 2 the pack cannot be read or the command is wrong.
The formats are written down in docs/evidence.md and docs/audit-format.md of Alur.
"""
# ruff: noqa: UP006, UP017, UP035, UP045 -- this file runs on Python 3.8, without Alur

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import re
import struct
import sys
import zipfile
import zlib
from datetime import datetime, timezone
from typing import Any, Dict, Iterable, Iterator, List, NamedTuple, Optional, Set, Tuple
from xml.parsers import expat

GENESIS = bytes(32)
KEYS_CHAIN = "audit-keys"
SIGNED = b"alur evidence pack\0"
ENDORSED = b"alur audit key\0"
MOST_FILES = 10_000
MOST_MANIFEST = 64 * 2**20
MOST_BYTES = 64 * 2**30  # of one file
MOST_LINE = 16 * 2**20
SEARCHED = 10_000  # places looked at to find where a moved record came from
SOURCES = ("sops", "decisions", "calendars")
FIELDS = ("action", "actor", "at", "chain", "device_at", "on_behalf", "reason", "subject")
ODD = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError)
"""What reading a file somebody tampered with may raise."""

SAFE_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*")

WORDS = {
    "edited": ("catatan diubah setelah ditulis", "the record was edited after it was written"),
    "deleted": ("catatan hilang", "the record is gone"),
    "reordered": (
        "catatan tidak di tempat asalnya",
        "the record stands at another place than it was written for",
    ),
    "inserted": ("catatan disisipkan kemudian", "the record was inserted later"),
    "cut_off": ("mulai catatan ini ujung rantai hilang", "from this record on the end of the chain is gone"),
    "forked": ("dua catatan mengikuti catatan yang sama", "two records follow the same one"),
    "checkpoint_missing": ("titik periksa hilang", "the checkpoint is missing"),
    "checkpoint_mismatch": (
        "tidak sesuai dengan yang dinyatakan titik periksa",
        "not what the checkpoint swore to",
    ),
    "signature_wrong": ("tanda tangan salah", "the signature is wrong"),
    "key_other": ("ditandatangani kunci lain", "signed by another key"),
    "file_changed": ("berkas diubah", "the file was changed"),
    "file_missing": ("berkas hilang", "the file is gone"),
    "file_added": ("berkas tidak ada dalam daftar", "the file is not in the manifest"),
    "zip_changed": (
        "ZIP diubah di luar isi berkas, atau dipaket ulang",
        "the ZIP around the files was changed, or packed anew",
    ),
    "file_unsafe": ("nama berkas berbahaya", "the name of the file is unsafe"),
    "source_other": ("bukan versi yang diterbitkan", "not the version that was published"),
    "data_mismatch": ("tidak sama dengan jejak audit", "not what the audit trail says"),
}


class Unreadable(Exception):
    """The pack cannot be read at all."""


class Fault(NamedTuple):
    """One thing that is wrong, and where: a record ("instance:5 #3"), a checkpoint or a file."""

    code: str
    where: str


class Record(NamedTuple):
    """A record as it stands in the pack; `own(record, seq)` says whether its hash is right under a number."""

    chain: str
    seq: int
    fields: Dict[str, Any]
    prev: bytes
    hash: bytes


Tally = Dict[str, Dict[Tuple[str, str], int]]
"""By case and (what, which): how often; sums of digests where the values matter."""


# --- Ed25519 (RFC 8032), plain integers: slow, small, and enough to verify ---

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)
Point = Tuple[int, int, int, int]
ZERO = (0, 1, 1, 0)


def add(p: Point, q: Point) -> Point:
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c = 2 * p[3] * q[3] * D % P
    d = 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def decoded(raw: bytes) -> Optional[Point]:
    """The point 32 bytes stand for; None when there is none (RFC 8032, 5.1.3)."""
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def encoded(p: Point) -> bytes:
    inverse = pow(p[2], P - 2, P)
    x, y = p[0] * inverse % P, p[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


BASE = decoded((4 * pow(5, P - 2, P) % P).to_bytes(32, "little")) or ZERO


def sum_of(s: int, k: int, p: Point) -> Point:
    """s times the base point plus k times p."""
    both, total = add(BASE, p), ZERO
    for bit in range(max(s.bit_length(), k.bit_length()) - 1, -1, -1):
        total = add(total, total)
        picked = (s >> bit & 1) + 2 * (k >> bit & 1)
        if picked:
            total = add(total, (ZERO, BASE, p, both)[picked])
    return total


def signed_by(public: Optional[bytes], signature: bytes, message: bytes) -> bool:
    """Whether the signature over the message is that key's."""
    if public is None or len(public) != 32 or len(signature) != 64:
        return False
    point, s = decoded(public), int.from_bytes(signature[32:], "little")
    if point is None or s >= L or encoded(sum_of(0, 8, point)) == encoded(ZERO):
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    minus = (P - point[0], point[1], point[2], P - point[3])
    return encoded(sum_of(s, k, minus)) == signature[:32]


def key_id(public: bytes) -> str:
    return hashlib.sha256(public).hexdigest()[:16]


# --- canonical bytes and chains (docs/audit-format.md) ---


def quoted(value: Any) -> str:
    """A text, number or null as RFC 8785 writes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def own(record: Record, seq: int) -> bool:
    """Whether the record's content, taken as number `seq`, has the record's hash."""
    f = record.fields
    try:
        told = {name: quoted(f[name]) for name in FIELDS}
        told.update(details=f["details_text"], prev=quoted(record.prev.hex()), seq=str(seq))
        text = "{" + ",".join(f'"{name}":{told[name]}' for name in sorted(told)) + "}"
        same = json.loads(f["details_text"]) == f["details"]
        return same and hashlib.sha256(text.encode()).digest() == record.hash
    except ODD:
        return False


def read_record(line: bytes) -> Optional[Record]:
    try:
        f = json.loads(line)
        record = Record(f["chain"], f["seq"], f, bytes.fromhex(f["prev"]), bytes.fromhex(f["hash"]))
        return record if isinstance(record.chain, str) and type(record.seq) is int else None
    except ODD:
        return None


def chain_fault(rows: List[Record], head: Optional[Tuple[int, bytes]]) -> Optional[Fault]:
    """The first wrong record of a chain, read in the order of the file."""
    name, before, prev = rows[0].chain, b"", GENESIS
    end = head[0] if head else 0
    for place, row in enumerate(rows, 1):
        code, at = record_fault(rows, row, place, (before, prev, end))
        if code:
            return Fault(code, f"{name} #{at}")
        before, prev = prev, row.hash
    last = rows[-1]
    if head is None:
        return Fault("inserted", f"{name} #1")
    if end != last.seq:
        return Fault("cut_off" if end > last.seq else "inserted", f"{name} #{min(end, last.seq) + 1}")
    return None if head[1] == last.hash else Fault("edited", f"{name} #{last.seq}")


def record_fault(
    rows: List[Record], row: Record, place: int, around: Tuple[bytes, bytes, int]
) -> Tuple[str, int]:
    """What is wrong with a record at a place ("" for nothing), after records with these two hashes; and where."""
    before, prev, _ = around
    linked = row.prev == prev
    if row.seq != place:
        if linked and own(row, place):
            return "reordered", place
        if row.seq < place:
            return "inserted", place
        return ("reordered" if any(one.seq == place for one in rows) else "deleted"), place
    if not own(row, place):
        return misplaced(rows, row, place, around)
    if linked:
        return "", place
    return ("forked", place) if before and row.prev == before else ("edited", max(1, place - 1))


def misplaced(
    rows: List[Record], row: Record, place: int, around: Tuple[bytes, bytes, int]
) -> Tuple[str, int]:
    """What is wrong with a record whose hash is not right for its place."""
    before, prev, end = around
    places = [place - 1, place + 1, *range(1, min(SEARCHED, max(end, place)) + 1)]
    origin = next((seq for seq in places if own(row, seq)), None)
    if place > end or (origin == place - 1 and row.hash == prev):
        return "inserted", place
    if origin is None:
        return "edited", place
    if origin == place - 1 and row.prev == before:
        return "inserted", place - 1
    known = any(one.hash == row.prev for one in rows)
    return ("deleted" if origin > place and not known else "reordered"), place


def merkle_root(leaves: List[bytes]) -> bytes:
    """RFC 6962: the root over leaves, keeping one hash per complete subtree."""
    peaks: List[Tuple[int, bytes]] = []
    for leaf in leaves:
        node, height = hashlib.sha256(b"\0" + leaf).digest(), 0
        while peaks and peaks[-1][0] == height:
            node, height = hashlib.sha256(b"\1" + peaks.pop()[1] + node).digest(), height + 1
        peaks.append((height, node))
    if not peaks:
        return hashlib.sha256(b"").digest()
    root = peaks[-1][1]
    for _, left in reversed(peaks[:-1]):
        root = hashlib.sha256(b"\1" + left + root).digest()
    return root


# --- the ZIP: names are looked up and never used as paths; sizes are bounded ---


class Pack:
    """An open pack, and what is found wrong with it."""

    def __init__(self, path: str) -> None:
        try:
            self.zip = zipfile.ZipFile(path)
        except (*ODD, OSError, NotImplementedError, zipfile.BadZipFile, struct.error) as fault:
            raise Unreadable(str(fault)) from None
        self.path = path
        self.faults: List[Fault] = []
        self.infos: Dict[str, zipfile.ZipInfo] = {}
        if len(self.zip.infolist()) > MOST_FILES:
            raise Unreadable(f"more than {MOST_FILES} files")
        for info in self.zip.infolist():
            if not SAFE_NAME.fullmatch(info.filename):
                self.wrong("file_unsafe", repr(info.filename))
            elif info.filename in self.infos:
                self.wrong("file_added", info.filename)
            else:
                self.infos[info.filename] = info
        self.broken: Set[str] = set()
        self.sizes: Dict[str, int] = {"manifest.sig": 4096}
        self.raw = self.whole("manifest.json")
        self.manifest = self._manifest()
        self.sizes.update((one["name"], one["size"]) for one in self.manifest["files"])

    def wrong(self, code: str, where: str) -> None:
        fault = Fault(code, where)
        if fault not in self.faults:
            self.faults.append(fault)

    def pieces(self, name: str) -> Iterator[bytes]:
        """A file's bytes, never more than the manifest says and one; a damaged file ends early and is noted."""
        most = min(self.sizes.get(name, MOST_MANIFEST), MOST_BYTES) + 1
        if name not in self.infos:
            return
        try:
            with self.zip.open(self.infos[name]) as file:
                while most > 0:
                    piece = file.read(min(65_536, most))
                    if not piece:
                        return
                    most -= len(piece)
                    yield piece
        except (OSError, EOFError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error):
            self.broken.add(name)

    def whole(self, name: str) -> bytes:
        return b"".join(self.pieces(name))

    def lines(self, name: str) -> Iterator[bytes]:
        rest = b""
        for piece in self.pieces(name):
            *done, rest = (rest + piece).split(b"\n")
            yield from (line for line in done if line)
            if len(rest) > MOST_LINE:
                raise Unreadable(f"{name}: a line is too long")
        if rest:
            yield rest

    def _manifest(self) -> Dict[str, Any]:
        try:
            found = json.loads(self.raw)
            files = [(one["name"], one["sha256"], one["size"]) for one in found["files"]]
            shaped = all(isinstance(n, str) and isinstance(d, str) and type(s) is int for n, d, s in files)
            sources = [one for kind in SOURCES for one in found[kind]]
            shaped = shaped and all(isinstance(one["file"], str) for one in sources)
            objects = all(isinstance(found[name], dict) for name in ("purpose", "counts", "scope"))
            if not shaped or not objects or found["format"] != 1 or not isinstance(found["public_key"], str):
                raise ValueError("format")
            return dict(found)
        except ODD:
            raise Unreadable("manifest.json") from None


def check_files(pack: Pack) -> None:
    """Every file of the manifest is there as it was, and no other."""
    listed = {one["name"]: one for one in pack.manifest["files"]}
    for name, one in listed.items():
        if name not in pack.infos:
            pack.wrong("file_missing", name)
            continue
        digest, size = hashlib.sha256(), 0
        for piece in pack.pieces(name):
            digest.update(piece)
            size += len(piece)
        if name in pack.broken or (digest.hexdigest(), size) != (one["sha256"], one["size"]):
            pack.wrong("file_changed", name)
            pack.sizes[name] = max(one["size"] * 2, MOST_MANIFEST)
    for name in pack.infos:
        if name not in listed and name not in ("manifest.json", "manifest.sig"):
            pack.wrong("file_added", name)


# --- the ZIP around the files: what no file's digest covers ---

LOCAL = struct.Struct("<4s5H3L2H")
CENTRAL = struct.Struct("<4s4B4HL2L5H2L")
END = struct.Struct("<4s4H2LH")
PLAIN = 0o100644 << 16
LAST = ("manifest.json", "manifest.sig")


def check_zip(pack: Pack) -> None:
    """Every byte of the ZIP is as it was written: up to the manifest by its digest, behind it by being made anew."""
    told = pack.manifest.get("zip")
    if told is None:  # packs of before say nothing of it
        return
    try:
        ok = same_bytes(pack, int(told["size"]), str(told["sha256"])) and same_tail(pack, int(told["size"]))
    except (*ODD, OSError, struct.error):
        ok = False
    if not ok:
        pack.wrong("zip_changed", "ZIP")


def same_bytes(pack: Pack, size: int, wanted: str) -> bool:
    digest, left = hashlib.sha256(), size
    with open(pack.path, "rb") as file:
        while left > 0:
            piece = file.read(min(65_536, left))
            if not piece:
                return False
            digest.update(piece)
            left -= len(piece)
    return digest.hexdigest() == wanted


def same_tail(pack: Pack, start: int) -> bool:
    """The manifest, its signature and the directory, made anew from what the directory tells."""
    infos = pack.zip.infolist()
    if [one.filename for one in infos[-2:]] != list(LAST) or infos[-2].header_offset != start:
        return False
    with open(pack.path, "rb") as file:
        if not all(same_header(file, one, infos[0]) for one in infos):
            return False
        file.seek(start)
        tail = file.read(MOST_MANIFEST * 2)
    wanted = b"".join(header(one) + pack.whole(one.filename) + behind(one) for one in infos[-2:])
    at = start + len(wanted)
    directory = b"".join(entry(one) for one in infos)
    if any(one.extra for one in infos) or at + len(directory) > 0xFFFFFFFF:
        return tail.startswith(wanted)  # above 4 GiB a directory has further records, which are not looked at
    end = END.pack(b"PK\5\6", 0, 0, len(infos), len(infos), len(directory), at, 0)
    return tail == wanted + directory + end


def same_header(file: Any, info: zipfile.ZipInfo, first: zipfile.ZipInfo) -> bool:
    """Whether what stands before and behind a file is what the directory says, and the rest is as in every pack."""
    odd = (info.create_version, info.create_system) != (first.create_version, first.create_system)
    odd = odd or info.external_attr != PLAIN or bool(info.internal_attr or info.volume or info.comment)
    file.seek(info.header_offset)
    before = header(info)
    odd = odd or file.read(len(before)) != before
    file.seek(info.compress_size, 1)
    return not odd and file.read(len(behind(info))) == behind(info)


def header(info: zipfile.ZipInfo) -> bytes:
    zip64 = info.extract_version >= 45
    sizes = 0xFFFFFFFF if zip64 else 0
    name, extra = info.filename.encode(), struct.pack("<HHQQ", 1, 16, 0, 0) if zip64 else b""
    fixed = (info.extract_version, info.flag_bits, info.compress_type, *when(info))
    return LOCAL.pack(b"PK\3\4", *fixed, 0, sizes, sizes, len(name), len(extra)) + name + extra


def behind(info: zipfile.ZipInfo) -> bytes:
    sizes = "<4sLQQ" if info.extract_version >= 45 else "<4sLLL"
    return struct.pack(sizes, b"PK\7\x08", info.CRC, info.compress_size, info.file_size)


def entry(info: zipfile.ZipInfo) -> bytes:
    name = info.filename.encode()
    made = (info.create_version, info.create_system, info.extract_version, 0)
    sizes = (info.CRC, info.compress_size, info.file_size, len(name), 0, 0, 0, 0)
    fixed = (*made, info.flag_bits, info.compress_type, *when(info))
    return CENTRAL.pack(b"PK\1\2", *fixed, *sizes, info.external_attr, info.header_offset) + name


def when(info: zipfile.ZipInfo) -> Tuple[int, int]:
    year, month, day, hour, minute, second = info.date_time
    return hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | day


def check_signature(pack: Pack, wanted: str, vouched: Dict[str, bytes]) -> None:
    """The manifest is signed by its key, the trail vouches for that key, and the wanted one vouches for both."""
    try:
        public = bytes.fromhex(pack.manifest["public_key"])
        signature = bytes.fromhex(pack.whole("manifest.sig").decode("ascii").strip())
    except ValueError:
        public, signature = b"", b""
    if not signed_by(public, signature, SIGNED + pack.raw):
        pack.wrong("signature_wrong", "manifest.json")
    if vouched.get(key_id(public)) != public or pack.manifest.get("key_id") != key_id(public):
        pack.wrong("key_other", "manifest.json")
    if wanted and not any(named(wanted, one) for one in (*until(vouched, public), public)):
        pack.wrong("key_other", "manifest.json: " + key_id(public))


def named(wanted: str, public: bytes) -> bool:
    return hashlib.sha256(public).hexdigest().startswith(wanted) or public.hex() == wanted


def until(vouched: Dict[str, bytes], public: bytes) -> List[bytes]:
    """The keys up to this one: each vouches for the next ones."""
    found = list(vouched.values())
    return found[: found.index(public) + 1] if public in found else []


# --- the trail ---


def read_heads(pack: Pack) -> Dict[str, Tuple[int, bytes]]:
    found: Dict[str, Tuple[int, bytes]] = {}
    for line in pack.lines("trail/heads.jsonl"):
        try:
            one = json.loads(line)
            found[str(one["chain"])] = (int(one["seq"]), bytes.fromhex(one["hash"]))
        except ODD:
            pack.wrong("file_changed", "trail/heads.jsonl")
    return found


def chains(pack: Pack) -> Iterator[List[Record]]:
    """The records of each chain, in the order of the file; a line nobody can read belongs to the chain before it."""
    group: List[Record] = []
    for line in pack.lines("trail/records.jsonl"):
        record = read_record(line)
        if record is None:
            last = group[-1] if group else None
            name, seq = (last.chain, last.seq + 1) if last else ("trail/records.jsonl", 1)
            record = Record(name, seq, {}, b"", b"")
        if group and record.chain != group[0].chain:
            yield group
            group = []
        group.append(record)
    if group:
        yield group


def read_keys(pack: Pack) -> Dict[str, bytes]:
    """The keys the trail vouches for, oldest first: the first one, and each that an earlier one signed."""
    good: Dict[str, bytes] = {}
    rows = next((rows for rows in chains(pack) if rows[0].chain == KEYS_CHAIN), [])
    for row in rows:
        if row.fields.get("action") != "key.created":
            continue
        try:
            told = row.fields["details"]
            public = bytes.fromhex(told["public_key"])
            before = good.get(told["before"]) if good else None
            ok = not good or signed_by(before, bytes.fromhex(told["endorsement"]), ENDORSED + public)
        except ODD:
            ok, public = False, b""
        if not ok:
            pack.wrong("signature_wrong", f"{KEYS_CHAIN} #{row.seq}")
            break
        good[key_id(public)] = public
    try:
        listed = {one["key_id"]: one["public_key"] for one in json.loads(pack.whole("trail/keys.json"))}
    except ODD:
        listed = {}
    if any(listed.get(name) != public.hex() for name, public in good.items()):
        pack.wrong("signature_wrong", "trail/keys.json")
    return good


Sworn = Dict[str, List[Tuple[int, str, int]]]
"""By chain: number and hash of records, and the checkpoint that swears to them."""


def read_checkpoints(pack: Pack, keys: Dict[str, bytes], heads: Iterable[str]) -> Tuple[int, Sworn]:
    """Checks each checkpoint; how many there are, and what they swear to of the chains in the pack."""
    wanted, sworn, count = set(heads), {}, 0  # type: Set[str], Sworn, int
    last, prev = 0, ""
    for line in pack.lines("trail/checkpoints.jsonl"):
        count += 1
        try:
            one = json.loads(line)
            stated = one["statement"]
            statement = quoted(
                {name: stated[name] for name in ("at", "heads_count", "id", "key_id", "prev", "root")}
            ).encode()
            number, found = int(stated["id"]), [(str(c), int(s), str(h)) for c, s, h in one["heads"]]
            signature = bytes.fromhex(one["signature"])
            leaves = [quoted(list(end)).encode() for end in found]
        except ODD:
            pack.wrong("checkpoint_mismatch", f"checkpoint {last + 1}")
            continue
        where = f"checkpoint {number}"
        if not signed_by(keys.get(str(stated["key_id"])), signature, statement):
            pack.wrong("signature_wrong", where)
        if number <= last or (number == last + 1 and last and stated["prev"] != prev):
            pack.wrong("checkpoint_mismatch", where)
        root = merkle_root(leaves)
        if root.hex() != stated["root"] or len(found) != stated["heads_count"]:
            pack.wrong("checkpoint_mismatch", where)
        for chain, seq, digest in found:
            if chain in wanted:
                sworn.setdefault(chain, []).append((seq, digest, number))
        last, prev = number, hashlib.sha256(statement).hexdigest()
    if count != pack.manifest["counts"].get("checkpoints"):
        pack.wrong("checkpoint_missing", "trail/checkpoints.jsonl")
    return count, sworn


class Trail:
    """What was read of the trail: numbers, published versions, and per case what data must agree with."""

    def __init__(self) -> None:
        self.chains = self.records = 0
        self.unsworn: List[str] = []
        self.published: Dict[Tuple[str, str], str] = {}
        self.cases: Tally = {}

    def note(self, row: Record) -> None:
        f, chain = row.fields, row.chain
        action, told = f.get("action"), f.get("details")
        told = told if isinstance(told, dict) else {}
        if action in ("definition.published", "decision.published"):
            self.published[chain, str(told.get("version"))] = str(told.get("sha256"))
        elif action == "calendar.published":
            self.published[chain, str(f.get("subject")).rpartition("@")[2]] = str(told.get("content"))
        if chain.startswith("instance:"):
            case = self.cases.setdefault(chain[9:], {})
            if action == "case.started":
                put(case, "started", f.get("at"), f.get("actor"))
            elif action == "task.completed":
                put(case, "completed", str(f.get("subject"))[5:], f.get("at"), f.get("actor"))
            elif action in ("pause.started", "pause.ended", "breach.opened"):
                put(case, str(action))


def put(case: Dict[Tuple[str, str], int], what: str, *values: Any) -> None:
    """Count one more; with values, a sum of their digests that no order changes."""
    case[what, "count"] = case.get((what, "count"), 0) + 1
    if values:
        digest = hashlib.sha256(
            quoted([str(value) for value in values]).encode("utf-8", "surrogatepass")
        ).digest()
        case[what, "sum"] = (case.get((what, "sum"), 0) + int.from_bytes(digest[:16], "big")) % 2**128


def read_trail(pack: Pack, heads: Dict[str, Tuple[int, bytes]], sworn: Sworn) -> Trail:
    trail, seen = Trail(), set()  # type: Trail, Set[str]
    for rows in chains(pack):
        name = rows[0].chain
        if name in seen:
            pack.wrong("reordered", f"{name} #{rows[0].seq}")
            continue
        seen.add(name)
        trail.chains += 1
        trail.records += len(rows)
        fault = chain_fault(rows, heads.get(name))
        if fault:
            pack.wrong(*fault)
        check_sworn(pack, rows, sworn.get(name, []))
        if not sworn.get(name) or max(seq for seq, _, _ in sworn[name]) < rows[-1].seq:
            trail.unsworn.append(name)
        for row in rows:
            trail.note(row)
    for name, (seq, _) in heads.items():
        if name not in seen and seq:
            pack.wrong("cut_off", f"{name} #1")
    return trail


def check_sworn(pack: Pack, rows: List[Record], sworn: List[Tuple[int, str, int]]) -> None:
    hashes = {row.seq: row.hash.hex() for row in rows}
    for seq, digest, number in sworn:
        where = f"{rows[0].chain} #{seq} (checkpoint {number})"
        if seq not in hashes:
            pack.wrong("cut_off", where)
        elif hashes[seq] != digest:
            pack.wrong("checkpoint_mismatch", where)


# --- what the cases ran under, and the data ---


def check_sources(pack: Pack, trail: Trail) -> None:
    """SOPs, decision models and calendars are those whose publication the trail records."""
    for kind in SOURCES:
        for one in pack.manifest[kind]:
            content = pack.whole(one["file"])
            if kind == "calendars":
                try:
                    held = dict(json.loads(content), version=0)
                    content = quoted(held).encode()
                except ODD:
                    content = b""
            known = trail.published.get((str(one.get("chain")), str(one.get("version"))))
            if hashlib.sha256(content).hexdigest() != known:
                pack.wrong("source_other", one["file"])


def moment(text: str) -> str:
    """An instant with an offset as the trail writes it."""
    at = datetime.fromisoformat(text).astimezone(timezone.utc)
    return at.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def plain(cell: str) -> str:
    """A cell without the apostrophe that keeps spreadsheets from reading a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in "=+-@\t\r\n" else cell


def rows_of(pack: Pack, name: str) -> Iterator[Dict[str, str]]:
    class Stream(io.RawIOBase):
        def __init__(self) -> None:
            self.pieces, self.left = pack.pieces(name), b""

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            self.left = self.left or next(self.pieces, b"")
            size = min(len(buffer), len(self.left))
            buffer[:size], self.left = self.left[:size], self.left[size:]
            return size

    text = io.TextIOWrapper(io.BufferedReader(Stream()), "utf-8-sig", newline="")
    for row in csv.DictReader(text):
        yield {key: plain(cell or "") for key, cell in row.items() if isinstance(key, str)}


def check_data(pack: Pack, trail: Trail) -> int:
    """Tables and log say of each case what the trail says; returns how many cases there are."""
    tables = (
        ("data/cases.csv", ("started",), tally_cases),
        ("data/steps.csv", ("completed",), tally_steps),
        ("data/pauses.csv", ("pause.started", "pause.ended"), tally_pauses),
        ("data/breaches.csv", ("breach.opened",), tally_breaches),
        ("data/log.xes", ("completed",), tally_xes),
    )
    for name, whats, tally in tables:
        found: Tally = {}
        try:
            tally(pack, name, found)
        except (*ODD, csv.Error, expat.ExpatError):
            pack.wrong("file_changed", name)
            continue
        for case in sorted({*found, *trail.cases}, key=lambda one: (len(one), one)):
            mine, theirs = found.get(case, {}), trail.cases.get(case, {})
            if any(mine.get((w, k), 0) != theirs.get((w, k), 0) for w in whats for k in ("count", "sum")):
                pack.wrong("data_mismatch", f"{name}: instance:{case}")
    return len(trail.cases)


def tally_cases(pack: Pack, name: str, found: Tally) -> None:
    for row in rows_of(pack, name):
        put(found.setdefault(row["case"], {}), "started", moment(row["started_at"]), row["started_by"])


def tally_steps(pack: Pack, name: str, found: Tally) -> None:
    for row in rows_of(pack, name):
        if row["state"] == "COMPLETED":
            case = found.setdefault(row["case"], {})
            put(case, "completed", row["task"], moment(row["completed_at"]), row["completed_by"])


def tally_pauses(pack: Pack, name: str, found: Tally) -> None:
    for row in rows_of(pack, name):
        put(found.setdefault(row["case"], {}), "pause.started")
        if row["ended_at"]:
            put(found[row["case"]], "pause.ended")


def tally_breaches(pack: Pack, name: str, found: Tally) -> None:
    for row in rows_of(pack, name):
        put(found.setdefault(row["case"], {}), "breach.opened")


def tally_xes(pack: Pack, name: str, found: Tally) -> None:
    """Completed tasks of each trace; a document type, which could carry an XML bomb, is refused."""
    state: Dict[str, Any] = {"case": "", "inside": "", "told": {}}

    def refuse(*_: Any) -> None:
        raise ValueError("a document type")

    def begin(tag: str, told: Dict[str, str]) -> None:
        if tag in ("trace", "event"):
            state["inside"], state["told"] = tag, {}
        elif state["inside"]:
            state["told"][told.get("key", "")] = told.get("value", "")
            if state["inside"] == "trace" and told.get("key") == "alur:case":
                state["case"] = told.get("value", "")
                found.setdefault(state["case"], {})

    def end(tag: str) -> None:
        told = state["told"]
        if tag == "event":
            task = told.get("concept:instance", "")
            if task and told.get("lifecycle:transition") == "complete":
                at = moment(told["time:timestamp"])
                put(found[state["case"]], "completed", task[5:], at, told.get("org:resource"))
            state["inside"] = ""

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    for piece in pack.pieces(name):
        parser.Parse(piece, False)
    parser.Parse(b"", True)


# --- the answer ---


def say(indonesian: str, english: str) -> None:
    sys.stdout.write(f"{indonesian}\n  {english}\n")


def verify(path: str, wanted: str) -> int:
    """Check a pack and say what was found; the exit code."""
    pack = Pack(path)
    check_files(pack)
    check_zip(pack)
    keys = read_keys(pack)
    check_signature(pack, wanted, keys)
    heads = read_heads(pack)
    checkpoints, sworn = read_checkpoints(pack, keys, heads)
    trail = read_trail(pack, heads, sworn)
    check_sources(pack, trail)
    cases = check_data(pack, trail)
    report(pack, wanted, (cases, trail, checkpoints))
    return 1 if pack.faults else 0


def report(pack: Pack, wanted: str, found: Tuple[int, Trail, int]) -> None:
    manifest, (cases, trail, checkpoints) = pack.manifest, found
    at, who = shown(manifest.get("made_at")), shown(manifest.get("made_by"))
    purpose = shown(manifest["purpose"].get("code"))
    say(
        f"Paket dibuat {at} oleh {who}, tujuan: {purpose}",
        f"Made {at} by {who}, purpose: {purpose}",
    )
    fingerprint = shown(manifest.get("key_id"))
    if wanted:
        say(f"Kunci {fingerprint}, dibandingkan dengan {wanted}", f"Key {fingerprint}, compared")
    else:
        say(
            f"Kunci {fingerprint}, BELUM dibandingkan: tanyakan sidik kunci kantor, ulangi dengan --key",
            f"Key {fingerprint}, NOT compared: ask the office for its fingerprint, run again with --key",
        )
    say(
        f"Diperiksa: {cases} permohonan, {trail.chains} rantai, {trail.records} catatan, {checkpoints} titik periksa",
        f"Checked: {cases} requests, {trail.chains} chains, {trail.records} records, {checkpoints} checkpoints",
    )
    if trail.unsworn:
        count = len(trail.unsworn)
        say(
            f"Belum dinyatakan titik periksa: ujung {count} rantai",
            f"No checkpoint swears yet to the ends of {count} chains",
        )
    for code, where in pack.faults[:1000]:
        say(f"SALAH [{code}] {shown(where)}: {WORDS[code][0]}", f"WRONG: {WORDS[code][1]}")
    if pack.faults:
        count = len(pack.faults)
        say(f"TIDAK UTUH: {count} hal salah", f"NOT SOUND: {count} things are wrong")
    else:
        say("UTUH: tidak ada yang diubah", "SOUND: nothing was changed")


def shown(value: Any) -> str:
    """A value of the pack for the terminal: no sign that could move the cursor, not too long."""
    return "".join(sign if sign.isprintable() else "?" for sign in str(value))[:200]


def main() -> int:
    stdout: Any = sys.stdout
    stdout.reconfigure(errors="replace")
    parser = argparse.ArgumentParser(
        description="Memeriksa paket bukti Alur. Verifies an evidence pack of Alur."
    )
    parser.add_argument("pack", help="paket.zip")
    parser.add_argument("--key", default="", help="sidik kunci kantor / fingerprint of the office's key")
    given = parser.parse_args()
    wanted = given.key.replace(":", "").replace(" ", "").lower()
    if wanted and not re.fullmatch("[0-9a-f]{16,64}", wanted):
        parser.error("--key: 16-64 hex digits")
    try:
        return verify(given.pack, wanted)
    except Unreadable as fault:
        say(f"TIDAK DAPAT DIBACA: {shown(fault)}", f"UNREADABLE: {shown(fault)}")
        return 2


if __name__ == "__main__":
    sys.exit(main())
