"""Passports issued, the satisfaction index, interventions by hand; counted twice."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from tasks.reports.interventions import GROUPS, Asked, interventions, tally
from tasks.reports.issued import issued
from tasks.voice.satisfaction import Scope, report
from tests.recount import counted
from tests.recount.conftest import World
from tests.recount.raw import Raw, Row
from tests.recount.stage import on

# Steps of the shipped SOPs after which a passport lies ready (sops.yaml: paspor_siap_diambil).
READY = ("cetak_ambil", "cetak_uji", "siap_diambil")
KINDS = {"baru_dewasa": "baru", "baru_anak": "baru", "haji_umrah": "baru", "cpmi": "baru"}


def made(raw: Raw) -> list[tuple[date, str]]:
    """The month and kind of each passport, in which it was ready first."""
    first: dict[int, Row] = {}
    for task in sorted(raw.tasks, key=lambda task: task.id):
        ready = task.element in READY and task.state == "COMPLETED" and task.outcome in (None, "ya")
        if ready and raw.instance[task.instance_id].office == "batulicin":
            first.setdefault(task.instance_id, task)
    found = []
    for case, task in first.items():
        category = raw.instance[case].category
        found.append((counted.day(task.completed_at).replace(day=1), KINDS.get(category, category)))
    return found


def test_passports_by_kind_and_month(world: World) -> None:
    passports = made(world.raw)
    assert len(passports) > 10 and len(set(passports)) > 3
    tables = issued(world.site, world.auditor(), date(2025, 11, 20), date(2026, 8, 1))
    assert [table.months[0] for table in tables] == [date(2025, 11, 1), date(2026, 1, 1), date(2026, 7, 1)]
    for table in tables:
        for row in table.rows:
            assert list(row.counts) == [passports.count((month, row.kind)) for month in table.months]
            assert row.total == sum(row.counts)
        assert list(table.totals) == [sum(at == month for at, _ in passports) for month in table.months]
        assert table.total == sum(table.totals)
    assert sum(table.total for table in tables) == len(passports)


def answers(raw: Raw, scope: Scope) -> list[Row]:
    return [
        one
        for one in raw.surveys
        if one.office == "batulicin"
        and scope.sop in ("", one.definition_key)
        and scope.first <= counted.day(one.at).replace(day=1) <= scope.last
    ]


def index(rows: list[Row]) -> Fraction:
    """(Sum of NRR x 1/9) x 25, exactly."""
    nrr = [Fraction(sum(getattr(one, f"u{number}") for one in rows), len(rows)) for number in range(1, 10)]
    return sum(nrr, Fraction()) * Fraction(25, 9)


def hundredths(value: Fraction) -> int:
    """Rounded to two decimals, a half up."""
    return int(value * 100 + Fraction(1, 2))


def grade(points: int) -> str:
    return "A" if points >= 8831 else "B" if points >= 7661 else "C" if points >= 6500 else "D"


def test_the_satisfaction_index(world: World) -> None:
    for scope in (
        Scope("", date(2026, 1, 1), date(2026, 12, 1)),
        Scope("", date(2026, 4, 1), date(2026, 4, 1)),
        Scope("kelompok_rentan", date(2026, 3, 1), date(2026, 5, 1)),
        Scope("bap_paspor", date(2026, 1, 1), date(2026, 12, 1)),
    ):
        found = report(world.site, world.auditor(), scope)
        rows = answers(world.raw, scope)
        groups = [(found.total, rows)]
        groups += [(one, [a for a in rows if a.definition_key == one.sop]) for one in found.sops]
        groups += [
            (one, [a for a in rows if counted.day(a.at).replace(day=1) == one.month]) for one in found.months
        ]
        for line, given in groups:
            assert line.answers == len(given)
            if not given:
                assert line.index is None
                continue
            points = hundredths(index(given))
            assert (line.index is not None and int(line.index * 100), line.grade) == (points, grade(points))
            for number, mean in enumerate(line.means, 1):
                nrr = Fraction(sum(getattr(one, f"u{number}") for one in given), len(given))
                assert int(mean * 100) == hundredths(nrr)
        assert len(found.remarks) == sum(bool(one.comment) for one in rows)


def test_interventions(world: World) -> None:
    raw, heads = world.raw, {head.id: head.chain for head in world.raw.audit_heads}
    wanted = {action for actions in GROUPS.values() for action in actions}
    for group in ("", *GROUPS):
        for since, until in ((on(3, 1), on(6, 1)), (on(4, 2), on(4, 7))):
            asked = Asked(since, until, group)
            lines = [
                one
                for one in raw.audit
                if one.action in (GROUPS[group] if group else wanted)
                and counted.ticks(since) <= one.at < counted.ticks(until)
                and one.actor != "system"
                and of_office(raw, heads[one.head_id])
            ]
            found = tally(world.site, world.auditor(), asked)
            assert found.total == len(lines)
            assert dict(found.by_action) == Counter(one.action for one in lines)
            assert dict(found.by_person) == Counter(one.actor for one in lines)
            shown = interventions(world.site, world.auditor(), asked, 200).items
            assert sorted((one.at, one.action) for one in shown) == sorted(
                (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=one.at), one.action)
                for one in lines
            )


def of_office(raw: Raw, chain: str) -> bool:
    """Whether a chain is Batulicin's: its cases', its calendar's, its outages', and what is everybody's."""
    kind, _, name = chain.partition(":")
    if kind == "instance":
        return bool(raw.instance[int(name)].office == "batulicin")
    return kind not in ("calendar", "outages") or name == "batulicin"
