"""The versions of an SOP as they are held against cases: diagram, net, and what an element is called in another one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from engine import definitions
from engine.database import Tx
from engine.refusals import NotFound
from processes import matching
from processes.diagram import Diagram
from processes.reader import read_bpmn
from processes.shape import shape_of
from tasks.conformance.aligning import shortest
from tasks.conformance.net import Net, net_of

_KEPT = 128  # files are immutable, so what they say is kept by their bytes


@dataclass(frozen=True, slots=True)
class Model:
    """One file read; `told` are the elements of its net, those that leave rows."""

    diagram: Diagram
    net: Net

    @property
    def told(self) -> frozenset[str]:
        """The elements that leave rows."""
        return self.net.elements


@dataclass(frozen=True, slots=True)
class Library:
    """The versions of one SOP: number and file by row number, the earliest first; `passing` are the SOPs it calls that
    may be over at once, without a step or a wait.
    """

    key: str
    numbers: Mapping[int, int]
    files: Mapping[int, bytes]
    passing: frozenset[str] = frozenset()

    def model(self, row: int) -> Model:
        """What a version says."""
        return _model(self.files[row], self.passing)

    def row_of(self, version: int) -> int:
        """The row of a version. Raises NotFound."""
        for row, number in self.numbers.items():
            if number == version:
                return row
        raise NotFound("definition.unknown")

    def called(self, element: str) -> tuple[str, str]:
        """Number and words of an element in the newest version that has it; its id where none has."""
        for row in reversed(tuple(self.files)):
            diagram = self.model(row).diagram
            if element in diagram.elements:
                return matching.number(diagram, element), matching.title(diagram, element)
        return "", element

    def renamed(self, old: int, new: int) -> Mapping[str, str | None]:
        """What the elements of one version are called in another; None where they have no counterpart."""
        return _renamed(self.files[old], self.files[new])


def library(tx: Tx, key: str) -> Library:
    """The versions of an SOP; nothing is read of a file until it is asked for."""
    found = definitions.sources(tx, key)
    numbers = {row: version for row, (version, _) in found.items()}
    files = {row: file for row, (_, file) in found.items()}
    newest = next(reversed(tuple(files.values())), None)
    calls = _model(newest).diagram.calls if newest else ()
    return Library(key, numbers, files, frozenset(called for called in calls if _may_pass(tx, called)))


def _may_pass(tx: Tx, key: str) -> bool:
    """Whether a version of an SOP has a way through that leaves no record."""
    files = [file for _, file in definitions.sources(tx, key).values()]
    return any(shortest(_model(file).net) == 0 for file in files)


def diagrams(tx: Tx, rows: Iterable[int]) -> tuple[Diagram, ...]:
    """The diagrams of versions by row number, of any SOPs."""
    wanted = sorted(rows)
    return tuple(_model(file).diagram for file in definitions.files(tx, wanted)) if wanted else ()


@lru_cache(maxsize=_KEPT)
def _model(file: bytes, passing: frozenset[str] = frozenset()) -> Model:
    diagram = read_bpmn(file)
    return Model(diagram, net_of(diagram, shape_of(file), passing))


@lru_cache(maxsize=_KEPT)
def _renamed(old: bytes, new: bytes) -> Mapping[str, str | None]:
    """Rows belong together as when running requests are moved (processes.matching); another kind of thing does not."""
    found = matching.match(_model(old).diagram, _model(new).diagram)
    return {one.element: None if one.how == matching.OTHER else one.target for one in found}
