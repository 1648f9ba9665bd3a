"""Rows that tests put straight into the tables: a case with its definition, and tasks of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from engine import task_names
from engine.database import Tx
from engine.schema import applications, definitions, instances, tasks


def a_definition(tx: Tx, key: str = "micin_darurat") -> int:
    """Version 1 of an SOP whose file nobody reads; the same row when it is there already."""
    query = select(definitions.c.id).where(definitions.c.key == key)
    if (known := tx.conn.execute(query).scalar_one_or_none()) is not None:
        return int(known)
    values = {
        "key": key,
        "version": 1,
        "name": "Layanan Micin Darurat",
        "content_hash": "0" * 64,
        "xml": b"",
        "note": "",
        "created_at": tx.now,
        "created_by": "pemilik",
    }
    return int(
        tx.conn.execute(definitions.insert().values(**values).returning(definitions.c.id)).scalar_one()
    )


def a_case(tx: Tx, business_key: str = "MD-2026-0001", **changes: Any) -> int:
    """An active case; returns its row number."""
    values = {
        "definition_id": a_definition(tx),
        "business_key": business_key,
        "office": "batulicin",
        "title": "Siti Rahma",
        "category": "baru_dewasa",
        "status": "active",
        "revision": 1,
        "state": b"",
        "blocked": False,
        "started_at": tx.now,
        "started_by": "petugas1",
        **changes,
    }
    return int(tx.conn.execute(instances.insert().values(**values).returning(instances.c.id)).scalar_one())


def a_task(tx: Tx, instance_id: int, **changes: Any) -> int:
    """A task of the petugas lane, open and unclaimed; returns its row number."""
    values = {
        "instance_id": instance_id,
        "token": "t1",
        "element": "pastikan_persyaratan",
        "step": "2",
        "name_id": task_names.number_of(tx, "Memastikan persyaratan"),
        "lane": "petugas",
        "state": "CREATED",
        "priority": 50,
        "revision": 1,
        "opened_at": tx.now,
        **changes,
    }
    return int(tx.conn.execute(tasks.insert().values(**values).returning(tasks.c.id)).scalar_one())


def an_application(tx: Tx, instance_id: int, **changes: Any) -> int:
    """What an applicant asks for, for a case; returns its row number."""
    values = {
        "instance_id": instance_id,
        "office": "batulicin",
        "place": "batulicin",
        "channel": "portal",
        "service": "reguler",
        "passport": "non_elektronik",
        "years": 5,
        "priority": "",
        "answers": {},
        "receipt_code": f"R-{instance_id:06}",
        "birth_date": "1990-01-01",
        "email": "",
        "locale": "id",
        "created_at": tx.now,
        **changes,
    }
    query = applications.insert().values(**values).returning(applications.c.id)
    return int(tx.conn.execute(query).scalar_one())
