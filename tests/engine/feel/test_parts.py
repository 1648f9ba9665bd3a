"""FEEL as parts of a model: locals, what is read, what is called, constants written out."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from engine.feel.guards import Run
from engine.feel.parts import Nesting, compile_cell, compile_part, constant_of
from tests.engine.feel.asking import NOW, ZONE


def run() -> Run:
    return Run({"luar": 5}, NOW, ZONE, None)


def test_names_of_a_nesting_are_locals_and_the_rest_comes_from_the_context() -> None:
    part = compile_part("jumlah anak + luar", [Nesting(frozenset(("jumlah anak",)))])
    assert part.closure(run(), {"jumlah anak": Decimal(2)}) == 7
    assert part.uses == {"jumlah anak"} and part.reads == {"luar"}


def test_a_nesting_with_a_slot_reads_keys_of_its_item() -> None:
    part = compile_part("umur > 3 and item.ada", [Nesting(frozenset()), Nesting(frozenset(), "[x]")])
    assert part.closure(run(), {"[x]": {"umur": Decimal(4), "ada": True}}) is True


def test_unknown_functions_are_named_and_builtins_are_no_variables() -> None:
    part = compile_part("tarif(3) + count([1])", [Nesting(frozenset())])
    assert part.calls == {"tarif"} and not part.reads


def test_a_cell_is_put_to_a_value() -> None:
    cell = compile_cell("not(< batas, 9)", [Nesting(frozenset(("batas",)))])
    assert cell.negated and len(cell.tests) == 2
    assert cell.test(run(), {"batas": Decimal(3)}, Decimal(5)) is True
    assert cell.test(run(), {"batas": Decimal(3)}, Decimal(9)) is False
    assert compile_cell("-", []).test(run(), {}, None) is True


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3", (True, Decimal(3))),
        ('"a"', (True, "a")),
        ('@"2024-12-17"', (True, dt.date(2024, 12, 17))),
        ('date("2024-12-17")', (True, dt.date(2024, 12, 17))),
        ('duration("P1D")', (True, dt.timedelta(days=1))),
        ('date("PT1H")', (False, None)),
        ("date(2024, 12, 17)", (False, None)),
        ("3 + 4", (False, None)),
    ],
)
def test_constants_are_recognised(text: str, expected: object) -> None:
    (only,) = compile_cell(text, []).tests
    assert constant_of(only.part) == expected
