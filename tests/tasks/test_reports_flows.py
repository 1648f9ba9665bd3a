"""Arrows by how often they were taken: counted from real walks, with a return loop and a wait in them."""

from __future__ import annotations

from datetime import timedelta

from engine import definitions
from tasks.reports import flows
from tasks.reports.scope import ReportFilter
from tests.support.office import OPERATOR, Office


def test_each_arrow_is_counted_as_often_as_cases_went_along_it(office: Office) -> None:
    begin = office.clock()
    straight = office.start().instance
    office.until(straight, "entri_pindai")
    back = office.start().instance
    office.until(back, "pastikan_persyaratan")
    office.do(back, missing={"kk": "tidak_ada"}, keputusan="tidak")
    office.clock.move(timedelta(minutes=5))
    office.do(back)  # the file goes back; the case waits for what is missing
    scope = ReportFilter("micin_darurat", begin, office.clock() + timedelta(days=1), "batulicin")
    with office.site.db.read(OPERATOR) as tx:
        diagram = definitions.latest(tx, "micin_darurat").diagram
        moved = flows.moves(tx, scope)
        counts = flows.taken(diagram, moved)
        nobody = flows.moves(tx, ReportFilter("micin_darurat", begin, office.clock(), "kotabaru"))
    assert moved == {
        (flows.NOBODY, "terima_permohonan"): 2,
        ("terima_permohonan", "pastikan_persyaratan"): 2,
        ("pastikan_persyaratan", "entri_pindai"): 1,
        ("pastikan_persyaratan", "kembalikan_permohonan"): 1,
        ("kembalikan_permohonan", "tunggu_kelengkapan"): 1,
    }
    ends = {flow.id: (flow.source, flow.target) for flow in diagram.flows}
    into = {ends[flow][1]: count for flow, count in counts.items()}
    assert into["pastikan_persyaratan"] == 2 and into["entri_pindai"] == 1
    gate = next(target for flow, (source, target) in ends.items() if source == "pastikan_persyaratan")
    assert (
        sum(count for flow, count in counts.items() if ends[flow][1] == gate) == 2
    )  # both ways lead through it
    assert nobody == {}
