"""Verifying the whole trail, or some chains of it, against itself, its checkpoints and their files outside."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain as chained
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection

from engine.audit.links import check_chains
from engine.audit.merkle import Tree
from engine.audit.report import Fault, Report
from engine.audit.sworn import check_checkpoints

_LISTED = 1000


class Reading(Protocol):
    """What a verification needs of a transaction."""

    @property
    def conn(self) -> Connection: ...


def verify(tx: Reading, folder: Path | None = None, chains: Sequence[str] | None = None) -> Report:
    """Read the trail once, in constant memory, and name the first wrong record of each chain.

    With `folder` the checkpoint files kept there are compared too. With `chains` only those chains are read and no
    checkpoints. The table cannot show what was cut off after the last checkpoint together with its head.
    """
    faults: list[Fault] = []
    counts = {"chains": 0, "records": 0, "checkpoints": 0, "more": 0}

    def note(fault: Fault | None) -> None:
        if fault is not None and len(faults) < _LISTED:
            faults.append(fault)
        elif fault is not None:
            counts["more"] += 1

    tree = Tree()
    for records, fault, end in check_chains(tx.conn, chains):
        counts["chains"] += 1
        counts["records"] += records
        note(fault)
        if end is not None:
            tree.add(*end)
    for number, fault in check_checkpoints(tx.conn, folder) if chains is None else chained():
        counts["checkpoints"] += number
        note(fault)
    return Report(faults=tuple(faults), root=tree.root().hex(), **counts)
