"""Random tables: the engine against asking every cell by itself, and lint against trying every value."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from itertools import product

from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from engine.dmn import lint, load
from engine.feel import compile_unary
from tests.engine.dmn.asking import ask
from tests.engine.dmn.drawing import clause, decision, given, model, output, table
from tests.engine.feel.asking import NOW, ZONE

steady = settings(derandomize=True, deadline=None, max_examples=40, database=None)
NUMBERS = [number / 4 for number in range(-6, 27)]
KINDS = ["baru", "hilang", "rusak", "lain"]
VALUES = (NUMBERS, KINDS, [True, False])

_number = st.integers(0, 5)
_span = st.builds(
    lambda low, size, first, last: f"{first}{low}..{low + size}{last}",
    _number,
    st.integers(0, 3),
    st.sampled_from("[("),
    st.sampled_from("])"),
)
_compared = st.builds(
    lambda sign, number: f"{sign} {number}", st.sampled_from(["<", "<=", ">", ">=", "="]), _number
)
_number_test = st.one_of(_span, _compared, _number.map(str))
_number_cell = st.one_of(
    st.just("-"),
    _number_test,
    st.builds(lambda first, second: f"{first}, {second}", _number_test, _number_test),
    _number_test.map(lambda text: f"not({text})"),
)
_quoted = st.sampled_from([f'"{kind}"' for kind in KINDS[:3]])
_kind_cell = st.one_of(st.just("-"), _quoted, _quoted.map(lambda text: f"not({text})"))
_flag_cell = st.sampled_from(["-", "true", "false"])
_rows = st.lists(st.tuples(_number_cell, _kind_cell, _flag_cell), min_size=1, max_size=6)


def made(policy: str, rows: list[tuple[str, str, str]]) -> bytes:
    """A table over a number, a listed text and a boolean, that answers with the rule's number."""
    listed = ", ".join(f'"{kind}"' for kind in KINDS)
    columns = [clause("n", "number", "[-1.5..6.5]"), clause("k", "string", listed), clause("f", "boolean")]
    body = [(*row, str(number)) for number, row in enumerate(rows, 1)]
    return model(
        *map(given, "nkf"), decision("D", table(policy, columns, [output()], body), inputs=["n", "k", "f"])
    )


def passing(rows: list[tuple[str, str, str]], values: tuple[object, ...]) -> list[int]:
    """The numbers of the rules whose every cell takes its value, each cell asked by itself."""
    return [
        number
        for number, row in enumerate(rows, 1)
        if all(takes(cell, value) for cell, value in zip(row, values, strict=True))
    ]


@lru_cache(maxsize=20_000)
def takes(cell: str, value: object) -> bool:
    """Whether a cell takes a value, asked by itself."""
    return compile_unary(cell).matches(value, {}, now=NOW, zone=ZONE).value is True


@steady
@drawn(_rows, st.lists(st.tuples(*map(st.sampled_from, VALUES)), min_size=3, max_size=6))
def test_a_table_is_its_cells(rows: list[tuple[str, str, str]], asked: list[tuple[object, ...]]) -> None:
    everything, first = made("RULE ORDER", rows), made("FIRST", rows)
    for values in asked:
        context = dict(zip("nkf", values, strict=True))
        expected = passing(rows, values)
        assert ask(everything, "D", context).plain == expected
        assert ask(first, "D", context).plain == (expected[0] if expected else None)


@steady
@drawn(_rows)
def test_what_lint_claims_of_tables_is_so(rows: list[tuple[str, str, str]]) -> None:
    found: dict[tuple[object, ...], list[int]] = {
        values: passing(rows, values) for values in product(*VALUES)
    }
    unique = [finding for finding in lint(made("UNIQUE", rows)) if finding.key == "overlap"]
    assert bool(unique) == any(len(passed) > 1 for passed in found.values())
    for finding in unique:
        pair = {int(finding.values["rule"]), int(finding.values["other"])}
        assert pair <= set(found[_values(finding.values["example"])])
    first = lint(made("FIRST", rows))
    gaps = [_values(finding.values["example"]) for finding in first if finding.key == "gap"]
    assert bool(gaps) == any(not passed for passed in found.values())
    assert all(found[gap] == [] for gap in gaps)
    idle = {
        int(finding.values["rule"]) for finding in first if finding.key in ("unreachable", "never_matches")
    }
    answering = {passed[0] for passed in found.values() if passed}
    assert not idle & answering
    with_null = answering | {
        passed[0]
        for values in product(*((*column, None) for column in VALUES))
        if (passed := passing(rows, values))
    }
    assert idle | with_null == set(range(1, len(rows) + 1))


def _values(example: str) -> tuple[object, ...]:
    number, kind, flag = (part.partition(" = ")[2] for part in re.split(r", (?=[kf] = )", example))
    return float(number), kind.strip('"'), flag == "true"


def test_one_file_is_one_model_for_all_threads() -> None:
    xml = made("RULE ORDER", [("> 2", "-", "-"), ("-", '"baru"', "true")])
    loaded = load(xml)

    def once(number: int) -> object:
        context = {"n": number % 5, "k": "baru", "f": number % 2 == 0}
        return loaded.evaluate("D", context, now=NOW, zone=ZONE).plain

    expected = [([1] if number % 5 > 2 else []) + ([2] if number % 2 == 0 else []) for number in range(300)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(once, range(300))) == expected
