"""Whether a model about to be published still has every decision that published SOPs and their cases ask."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select, text

from engine import definition_rows, definitions
from engine.database import Tx
from engine.deciding import meant
from engine.definition_rows import IN_FORCE, SCHEDULED
from engine.definitions import Definition
from engine.dmn import Decisions, load
from engine.instances import ACTIVE
from engine.refusals import Invalid, Problem
from engine.schema import instances as cases
from tasks.decisions import used


def require_kept(tx: Tx, key: str, content: bytes) -> None:
    """Refuse a file that drops or renames a decision which a rule task asks, of an SOP as it is published or as a
    running case goes through it.

    Raises Invalid with a problem for each such step. No SOP is published until the transaction ends.
    """
    if tx.postgres:  # waits for an SOP just being published, and lets the next wait; readers do not
        tx.conn.execute(text("LOCK TABLE definitions IN SHARE MODE"))
    if missed := missing(tx, key, content):
        raise Invalid("decision.still_used", *missed)


def missing(tx: Tx, key: str, content: bytes) -> tuple[Problem, ...]:
    """A problem for each step that asks a decision which a file without errors no longer has."""
    decisions = load(content)
    return tuple(
        _problem(definition, use)
        for definition in _asking(tx)
        for use in used.rule_tasks(definition.diagram)
        if use.model == key and not _has(decisions, use.decision)
    )


def _asking(tx: Tx) -> Iterator[Definition]:
    """Every version in force or to come, and the older ones some case still goes through."""
    lines = definition_rows.by_key(definition_rows.versions(tx)).values()
    states = [(line, definition_rows.states(its, tx.now)[line.version]) for its in lines for line in its]
    lasting = [line.id for line, state in states if state in (IN_FORCE, SCHEDULED)]
    query = select(cases.c.definition_id, cases.c.links).where(cases.c.status == ACTIVE).distinct()
    running = {number for row in tx.conn.execute(query) for number in _versions(row.definition_id, row.links)}
    return (definitions.load(tx, number) for number in dict.fromkeys((*lasting, *sorted(running))))


def _versions(definition_id: int, links: str | None) -> list[int]:
    return [definition_id, *map(int, links.split(",") if links else ())]


def _has(decisions: Decisions, name: str) -> bool:
    try:
        meant(decisions, name)
    except KeyError:
        return False
    return True


def _problem(definition: Definition, use: used.Use) -> Problem:
    values: dict[str, str | int] = {
        "sop": definition.name,
        "version": definition.version,
        "step": f"{use.step}. {use.name}" if use.step else use.name,
        "decision": use.decision or use.model,
    }
    return Problem("decision.still_used_by" if use.decision else "decision.not_one_by", "file", values)
