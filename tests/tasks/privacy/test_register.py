"""Every column of every table is classified; a new one that is not fails here."""

from __future__ import annotations

from engine import schema
from tasks.privacy import register
from tasks.privacy.register import ACCOUNT, CASE, OFFICE, OFFICER


def test_every_column_of_every_table_is_classified_once() -> None:
    tables = schema.metadata.tables
    entries = register.entries()
    assert set(entries) == set(tables), "classify the new table in tasks/privacy/register.yaml"
    for name, entry in entries.items():
        assert sorted(entry.columns) == sorted(column.name for column in tables[name].c), name


def test_every_table_with_data_of_a_person_says_how_it_is_found_and_how_long_it_is_kept() -> None:
    for entry in register.entries().values():
        assert entry.of in (CASE, ACCOUNT, OFFICER, OFFICE)
        if entry.personal:
            assert entry.by in schema.metadata.tables[entry.table].c, entry.table
            assert entry.record, entry.table
