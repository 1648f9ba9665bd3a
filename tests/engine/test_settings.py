"""Settings: defaults, changes with a trail, and every wrong value named."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from engine import audit, schema, settings
from engine.database import Actor, Database
from engine.refusals import Invalid

ADMIN = Actor("admin", roles=frozenset({"administrator"}))
GOOD: dict[str, tuple[Any, ...]] = {
    "text": ("", "Kantor", "x" * 500),
    "zone": ("Asia/Jakarta", "UTC"),
    "integer": (1, 10**9),
    "boolean": (True, False),
    "duration": ("P14D", "PT1H", "P1M", "P1DT12H"),
    "choices": ([{"code": "a", "label": "A"}],),
    "names": ([], [{"code": "cetak", "label": "Regu cetak"}]),
    "hours": ("07.30-10.00", "00.00-23.59"),
    "digits": ("8", "820123"),
    "sheet": ("a4", "f4"),
}
BAD: dict[str, tuple[Any, ...]] = {
    "text": (None, 1, "x" * 501, "a\x00b", ["a"]),
    "zone": ("Mars/Olympus", "", "../etc/passwd", "/etc/passwd", 7, "a\x00"),
    "integer": (0, -1, 1.5, "1", True, None),
    "boolean": (0, 1, "ya", None),
    "duration": ("", "14 hari", "P0D", "-P1D", "PT0S", "P", 14, None, "P1D P2D"),
    "choices": (
        [],
        {},
        "a",
        [{}],
        ["a"],
        [{"code": "a"}],
        [{"code": "a", "label": ""}],
        [{"code": "a", "label": "A", "x": 1}],
        [{"code": "a", "label": "A"}, {"code": "a", "label": "B"}],
        [{"code": 1, "label": "A"}],
        [{"code": ["a"], "label": "A"}],
    ),
    "digits": ("", "8201234", "82a", "８２", 820, None),
    "sheet": ("A4", "", "letter", None, 4, ["a4"]),
    "hours": ("", None, 7, "10.00-07.30", "07.30-07.30", "7.30-10.00", "07:30-10:00", "07.30-24.00"),
    "names": (None, {}, "a", ["a"], [{"code": "a", "label": ""}], [{"code": "a"}]),
}


def put(db: Database, **changes: Any) -> None:
    with db.begin(ADMIN) as tx:
        settings.put(tx, changes)


def of_kind(kind: str) -> str:
    return next(setting.key for setting in settings.SETTINGS if setting.kind == kind)


def test_every_kind_has_a_test_and_every_default_is_fit(db: Database) -> None:
    kinds = {setting.kind for setting in settings.SETTINGS}
    assert kinds <= set(GOOD) == set(BAD)
    with db.begin(ADMIN) as tx:
        settings.put(tx, {setting.key: setting.default for setting in settings.SETTINGS})
        assert tx.conn.execute(select(schema.settings.c.key)).all() == []  # nothing changed, nothing stored


@pytest.mark.parametrize("kind", sorted(GOOD))
def test_fit_values_are_stored_and_unfit_ones_named(db: Database, kind: str) -> None:
    key = of_kind(kind)
    for value in GOOD[kind]:
        put(db, **{key: value})
        with db.read() as tx:
            assert settings.value(tx, key) == value
    with db.read() as tx:
        before = settings.all_values(tx)
    for value in BAD[kind]:
        with pytest.raises(Invalid) as refused:
            put(db, **{key: value, "tidak.ada": 1, "office.unit": "Baru"})
        assert [(p.key, p.where) for p in refused.value.problems] == [
            (f"settings.not_{kind}", key),
            ("settings.unknown", "tidak.ada"),
        ]
    with db.read() as tx:
        assert settings.all_values(tx) == before


def test_a_change_is_in_the_trail_and_seen_by_the_same_transaction(db: Database) -> None:
    with db.begin(ADMIN) as tx:
        settings.put(tx, {"limit.batas_pembayaran": "P10D"}, "Surat Kakanim 7/2026")
        assert settings.environment(tx)["setelan"]["batas_pembayaran"] == "P10D"
        settings.put(tx, {"limit.batas_pembayaran": "P10D"})
    with db.read() as tx:
        (row,) = tx.conn.execute(
            select(schema.audit.c.action, schema.audit.c.subject, schema.audit.c.reason)
        ).all()
        assert tuple(row) == ("setting.changed", "limit.batas_pembayaran", "Surat Kakanim 7/2026")
        assert not audit.verify(tx).faults


def test_words_left_empty_fill_no_placeholder(db: Database) -> None:
    with db.read() as tx:
        assert settings.words(tx) == {"nama_sistem_paspor": "SPRI"}
    put(db, **{"words.no_hp_layanan": "0812"})
    with db.read() as tx:
        assert settings.words(tx) == {"nama_sistem_paspor": "SPRI", "no_hp_layanan": "0812"}
        with pytest.raises(KeyError):
            settings.value(tx, "tidak.ada")
