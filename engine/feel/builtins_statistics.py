"""Built-in functions that make one value of a list: min, sum, median and their kin (DMN 1.5 §10.3.4.4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from engine.feel.arithmetic import calculate
from engine.feel.compare import order
from engine.feel.guards import Run
from engine.feel.registry import builtin
from engine.feel.values import D128, Value, YearsMonths, type_name


def _declare(name: str, body: Callable[[Run, int, list[Value]], Value]) -> None:
    """Both ways to call it: with one list, or with the elements as arguments."""
    builtin(name, "list: list")(body)
    builtin(name, "*list: any")(body)


def _extreme(name: str, wanted: int) -> None:
    def body(run: Run, position: int, items: list[Value]) -> Value:
        if not items:
            return run.warn("empty_list", position, function=name)
        best = items[0]
        for item in items:
            outcome = order(run, item, best)
            if outcome is None:
                return run.warn(
                    "not_comparable", position, sign="<", left=type_name(best), right=type_name(item)
                )
            if outcome == wanted:
                best = item
        return best

    _declare(name, body)


_extreme("min", -1)
_extreme("max", 1)


def _numbers(run: Run, position: int, name: str, items: list[Value]) -> list[Decimal] | None:
    if not items:
        run.warn("empty_list", position, function=name)
        return None
    for item in items:
        if not isinstance(item, Decimal):
            run.warn("wrong_element", position, function=name, found=type_name(item), expected="number")
            return None
    return items


def _over_numbers(name: str, body: Callable[[list[Decimal]], Value]) -> None:
    def checked(run: Run, position: int, items: list[Value]) -> Value:
        numbers = _numbers(run, position, name, items)
        try:
            return None if numbers is None else body(numbers)
        except ArithmeticError:
            return run.warn("out_of_range", position, sign=name)

    _declare(name, checked)


def _total(numbers: list[Decimal]) -> Decimal:
    total = Decimal(0)
    for number in numbers:
        total = D128.add(total, number)
    return total


def _product(numbers: list[Decimal]) -> Decimal:
    product = Decimal(1)
    for number in numbers:
        product = D128.multiply(product, number)
    return product


def _mean(numbers: list[Decimal]) -> Decimal:
    return D128.divide(_total(numbers), Decimal(len(numbers)))


def _median(numbers: list[Decimal]) -> Decimal:
    ranked = sorted(numbers)
    middle = len(ranked) // 2
    return ranked[middle] if len(ranked) % 2 else _mean(ranked[middle - 1 : middle + 1])


_over_numbers("product", _product)
_over_numbers("median", _median)


def _sum(run: Run, position: int, items: list[Value]) -> Value:
    """Numbers, or durations of one kind."""
    if items and isinstance(items[0], dt.timedelta | YearsMonths):
        total = items[0]
        for item in items[1:]:
            if item.__class__ is not total.__class__:
                return run.warn(
                    "wrong_element",
                    position,
                    function="sum",
                    found=type_name(item),
                    expected=type_name(total),
                )
            total = calculate(run, position, "+", total, item)
        return total
    numbers = _numbers(run, position, "sum", items)
    return None if numbers is None else _total(numbers)


_declare("sum", _sum)


def _average(run: Run, position: int, items: list[Value]) -> Value:
    """Of numbers, or of durations of one kind."""
    total = _sum(run, position, items)
    return None if total is None else calculate(run, position, "/", total, Decimal(len(items)))


_declare("mean", _average)


def _deviation(run: Run, position: int, items: list[Value]) -> Value:
    """The sample standard deviation; one number alone has none."""
    numbers = _numbers(run, position, "stddev", items)
    if numbers is None:
        return None
    if len(numbers) < 2:
        return run.warn("too_few", position, function="stddev", least=2)
    mean = _mean(numbers)
    squares = [D128.multiply(D128.subtract(number, mean), D128.subtract(number, mean)) for number in numbers]
    return D128.sqrt(D128.divide(_total(squares), Decimal(len(numbers) - 1)))


_declare("stddev", _deviation)


def _mode(run: Run, position: int, items: list[Value]) -> Value:
    """The most frequent numbers, smallest first; of an empty list, none."""
    if not items:
        return []
    numbers = _numbers(run, position, "mode", items)
    if numbers is None:
        return None
    counts: dict[Decimal, int] = {}
    for number in numbers:
        counts[number] = counts.get(number, 0) + 1
    most = max(counts.values())
    return sorted(number for number, count in counts.items() if count == most)


_declare("mode", _mode)
