"""Names with spaces and signs, what an expression says it reads, and values from plain JSON."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType

import pytest

from engine.feel import Range, YearsMonths, compile_expression, to_json
from tests.engine.feel.asking import NOW, ZONE, answer, ask

CONTEXT: Mapping[str, object] = {
    "nama lengkap": "Siti",
    "jumlah-dokumen": 3,
    "jumlah": 10,
    "dokumen": [{"kode": "KTP", "ada": True, "nilai mutu": 4}, {"kode": "KK", "ada": False}],
    "pemohon": {"usia": 67, "alamat rumah": {"kota": "Banjarmasin"}},
    "3 bulan": 1,
    "date": 5,
    "batas": None,
}
NAMES = ("nama lengkap", "jumlah-dokumen", "date and time zone", "alamat rumah", "tanggal dan/atau jam")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('nama lengkap = "Siti"', True),
        ('nama  lengkap\n = "Siti"', True),
        ("jumlah-dokumen + 1", 4),
        ("jumlah-dokumen+1", 4),
        ("jumlah - 1", 9),
        ("pemohon.usia", 67),
        ("pemohon.alamat rumah.kota", "Banjarmasin"),
        ('count(dokumen[kode = "KTP"])', 1),
        ("dokumen[1].nilai mutu", 4),
        ("dokumen.ada", [True, False]),
        ("for nilai akhir in [1, 2] return nilai akhir + 1", [2, 3]),
        ("{luas tanah: 2, dua kali: luas tanah * 2}.dua kali", 4),
        ("(function(harga satuan) harga satuan * 2)(harga satuan: 4)", 8),
        ("string length(nama lengkap)", 4),
        ("date + 1", 6),
        ('date("2026-01-01").year', 2026),
        ("batas = null", True),
    ],
)
def test_known_names_may_contain_spaces_and_signs(text: str, expected: object) -> None:
    assert answer(text, CONTEXT, NAMES) == expected


def test_without_being_known_a_sign_is_a_sign() -> None:
    assert answer("jumlah-sisa", {"jumlah": 5, "sisa": 2}) == 3
    assert answer("jumlah-sisa", {"jumlah-sisa": 9}, ["jumlah-sisa"]) == 9


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ('pastikan_persyaratan.keputusan = "ya"', {("pastikan_persyaratan", "keputusan")}),
        ("a.b.c > 1 and a", {("a", "b", "c"), ("a",)}),
        ("every d in dokumen satisfies d.ada", {("dokumen",)}),
        ("dokumen[ada = true]", {("dokumen",)}),
        ("dokumen[nilai > jumlah]", {("dokumen",), ("jumlah",)}),
        ("dokumen[nilai > batas.atas].kode", {("dokumen",), ("batas", "atas")}),
        ("for x in xs, y in x.ys return y + z", {("xs",), ("z",)}),
        ("{a: 1, b: a + c}", {("c",)}),
        ("(function(x) x + y)(1)", {("y",)}),
        ("count(xs) + sum([1])", {("xs",)}),
        ("today() > date(d)", {("d",)}),
        ("1 + 2", set()),
    ],
)
def test_an_expression_says_what_it_reads(text: str, paths: set[tuple[str, ...]]) -> None:
    made = compile_expression(text, ["jumlah", "batas"])
    assert made.paths == paths
    assert made.names == {path[0] for path in paths}
    assert made.text == text


def test_plain_json_comes_in_exactly() -> None:
    value = ask(
        "[a, b, c, d, e]", {"a": 0.1, "b": 6371015505590001, "c": 1e400, "d": [0.1], "e": {"f": (1,)}}
    )
    tenth, whole = Decimal("0.1"), Decimal("6371015505590001")
    assert value.value == [tenth, whole, None, [tenth], {"f": [Decimal(1)]}]
    assert answer("a.b = 0.1 and a.c = 1", {"a": MappingProxyType({"b": 0.1, "c": 1})}) is True
    assert answer("a", {"a": 10**7000}) is None


def test_feel_values_come_in_as_they_are() -> None:
    context = {"d": date(2026, 3, 2), "t": datetime(2026, 3, 2, tzinfo=UTC), "s": timedelta(hours=1)}
    assert answer('d = today() and t < now() and s * 2 = @"PT2H"', context) is True


def test_a_context_is_never_changed() -> None:
    context: dict[str, object] = {"a": [1, {"b": 2}]}
    result = ask("append(a, 3)", context).value
    result[1]["b"] = 99
    assert context == {"a": [1, {"b": 2}]}
    assert answer("a", context) == [1, {"b": 2}]


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (Decimal("3.00"), 3),
        (Decimal("3.25"), 3.25),
        (Decimal("1E+20"), 10**20),
        (Decimal("1E+6000"), "1E+6000"),
        (timedelta(days=1, minutes=5), "P1DT5M"),
        (YearsMonths(14), "P1Y2M"),
        (Range(Decimal(1), True, Decimal(2), False), "[1..2)"),
        (Range(None, False, Decimal(2), True), "(<= 2)"),
        ([True, None, {"a": date(2026, 1, 2)}], [True, None, {"a": "2026-01-02"}]),
    ],
)
def test_feel_values_go_out_as_plain_json(value: object, plain: object) -> None:
    assert to_json(value) == plain


def test_now_must_be_aware() -> None:
    with pytest.raises(ValueError, match="aware"):
        compile_expression("1").evaluate({}, now=datetime(2026, 1, 1), zone=ZONE)  # noqa: DTZ001


def test_threads_share_a_compiled_expression() -> None:
    made = compile_expression("for i in 1..n return if i = 1 then n else partial[-1] + n")
    wrong: list[object] = []

    def work(n: int) -> None:
        for _ in range(20):
            if made.evaluate({"n": n}, now=NOW, zone=ZONE).value != [Decimal(n * i) for i in range(1, n + 1)]:
                wrong.append(n)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(2, 8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
