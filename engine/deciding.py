"""Asking a decision model: the newest version answers; in a case the answer is kept with its rules and audited."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from engine import audit, decision_models, settings
from engine.database import Tx
from engine.decision_models import DecisionModel, Version
from engine.dmn import Decisions, Note
from engine.feel.json_values import to_json
from engine.fired_rules import RuleFired, fired
from engine.refusals import Conflict, NotFound, Problem
from engine.schema import decisions_taken as table
from engine.storable import storable

_RULES = "rules."  # settings that models are given by name
_TODAY = "tanggal"
# Inputs the audit trail may name: none of them tells who somebody is, or anything of health or family
# (UU 27/2022 Ps 4). All others stand in the trail as a fingerprint only.
_CLEAR = frozenset(
    {"jenis_permohonan", "jenis_paspor", "masa_berlaku", "layanan", "sop", "tanggal", "batas_lansia"}
)
_LONGEST_CLEAR = 40


class HeldCase(Protocol):
    """A case held by the transaction (engine.instances.Instance)."""

    @property
    def id(self) -> int: ...
    @property
    def salt(self) -> bytes | None: ...


@dataclass(frozen=True, slots=True)
class Answer:
    """What a decision came to: plain JSON, the rules that applied, and what the model was given.

    `value` is None where the tables leave the question open (a fee no source tells): never a number that looks right.
    `missing` are inputs that nobody gave.
    """

    value: Any
    rules: tuple[RuleFired, ...]
    model: Version
    decision: str
    name: str
    inputs: Mapping[str, Any]
    missing: tuple[str, ...]
    tables: tuple[Mapping[str, Any], ...]

    @property
    def version(self) -> int:
        """The model's version."""
        return self.model.version


def ask(
    tx: Tx,
    key: str,
    decision: str,
    inputs: Mapping[str, Any],
    *,
    instance: HeldCase | None = None,
    task: int | None = None,
) -> Answer:
    """Ask the newest version of a model; with `instance` (held by the caller) the answer is kept and audited.

    Of `inputs` only what the decision needs is taken, so a case's whole data may be given. What is not given is filled
    in: `tanggal` is the office's day, settings `rules.<name>` stand under their name. Raises NotFound for a model or
    decision that is not there, Conflict("decision.failed") with a problem for each error of the evaluation; nothing
    else, whatever the data are.
    """
    answer = look(tx, key, decision, inputs)
    if instance is not None:
        keep(tx, answer, instance, task)
    return answer


def look(tx: Tx, key: str, decision: str, inputs: Mapping[str, Any]) -> Answer:
    """As `ask`, without a trace: for pages and trials. Writes nothing, so a reading transaction will do."""
    return answer_of(tx, decision_models.latest(tx, key), decision, inputs)


def answer_of(tx: Tx, model: DecisionModel, decision: str, inputs: Mapping[str, Any]) -> Answer:
    """As `look`, of a version at hand."""
    try:
        needs = model.decisions.needs(decision)
    except KeyError:
        raise NotFound("decision.unknown") from None
    given = {**_known(tx), **{name: value for name, value in inputs.items() if value is not None}}
    given = {need.name: storable(to_json(given[need.name])) for need in needs if need.name in given}
    answer = kept_answer(tx, model, decision, given, tx.at)
    return replace(answer, missing=tuple(need.name for need in needs if need.name not in given))


def kept_answer(
    tx: Tx, model: DecisionModel, decision: str, given: Mapping[str, Any], at: datetime
) -> Answer:
    """What a version of a model says to inputs as they were kept, at an instant: the same answer at any time later."""
    zone = ZoneInfo(settings.value(tx, "office.zone"))
    outcome = model.decisions.evaluate(decision, given, now=at, zone=zone)
    if outcome.errors:
        raise Conflict("decision.failed", *map(as_problem, outcome.errors))
    record: Any = storable(outcome.record())
    return Answer(
        value=record["value"],
        rules=fired(record["tables"]),
        model=model.version,
        decision=outcome.decision,
        name=outcome.name,
        inputs=given,
        missing=(),
        tables=tuple(record["tables"]),
    )


def as_problem(note: Note) -> Problem:
    """An error of an evaluation: kinds of values and the place in the model, never the values."""
    spot = note.spot
    place: dict[str, str | int] = {
        "at": spot.owner_name or spot.owner,
        "rule": spot.rule,
        "column": spot.column,
    }
    return Problem(f"dmn_note.{note.key}", "", {**note.values, **place})


def answers(data: Mapping[str, Any]) -> dict[str, Any]:
    """What a case's data say under plain names: those of the case first, then those its steps left."""
    found: dict[str, Any] = {}
    for value in data.values():
        if isinstance(value, dict):
            found.update(value)
    return {**found, **{name: value for name, value in data.items() if not isinstance(value, dict)}}


def ruling(tx: Tx, reference: str, data: Mapping[str, Any]) -> Answer:
    """What a business rule task comes to: `reference` is the key of a model, or key/decision where it has several.

    Raises NotFound, Conflict, as `ask` does.
    """
    model, goal = referred(tx, reference)
    return answer_of(tx, model, goal, answers(data))


def referred(tx: Tx, reference: str) -> tuple[DecisionModel, str]:
    """The newest model a reference means, and the id of its decision. Raises NotFound.

    Without a decision's name the one is meant on which no other rests; of several, none.
    """
    key, _, name = reference.partition("/")
    model = decision_models.latest(tx, key)
    with suppress(KeyError):
        return model, meant(model.decisions, name)
    raise NotFound("decision.unknown")


def meant(decisions: Decisions, name: str) -> str:
    """The id of the decision a name means, "" the only one on which no other rests. Raises KeyError."""
    goals = (name,) if name else decisions.goals()
    if len(goals) != 1:
        raise KeyError(name)
    return decisions.find(goals[0]).at.id


def _known(tx: Tx) -> dict[str, Any]:
    """What models are told without being given it: the office's day, and the settings made for them."""
    values = settings.all_values(tx)
    today = tx.at.astimezone(ZoneInfo(values["office.zone"])).date()
    rules = {key.removeprefix(_RULES): value for key, value in values.items() if key.startswith(_RULES)}
    return {_TODAY: today.isoformat(), **rules}


def keep(tx: Tx, answer: Answer, instance: HeldCase, task: int | None = None) -> None:
    """Keep an answer that was looked at and is now acted upon, in a case held by the caller; audited.

    What was asked is kept, not what was answered: `kept_answer` says it again, word for word (decisions/016).
    """
    row = {
        "instance_id": instance.id,
        "task_id": task,
        "model_id": answer.model.id,
        "decision": answer.decision,
        "inputs": dict(answer.inputs),
        "at": tx.at,
    }
    tx.conn.execute(table.insert().values(**row))
    chain = f"instance:{instance.id}"
    subject = chain if task is None else f"task:{task}"
    told = json.dumps({"inputs": answer.inputs, "value": answer.value}, sort_keys=True)
    details = {
        "model": answer.model.key,
        "version": answer.model.version,
        "decision": answer.decision,
        "rules": _numbers(answer.rules),
        "inputs": {name: value for name, value in answer.inputs.items() if _is_clear(name, value)},
        "form": audit.fingerprint(instance.salt, subject, told),
    }
    audit.append(tx, chain, "decision.taken", subject, details)


def _numbers(rules: Iterable[RuleFired]) -> dict[str, list[int]]:
    """The rules that applied, by table: which texts they are the model's version says."""
    found: dict[str, list[int]] = {}
    for rule in rules:
        found.setdefault(rule.table, []).append(rule.number)
    return found


def _is_clear(name: str, value: Any) -> bool:
    """Whether the trail may name an input: a code, a number or a day of those that tell nothing of a person."""
    short = not isinstance(value, str) or (len(value) <= _LONGEST_CLEAR and value.isprintable())
    return name in _CLEAR and isinstance(value, str | int) and short
