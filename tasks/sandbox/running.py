"""Playing a scenario: command by command, going on where the SOP has changed, so that what differs is told whole."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from threading import Lock
from typing import Any

from engine import definitions
from engine.instances import ACTIVE
from engine.refusals import Invalid, Refusal
from tasks import views
from tasks.forms import CHOICE, GATE, SECOND
from tasks.sandbox import commands, compare, path, samples, stage
from tasks.sandbox.commands import Command
from tasks.sandbox.compare import SKIPPED, Difference
from tasks.sandbox.office import Base
from tasks.sandbox.path import Passed, Watch, Way
from tasks.sandbox.stage import Stage
from tasks.states import OPEN_STATES

_MOST_FILLED = 25  # new steps a run does by itself; a diagram may lead round for ever
_MOST_KEPT = 400


@dataclass(frozen=True, slots=True)
class Filled:
    """A form the scenario had no fitting answer for: it was filled with neutral values."""

    case: int
    step: str
    name: str


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a scenario; `did` are its commands as they would have to be for the way it took."""

    differences: tuple[Difference, ...]
    filled: tuple[Filled, ...]
    ways: tuple[Way, ...]
    did: tuple[Command, ...]

    @property
    def passed(self) -> bool:
        """Whether all came as expected."""
        return not self.differences


@dataclass(slots=True)
class _Run:
    stage: Stage
    known: frozenset[tuple[int, str]]
    watch: Watch = field(default_factory=Watch)
    did: list[Command] = field(default_factory=list)
    filled: list[Filled] = field(default_factory=list)
    skipped: list[Difference] = field(default_factory=list)
    fills: int = 0


_kept: OrderedDict[str, Result] = OrderedDict()
_lock = Lock()


def run(base: Base, begins: datetime, done: tuple[Command, ...], expected: tuple[Way, ...]) -> Result:
    """Play commands on an office and compare the way with the expected one. The same run is played once."""
    told = (base.fingerprint, begins, commands.to_json(done), path.to_json(expected))
    key = sha256(repr(told).encode()).hexdigest()
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    result = _played(base, begins, done, expected)
    with _lock:
        _kept[key] = result
        while len(_kept) > _MOST_KEPT:
            _kept.popitem(last=False)
    return result


def way_of(base: Base, begins: datetime, done: tuple[Command, ...]) -> Result:
    """The way commands take, nothing being expected of it."""
    return run(base, begins, done, ())


def _played(base: Base, begins: datetime, done: tuple[Command, ...], expected: tuple[Way, ...]) -> Result:
    played = stage.opened(base, begins)
    try:
        found = _Run(played, frozenset((one.case, one.at) for one in done))
        for command in done:
            _take(found, command)
        for number, way in enumerate(expected, 1):
            while way.status != ACTIVE and _fill(found, number):
                pass
        came = path.of_stage(played, found.watch)
    finally:
        played.close()
    differences = (*(compare.ways(expected, came) if expected else ()), *found.skipped)
    return Result(differences, tuple(found.filled), came, tuple(found.did))


def _take(run: _Run, command: Command) -> None:
    """Do a command; what is in its way and unknown to the scenario is done first, what cannot be done is left out."""
    mended = False
    while True:
        try:
            return _do(run, command)
        except Invalid as refused:
            better = None if mended else _mended(run, command, refused)
            if better is None:
                return _skip(run, command, refused)
            command, mended = better, True
        except Refusal as refused:
            if not _fill(run, command.case):
                return _skip(run, command, refused)


def _do(run: _Run, command: Command) -> None:
    stage.do(run.stage, command)
    if command.do not in (commands.BEGIN, commands.PAUSE, commands.RESUME):  # these open nothing
        run.watch.note(run.stage)
    run.did.append(command)


def _skip(run: _Run, command: Command, refused: Refusal) -> None:
    """A step that is not open any more shows as missing from the way; anything else is told by itself."""
    of_step = command.do in (commands.BEGIN, commands.COMPLETE, commands.PAUSE, commands.RESUME)
    if of_step and refused.key in ("play.not_open", "instance.unknown"):
        return
    name = refused.problems[0].key if refused.problems else refused.key
    step = Passed(command.at, "", command.at, path.OPEN)
    run.skipped.append(Difference(SKIPPED, command.case, step, command.do, name))


def _fill(run: _Run, case: int) -> bool:
    """Do one open step, or let one awaited message come, of which the scenario knows nothing."""
    if run.fills >= _MOST_FILLED:
        return False
    try:
        view = views.case(run.stage.site, run.stage.clerk, case)
    except Refusal:
        return False
    for line in view.tasks:
        if line.state in OPEN_STATES and (case, line.element) not in run.known:
            return _fill_step(run, case, line.element, line.step or "", line.name)
    for wait in view.snapshot.waits:
        if (case, wait.message) not in run.known:
            name = view.definition.diagram.elements[wait.element].name
            return _try(run, Command(commands.MESSAGE, wait.message, case), Filled(case, "", name))
    return False


def _fill_step(run: _Run, case: int, element: str, step: str, name: str) -> bool:
    task = stage.open_task(run.stage, case, element)
    shown = views.form_for(run.stage.site, stage.worker_of(run.stage, task), task)
    given = samples.filled(shown.form, shown.officers, run.stage.clock())
    _try(run, Command(commands.BEGIN, element, case), None)
    return _try(run, Command(commands.COMPLETE, element, case, given, joined=True), Filled(case, step, name))


def _try(run: _Run, command: Command, told: Filled | None) -> bool:
    run.fills += 1
    try:
        _do(run, command)
    except Refusal:
        return False
    if told is not None:
        run.filled.append(told)
    return True


def _mended(run: _Run, command: Command, refused: Invalid) -> Command | None:
    """The command with neutral values where its form asks for more, or other, than it knew."""
    wrong = {problem.where for problem in refused.problems}
    if command.do == commands.START:
        given = _mended_start(run, command)
        told = Filled(command.case, "", "")
    elif command.do == commands.COMPLETE:
        task = stage.open_task(run.stage, command.case, command.at)
        view = views.task(run.stage.site, stage.worker_of(run.stage, task), task)
        given = _merged(view.form, command, run.stage.clock(), wrong)
        told = Filled(command.case, view.task.step or "", view.name)
    else:
        return None
    run.filled.append(told)
    return replace(command, given=given)


def _mended_start(run: _Run, command: Command) -> dict[str, Any]:
    with run.stage.db.read(run.stage.clerk) as tx:
        fields = definitions.latest(tx, command.at).diagram.start_fields
    required = samples.fields((one for one in fields if one.required), run.stage.clock())
    fitting = {one.id: one for one in fields}
    return required | {
        name: value
        for name, value in command.given.items()
        if name not in fitting or samples.fits(fitting[name], value)
    }


def _merged(shown: views.ShownForm, command: Command, now: datetime, wrong: set[str]) -> dict[str, Any]:
    """Neutral values, with what was given wherever the form still asks for it and takes it."""
    form, given = shown.form, command.given
    answer = given.get(CHOICE)
    known = {option.value for option in form.options}
    sample = samples.filled(form, shown.officers, now, answer if answer in known else None)
    unfit = {field.id for field in form.fields if not samples.fits(field, given.get(field.id))}
    own = form.schema["properties"].keys() - unfit - wrong - {GATE, CHOICE, SECOND}
    kept = {name: given[name] for name in own if name in given}
    if GATE in sample:
        said: Mapping[str, Any] = given.get(GATE) or {}
        kept[GATE] = {code: said.get(code, verdict) for code, verdict in sample[GATE].items()}
    return sample | kept
