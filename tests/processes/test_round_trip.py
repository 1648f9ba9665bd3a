"""Table to BPMN to table is the identity, and the shipped files are what the writer makes."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import pytest

from processes.lint import lint
from processes.model import Sop
from processes.reader import read_sop
from processes.table import tables
from processes.writer import write_bpmn

every_sop = pytest.mark.parametrize("table", tables(), ids=lambda table: table.id)


@cache
def written(table: Sop) -> bytes:
    return write_bpmn(table)


def shipped(table: Sop) -> bytes:
    return (files("bpmn") / f"{table.id}.bpmn").read_bytes()


@every_sop
def test_table_to_bpmn_to_table_is_the_identity(table: Sop) -> None:
    assert read_sop(written(table)) == table


@every_sop
def test_the_shipped_file_is_the_written_one_byte_for_byte(table: Sop) -> None:
    assert shipped(table) == written(table)


@every_sop
def test_the_shipped_file_has_no_finding(table: Sop) -> None:
    called = {step.calls for step in table.steps if step.calls}
    found = lint(shipped(table))
    assert {(item.severity, item.key) for item in found} <= {("warning", "call_elsewhere")}
    assert {item.values["called"] for item in found} == called
