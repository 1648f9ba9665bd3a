"""Canonical bytes are those of RFC 8785, and the vectors of docs/audit-format.md are what the code makes."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.audit.encoding import (
    GENESIS,
    Record,
    canonical,
    fingerprint,
    instant_text,
    record_bytes,
    record_hash,
    text,
)
from engine.audit.merkle import Tree
from engine.refusals import Invalid

SPEC = Path(__file__).parents[2] / "docs" / "audit-format.md"


class Verdict(StrEnum):
    MISSING = "tidak_ada"


texts = st.text(st.characters(codec="utf-8"), max_size=20)
ascii_keys = st.text(st.characters(codec="ascii"), max_size=10)
numbers = st.integers(-(2**53) + 1, 2**53 - 1)
leaves = st.none() | st.booleans() | numbers | st.floats(allow_nan=False, allow_infinity=False) | texts
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ascii_keys | texts, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(values)
def test_both_encoders_write_the_same_bytes(value: Any) -> None:
    try:
        encoded = canonical(value)
    except ValueError:  # two keys are one in NFC
        return
    # Read as floats, because a large float is written like an integer that RFC 8785 would refuse.
    assert encoded == rfc8785.dumps(json.loads(encoded, parse_int=float))


@given(st.text())
def test_any_text_is_encoded_in_nfc_or_refused(value: str) -> None:
    try:
        again = json.loads(canonical({"text": value}))["text"]
    except Invalid as refused:
        assert refused.key == "audit.text_unfit"
        assert any("\ud800" <= char <= "\udfff" for char in value)
    else:
        assert canonical(again) == canonical(value)


def test_values_beyond_json_have_one_form() -> None:
    late = datetime(2026, 4, 9, 8, tzinfo=timezone(timedelta(hours=8)))
    assert canonical({"b": late, "a": date(2026, 4, 9), "c": Verdict.MISSING, "d": b"\x01\xff"}) == (
        b'{"a":"2026-04-09","b":"2026-04-09T00:00:00.000000Z","c":"tidak_ada","d":"01ff"}'
    )
    assert canonical([timedelta(seconds=1), (1, 2), {3, 1}, 1.0, -0.0]) == b"[1000000,[1,2],[1,3],1,0]"
    assert canonical("e\u0301") == canonical("\u00e9")


@pytest.mark.parametrize(
    "value", [2**53, -(2**53), object(), {1: 2}, float("nan"), {"\u00e9": 1, "e\u0301": 2}]
)
def test_what_has_no_exact_form_is_refused(value: Any) -> None:
    with pytest.raises((ValueError, Invalid)):
        canonical({"value": value})


@pytest.mark.parametrize("value", ["a\0b", "\ud800", "é\0", "é\udfff"])
def test_text_that_no_database_keeps_is_refused(value: str) -> None:
    with pytest.raises(Invalid):
        text(value)


def test_instants_keep_their_microseconds() -> None:
    assert instant_text(datetime(2026, 4, 9, 1, 2, 3, 4, tzinfo=UTC)) == "2026-04-09T01:02:03.000004Z"
    assert instant_text(datetime(2026, 4, 9, tzinfo=UTC)) == "2026-04-09T00:00:00.000000Z"


def test_a_fingerprint_needs_value_salt_and_subject() -> None:
    nik, salt = {"nik": "6310010101010001"}, b"0123456789abcdef"
    made = fingerprint(salt, "task:7", nik)
    assert made == fingerprint(salt, "task:7", dict(nik)) and made is not None
    others = (fingerprint(bytes(16), "task:7", nik), fingerprint(salt, "task:8", nik))
    assert len({made, *others, fingerprint(salt, "task:7", {"nik": "1"})}) == 4
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", made)
    assert made == base64.urlsafe_b64encode(
        hashlib.sha256(b'["30313233343536373839616263646566","task:7",{"nik":"6310010101010001"}]').digest()[
            :16
        ]
    ).decode().rstrip("=")
    assert fingerprint(None, "task:7", nik) is None


def vectors() -> dict[str, Any]:
    """The JSON blocks of the spec, in order."""
    blocks = re.findall(r"```json\n(.*?)```", SPEC.read_text("utf-8"), flags=re.DOTALL)
    found: dict[str, Any] = json.loads(blocks[-1])
    return found


def test_the_record_vectors_of_the_spec_hold() -> None:
    prev = GENESIS
    for vector in vectors()["records"]:
        row = vector["row"]
        record = Record(
            chain=row["chain"],
            seq=row["seq"],
            at=datetime.fromisoformat(row["at"]),
            actor=row["actor"],
            on_behalf=row["on_behalf"],
            action=row["action"],
            subject=row["subject"],
            details=canonical(row["details"]).decode(),
            reason=row["reason"],
            device_at=None if row["device_at"] is None else datetime.fromisoformat(row["device_at"]),
        )
        assert record_bytes(record, prev).decode() == vector["canonical"]
        assert record_bytes(record, prev) == rfc8785.dumps(json.loads(vector["canonical"]))
        assert record_hash(record, prev).hex() == vector["hash"]
        prev = record_hash(record, prev)


def test_the_merkle_vectors_of_the_spec_hold() -> None:
    for vector in vectors()["merkle"]:
        tree = Tree()
        for chain, seq, digest in vector["heads"]:
            tree.add(chain, seq, bytes.fromhex(digest))
        assert tree.root().hex() == vector["root"]
