"""What a verification found: the first wrong record of each chain, by name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Wrong(StrEnum):
    """What can be wrong with the trail."""

    EDITED = "edited"  # the record is not what was written
    DELETED = "deleted"  # the record is gone from the middle
    REORDERED = "reordered"  # the record stands at another place than it was written for
    INSERTED = "inserted"  # the record was never appended
    CUT_OFF = "cut_off"  # from this record on the chain's end is gone
    FORKED = "forked"  # two records follow the same one
    CHECKPOINT_MISSING = "checkpoint_missing"
    CHECKPOINT_MISMATCH = "checkpoint_mismatch"
    SIGNATURE_WRONG = "signature_wrong"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong, at a record (chain and seq) or at a checkpoint, or at a record that a checkpoint swears to."""

    wrong: Wrong
    chain: str | None = None
    seq: int | None = None
    checkpoint: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """How much was read and what was found; at most one fault per chain and one per checkpoint and chain.

    `more` counts faults beyond the first thousand, which are not listed. `root` (hex) says up to which record was
    read: the Merkle root over the ends of the chains in which nothing is wrong, by rising chain number, as a
    checkpoint's.
    """

    chains: int
    records: int
    checkpoints: int
    faults: tuple[Fault, ...]
    more: int = 0
    root: str = ""

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults
