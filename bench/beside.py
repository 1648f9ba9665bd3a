"""Rivals from the package index beside Alur: the same M11, in turns, each in a process and an environment of its own.

Alur works in this process, with the whole work of a completion; what each rival does and leaves out stands in its file
in bench/rivals. A rival that cannot be installed or stops is left out with a message.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from bench import room
from bench.completions import figures_of
from bench.contenders import Alur
from bench.figures import Figure
from bench.places import Place, office_at, place_of
from bench.runs import RUNS, Run, middle, warm_up, work
from tests.support import postgres

ROOT = Path(__file__).resolve().parent.parent
_OURS = "Alur"


@dataclass(frozen=True, slots=True)
class Rival:
    """A system to measure: what is installed into its environment, and the module that works M11."""

    title: str
    key: str
    needs: tuple[str, ...]

    @property
    def folder(self) -> Path:
        """Its virtual environment; `make clean` removes it with Alur's."""
        return ROOT / ".venv" / f"rivals-{self.key}"

    @property
    def command(self) -> list[str]:
        """What runs it, an address of a database apart."""
        return [str(self.folder / "bin" / "python"), "-m", f"bench.rivals.{self.key}_m11"]


RIVALS = (
    Rival("Viewflow", "viewflow", ("django-viewflow==2.4.*", "psycopg[binary]>=3.3")),
    Rival("DBOS Transact", "dbos", ("dbos==3.4.*",)),
)
Turn = Callable[[int], tuple[str, Run]]
"""Works so many cases; who it was and what it took."""


class Absent(Exception):
    """A rival that cannot take part."""


def measure(server: postgres.Server, cases: int) -> list[Figure]:
    """Alur and every rival that can be had, each on both databases: figures, then ratios."""
    with ExitStack() as open_:
        turns: list[Turn] = []
        for on in (None, server):
            place = open_.enter_context(place_of(on))
            alur = Alur(open_.enter_context(office_at(place)), f"{_OURS}, {place.name}")
            turns.append(partial(_ours, place, alur))
        for rival in filter(_installed, RIVALS):
            for on in (None, server):
                place = open_.enter_context(place_of(on))
                turns.append(partial(_theirs, rival, open_.enter_context(_running(rival, place))))
        found = in_turns(turns, cases)
    figures = [figure for name, run in found.items() for figure in figures_of(name, run)]
    return figures + [figure for name in found for figure in _ratios(found, name)]


def in_turns(turns: list[Turn], cases: int) -> dict[str, Run]:
    """Medians of five runs, after one to warm up; who stops is left out of all."""
    runs: dict[str, list[Run]] = {}
    for number in range(RUNS + 1):
        for turn in list(turns):
            try:
                name, run = turn(cases if number else warm_up(cases))
            except Absent as gone:
                print(f"{gone}; going on without it", file=sys.stderr)
                turns.remove(turn)
            else:
                runs.setdefault(name, []).append(run)
    return {name: middle(found[1:]) for name, found in runs.items() if len(found) > RUNS}


def _ours(place: Place, alur: Alur, cases: int) -> tuple[str, Run]:
    before = room.taken(place.url)
    run = work(alur, cases)
    return alur.name, replace(run, bytes=(room.taken(place.url) - before) / cases)


def _theirs(rival: Rival, process: subprocess.Popen[str], cases: int) -> tuple[str, Run]:
    """A turn of a rival's process: see bench/rivals/turns.py."""
    assert process.stdin is not None and process.stdout is not None
    try:
        process.stdin.write(f"{cases}\n")
        process.stdin.flush()
    except BrokenPipeError:
        raise Absent(f"{rival.title} stopped, what it said stands above") from None
    line = next((line for line in process.stdout if line.startswith("{")), "")
    if not line:
        raise Absent(f"{rival.title} stopped, what it said stands above")
    said = json.loads(line)
    return said.pop("name"), Run(**said)


@contextmanager
def _running(rival: Rival, place: Place) -> Iterator[subprocess.Popen[str]]:
    """The rival's process on a database of its own; it ends when no more turns can come."""
    command = [*rival.command, room.plain(place.url)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process


def _installed(rival: Rival) -> bool:
    """Make its environment, unless it is there; False with a message when that cannot be."""
    stamp, wanted = rival.folder / "needs", "\n".join(rival.needs)
    if stamp.exists() and stamp.read_text() == wanted:
        return True
    print(f"Installing {rival.title} into {rival.folder.relative_to(ROOT)}", file=sys.stderr)
    python = rival.command[0]
    steps = (
        [sys.executable, "tools/make_venv.py", str(rival.folder)],
        [python, "-m", "pip", "install", "-qq", "--disable-pip-version-check", *rival.needs],
    )
    for step in steps:
        if subprocess.run(step, cwd=ROOT, check=False).returncode:
            print(
                f"{rival.title} could not be installed, why stands above; going on without it",
                file=sys.stderr,
            )
            return False
    stamp.write_text(wanted)
    return True


def _ratios(found: dict[str, Run], name: str) -> list[Figure]:
    """Alur's figures over those of a rival on the same database."""
    system, place = name.split(", ")
    ours, theirs = found[f"{_OURS}, {place}"], found[name]
    if system == _OURS:
        return []
    return [
        Figure(f"{_OURS} / {name}: processor time per completion", ours.cpu / theirs.cpu, "x"),
        Figure(f"{_OURS} / {name}: p50", ours.p50 / theirs.p50, "x"),
        Figure(f"{_OURS} / {name}: a finished case", ours.bytes / theirs.bytes, "x"),
    ]
