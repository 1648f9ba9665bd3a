"""A compiled definition: immutable, shared by every instance and thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.spiff.nodes import Process


@dataclass(frozen=True, slots=True, eq=False)
class Spec:
    """The processes of one file, or of several linked ones, ready to run; `hash` is the SHA-256 of their bytes."""

    key: str
    hash: bytes
    main: Process
    processes: Mapping[str, Process]  # called processes by process id, subprocesses by element id
