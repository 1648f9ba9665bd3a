"""Completions in one process: processor time, rate and waiting time, of all contenders in turns."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack

from bench.connected import on_postgres, on_sqlite
from bench.contenders import Alur, Bare, PlainSpiff
from bench.figures import Figure
from bench.places import office_at, place_of
from bench.runs import RUNS, Contender, Run, middle, warm_up, work
from tests.support import postgres

_REACH = {"Alur, SQLite": "<= 2.5", "Alur, PostgreSQL": "<= 3"}


def measure(server: postgres.Server, cases: int) -> list[Figure]:
    """Alur beside plain SpiffWorkflow and the bare transaction, each on both databases."""
    with ExitStack() as open_:
        file, database = open_.enter_context(place_of(None)), open_.enter_context(place_of(server))
        contenders: list[Contender] = []
        for place, connect in ((file, on_sqlite), (database, on_postgres)):
            contenders += [
                Bare(open_.enter_context(connect(place, "bare")), place.name),
                PlainSpiff(open_.enter_context(connect(place, "plain")), place.name),
                Alur(open_.enter_context(office_at(place)), f"Alur, {place.name}"),
            ]
        found = compare(contenders, cases)
    figures = [figure for name, run in found.items() for figure in figures_of(name, run)]
    for place in (file, database):
        ours = found[f"Alur, {place.name}"].cpu
        for other, reach in (("bare transaction", "<= 12"), ("plain SpiffWorkflow 3.2.0", "<= 1")):
            ratio = ours / found[f"{other}, {place.name}"].cpu
            figures.append(Figure(f"Alur / {other}, {place.name}", ratio, "x", reach))
    return figures


def compare(contenders: Sequence[Contender], cases: int) -> dict[str, Run]:
    """Medians of five runs; in each run every contender works `cases` cases, so that noise meets all of them."""
    runs: dict[str, list[Run]] = {contender.name: [] for contender in contenders}
    for contender in contenders:
        work(contender, warm_up(cases))
    for _ in range(RUNS):
        for contender in contenders:
            runs[contender.name].append(work(contender, cases))
    return {name: middle(found) for name, found in runs.items()}


def figures_of(name: str, run: Run) -> list[Figure]:
    """What a run of completions is printed as."""
    figures = [
        Figure(f"{name}: processor time per completion", run.cpu, "ms", _REACH.get(name, "")),
        Figure(f"{name}: completions, one client", run.rate, "/s"),
        Figure(f"{name}: p50", run.p50, "ms"),
        Figure(f"{name}: p95", run.p95, "ms"),
    ]
    return [*figures, Figure(f"{name}: a finished case", run.bytes, "bytes")] if run.bytes else figures
