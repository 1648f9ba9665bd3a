"""Decision tables: compile and run time of tables of 50 rules, of a small graph, and of the shipped models.

Also alone: `python -m bench.dmn`. Microseconds of processor time per call, the best of several rounds.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.resources import files
from time import process_time
from timeit import repeat
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from bench.figures import Figure, show
from engine.dmn import decisions, load

NOW = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Makassar")
ROUNDS = 7
KINDS = ("baru", "habis_berlaku", "hilang", "rusak", "haji_umrah")


def _table(policy: str, columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[str]]) -> str:
    heads = "".join(
        f'<input><inputExpression typeRef="{kind}"><text>{name}</text></inputExpression></input>'
        for name, kind in columns
    )
    rules = "".join(
        "<rule>"
        + "".join(f"<inputEntry><text>{escape(cell)}</text></inputEntry>" for cell in row[:-1])
        + f"<outputEntry><text>{escape(row[-1])}</text></outputEntry></rule>"
        for row in rows
    )
    return f'<decisionTable hitPolicy="{policy}">{heads}<output name="h"/>{rules}</decisionTable>'


def _model(columns: Sequence[tuple[str, str]], *decisions_: tuple[str, str, Sequence[str]]) -> bytes:
    parts = [
        f'<inputData id="{name}" name="{name}"><variable name="{name}" typeRef="{kind}"/></inputData>'
        for name, kind in columns
    ]
    for name, logic, needs in decisions_:
        arrows = "".join(
            f'<informationRequirement><requiredInput href="#{column}"/></informationRequirement>'
            for column, _ in columns
        )
        arrows += "".join(
            f'<informationRequirement><requiredDecision href="#{need}"/></informationRequirement>'
            for need in needs
        )
        parts.append(f'<decision id="{name}" name="{name}">{arrows}{logic}</decision>')
    root = '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m" name="m" namespace="b">'
    return f"{root}{''.join(parts)}</definitions>".encode()


COLUMNS = (("usia", "number"), ("jenis", "string"), ("percepatan", "boolean"))


def fifty(policy: str) -> bytes:
    """50 rules x 3 conditions: ten age bands, five kinds, express or not."""
    rows = [
        (f"[{band * 8}..{band * 8 + 8})", f'"{kind}"', "-" if number % 2 else "true", str(band * 10 + number))
        for band in range(10)
        for number, kind in enumerate(KINDS)
    ]
    return _model(COLUMNS, ("D", _table(policy, COLUMNS, rows), ()))


def different() -> bytes:
    """50 rules whose every cell differs from every other and whose last condition alone decides: 150 tests."""
    columns = (*COLUMNS[:2], ("berkas", "number"))
    rows = [
        (f">= {-number}", f'not("x{number}")', f"[{number}..{number + 1})", str(number))
        for number in range(50)
    ]
    return _model(columns, ("D", _table("UNIQUE", columns, rows), ()))


def graph() -> bytes:
    """Two tables and an expression over them."""
    first = _table("FIRST", COLUMNS[:1], [(">= 60", '"lansia"'), ("< 5", '"balita"'), ("-", '"umum"')])
    second = _table("UNIQUE", COLUMNS[1:], [('"hilang"', "-", "1000000"), ('not("hilang")', "-", "350000")])
    last = '<literalExpression><text>if k = "lansia" then 0 else b</text></literalExpression>'
    return _model(COLUMNS, ("k", first, ()), ("b", second, ()), ("D", last, ("k", "b")))


SHIPPED: tuple[tuple[str, str, dict[str, object]], ...] = (
    (
        "biaya",
        "jumlah",
        {
            "tanggal": "2026-01-05",
            "jenis_permohonan": "hilang",
            "jenis_paspor": "elektronik",
            "masa_berlaku": 10,
            "layanan": "percepatan",
            "keadaan_kahar": False,
            "pertama_kali": False,
        },
    ),
    ("kelengkapan", "daftar", {"jenis_permohonan": "baru_dewasa", "pernah_ganti_nama": True}),
    ("prioritas", "kelompok", {"tanggal_lahir": "1950-01-01", "tanggal": "2026-01-05", "batas_lansia": 60}),
    ("layanan", "sop", {"jenis_permohonan": "baru_dewasa", "kelompok": "reguler", "punya_akun": True}),
    ("masa_berlaku", "pilihan", {"usia": 30, "tanggal": "2026-01-05"}),
)
"""The shipped models: file, decision, and a question of every day."""


def measure() -> list[Figure]:
    """Compile and run time of each model; of the shipped ones also how many are decided in a second."""
    given: dict[str, object] = {"usia": 67, "jenis": "hilang", "percepatan": True, "berkas": 40}
    figures = []
    for name, xml in (
        ("50 rules x 3, UNIQUE", fifty("UNIQUE")),
        ("50 rules x 3, FIRST", fifty("FIRST")),
        ("50 rules x 3, UNIQUE, 150 different cells, all asked", different()),
        ("graph of two tables and an expression", graph()),
    ):
        figures += _figures(name, xml, "D", given)
    for key, decision, asked in SHIPPED:
        shipped = _figures(
            f"{key}.dmn, {decision}", (files("bpmn") / f"{key}.dmn").read_bytes(), decision, asked
        )
        figures += [*shipped, Figure(f"decided: {key}.dmn, {decision}", 1e6 / shipped[-1].value, "/s")]
    return figures


def _figures(name: str, xml: bytes, decision: str, given: dict[str, object]) -> list[Figure]:
    names = {"load": decisions.load.__wrapped__, "xml": xml, "model": load(xml), "given": given}
    names |= {"now": NOW, "zone": ZONE, "decision": decision}
    compiling = min(repeat("load(xml)", timer=process_time, globals=names, number=3, repeat=3)) / 3 * 1e6
    call = "model.evaluate(decision, given, now=now, zone=zone)"
    running = min(repeat(call, timer=process_time, globals=names, number=500, repeat=ROUNDS)) / 500 * 1e6
    return [Figure(f"compile: {name}", compiling, "µs"), Figure(f"run: {name}", running, "µs")]


if __name__ == "__main__":
    show("Decision tables", measure())
