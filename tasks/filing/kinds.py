"""The reports an office files: how often, of one SOP or of all, by which rule, and what makes each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from engine.database import Tx
from engine.refusals import NotFound
from processes.paper.report.model import Document
from tasks.filing import evaluation, monitoring, monthly, standards, survey
from tasks.filing.frame import Question
from tasks.filing.periods import Every, Period, containing


@dataclass(frozen=True, slots=True)
class Kind:
    """One report: `make` gives it without letterhead; `basis` is the rule that asks for it, in that rule's language.

    `assumed` says that how often it is filed is the product's assumption, not the rule's word.
    """

    code: str
    every: Every
    of_sop: bool
    basis: str
    make: Callable[[Tx, Question], Document]
    assumed: bool = False


_ALL = (
    Kind(
        monitoring.CODE,
        Every.HALF,
        of_sop=True,
        basis="PermenPANRB 35/2012: monitoring SOP AP sekurang-kurangnya setiap 6 bulan",
        make=monitoring.document,
    ),
    Kind(
        evaluation.CODE,
        Every.YEAR,
        of_sop=True,
        basis="PermenPANRB 35/2012: evaluasi SOP AP setiap tahun",
        make=evaluation.document,
    ),
    Kind(
        standards.CODE,
        Every.YEAR,
        of_sop=False,
        basis="UU 25/2009 Ps 21; PermenPANRB 15/2014",
        make=standards.document,
        assumed=True,
    ),
    Kind(
        survey.CODE,
        Every.YEAR,
        of_sop=False,
        basis="PermenPANRB 14/2017: survei kepuasan masyarakat sekurang-kurangnya sekali setahun",
        make=survey.document,
    ),
    Kind(
        monthly.CODE,
        Every.MONTH,
        of_sop=False,
        basis="Laporan internal kantor; tabel paspor terbit menurut Tabel 2 dan 3 naskah acuan",
        make=monthly.document,
        assumed=True,
    ),
)
KINDS: Mapping[str, Kind] = {kind.code: kind for kind in _ALL}
"""By code, in the order in which they are listed."""


def kind(code: str) -> Kind:
    """One of KINDS. Raises NotFound."""
    found = KINDS.get(code)
    if found is None:
        raise NotFound("report.unknown_kind")
    return found


def last_over(every: Every, today: date) -> Period:
    """The newest period that is over."""
    return containing(every, today).moved(-1)
