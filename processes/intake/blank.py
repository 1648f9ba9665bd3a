"""An SOP with nothing in it but a first row, to be filled in the editor."""

from __future__ import annotations

from processes.model import End, Identity, Output, Performer, Role, Sop, Step, StepKind
from processes.time_text import parse_time


def blank(key: str, title: str, unit: str) -> Sop:
    """A table of one row, as an SOP's form begins; its words say what is to be put in their place."""
    step = Step(
        number="1",
        id="kegiatan_pertama",
        kind=StepKind.TASK,
        activity="Kegiatan pertama",
        performer=Performer("petugas"),
        requirements=(),
        time=parse_time("10 menit"),
        outputs=(Output("Hasil kegiatan pertama"),),
        next="selesai",
    )
    return Sop(
        id=key,
        name=title,
        identity=Identity(unit=unit, title=title),
        roles=(Role("petugas", "Petugas"),),
        steps=(step,),
        ends=(End("selesai", "Selesai"),),
    )
