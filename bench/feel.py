"""FEEL: compile and run time of typical conditions, and how soon hostile ones end.

Also alone: `python -m bench.feel`. Microseconds of processor time per call, the best of several rounds.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from time import process_time
from timeit import repeat
from zoneinfo import ZoneInfo

from bench.figures import Figure, show
from engine.feel import FeelSyntaxError, compile_expression, compile_unary
from engine.feel import expression as compiled

NOW = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Makassar")
ROUNDS = 7
_SHOWN = 40  # characters of an expression in the table

CONTEXT: dict[str, object] = {
    "lengkap": False,
    "usia": 67,
    "pemohon": {"nama": "Siti Rahma", "nik": "6371015505590001", "alamat": "Jl. Veteran 12, Banjarmasin"},
    "pastikan_persyaratan": {"keputusan": "ya", "catatan": "berkas sesuai"},
    "dokumen": [{"kode": f"D{i}", "ada": True, "catatan": "asli dan fotokopi"} for i in range(5)],
    "catatan": "x" * 400,
}
TYPICAL = (
    "lengkap = false and usia >= 65",
    'pastikan_persyaratan.keputusan = "ya"',
    "every d in dokumen satisfies d.ada",
    "count(dokumen[ada = true]) >= 3",
    'if usia >= 60 then "lansia" else "umum"',
    'date("2026-01-05") + duration("P14D") < today()',
)
HOSTILE = (
    "for i in 1..1000000000 return i",
    "some i in 1..20000, j in 1..20000, k in 1..20000 satisfies i + j + k < 0",
    "for i in 1..500 return for j in 1..500 return for k in 1..500 return i * j * k",
    "for i in 1..80 return if i = 1 then [1] else [partial[-1], partial[-1]]",
    'for i in 1..80 return if i = 1 then "a" else partial[-1] + partial[-1]',
    "(function(f) f(f))(function(f) f(f))",
    "{f: function(n) f(n - 1) + f(n - 2), g: f(40)}.g",
    'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "^(a|aa)+$")',
    'replace("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "(a*)*b", "x")',
    "9 ** 9 ** 9 ** 9",
    "(" * 5000 + "1" + ")" * 5000,
    "a in (" * 5000 + "1" + ")" * 5000,
    "x" * 1_000_000,
    "1 + " * 4000 + "1",
    "sort(for i in 1..15000 return -i, function(x, y) x < y)",
    "distinct values(for i in 1..15000 return [i])",
)


def _best(work: str, names: dict[str, object], number: int) -> float:
    return min(repeat(work, timer=process_time, globals=names, number=number, repeat=ROUNDS)) / number * 1e6


def measure() -> list[Figure]:
    """Compile and run times of the conditions a process holds, then how long harm is allowed to run."""
    return [*_typical(), *_hostile()]


def _typical() -> Iterator[Figure]:
    for text in TYPICAL:
        names: dict[str, object] = {
            "text": text,
            "compile": compiled._compiled.__wrapped__,
            "none": frozenset(),
        }
        names |= {"made": compile_expression(text), "context": CONTEXT, "now": NOW, "zone": ZONE}
        yield Figure(f"compile: {text}", _best("compile(text, none)", names, 300), "µs")
        running = _best("made.evaluate(context, now=now, zone=zone)", names, 3000)
        yield Figure(f"run: {text}", running, "µs")
    test = compile_unary("[60..75], >= 90")
    names = {"test": test, "context": CONTEXT, "now": NOW, "zone": ZONE}
    running = _best("test.matches(67, context, now=now, zone=zone)", names, 3000)
    yield Figure(f"run, as the cell of a table: {test.text}", running, "µs")


def _hostile() -> Iterator[Figure]:
    for text in HOSTILE:
        used = process_time()
        try:
            result = compile_expression(text).evaluate({}, now=NOW, zone=ZONE)
            outcome = result.warnings[0].key if result.warnings else "a value"
        except FeelSyntaxError as refused:
            outcome = f"refused, {refused.key}"
        shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
        yield Figure(f"{outcome}: {shown}", (process_time() - used) * 1e3, "ms")


if __name__ == "__main__":
    show("FEEL", measure())
