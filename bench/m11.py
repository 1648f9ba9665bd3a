"""Work item M11 as an SOP: eleven user tasks in sequence, choices after the second, eighth and ninth."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

KEY = "m11"
STEPS = 11
CHOICES = (2, 8, 9)
START: Mapping[str, Any] = {"nama_pemohon": "Siti Aminah", "jenis_permohonan": "baru_dewasa"}
_SPACES = (
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
    'xmlns:sop="https://alur.id/schema/sop/1"'
)
_FEEL = "https://www.omg.org/spec/DMN/20191111/FEEL/"


def answer(number: int) -> dict[str, Any]:
    """The form of task `number` (from 1) filled along the happy path."""
    given: dict[str, Any] = {"nomor_berkas": f"BTL-2026-{number:05}", "catatan": "berkas lengkap dan sah"}
    if number in CHOICES:
        given["keputusan"] = "ya"
    return given


def rounds_answer(again: bool) -> dict[str, Any]:
    """The form of the task that decides of another round."""
    return {"keputusan": "ya" if again else "tidak"}


def eleven() -> bytes:
    """The file: two lanes, SOP cells with five service minutes each, form fields, conditions on task data."""
    nodes, flows, row = [_start()], [], ["mulai"]
    for number in range(1, STEPS + 1):
        task = f"langkah_{number}"
        nodes.append(_task(task, number, "nomor_berkas"))
        row.append(task)
        if number in CHOICES:
            choice, end = f"pilih_{number}", f"tolak_{number}"
            nodes += [_node("exclusiveGateway", choice, "Sesuai?"), _node("endEvent", end, "Ditolak")]
            flows.append(_flow(choice, end, "Tidak", f'{task}.keputusan = "tidak"'))
            row.append(choice)
    for source, target in pairwise([*row, "selesai"]):
        if source.startswith("pilih"):
            flows.append(
                _flow(source, target, "Ya", f'{source.replace("pilih", "langkah")}.keputusan = "ya"')
            )
        else:
            flows.append(_flow(source, target))
    nodes.append(_node("endEvent", "selesai", "Selesai"))
    return _file(KEY, nodes, flows)


def rounds() -> bytes:
    """Two tasks and a way back, for a case with a long past."""
    nodes = [
        _start(),
        _task("periksa", 1, "nomor_berkas"),
        _task("lengkapi", 2, None),
        _node("exclusiveGateway", "pilih", "Ulangi?"),
        _node("endEvent", "selesai", "Selesai"),
    ]
    flows = [
        _flow("mulai", "periksa"),
        _flow("periksa", "lengkapi"),
        _flow("lengkapi", "pilih"),
        _flow("pilih", "periksa", "Ya", 'lengkapi.keputusan = "ya"'),
        _flow("pilih", "selesai", "Tidak", 'lengkapi.keputusan = "tidak"'),
    ]
    return _file("putaran", nodes, flows)


def _start() -> str:
    fields = '<camunda:formField id="nama_pemohon" label="Nama" type="string"/>'
    inner = f"<bpmn:extensionElements><camunda:formData>{fields}</camunda:formData></bpmn:extensionElements>"
    return f'<bpmn:startEvent id="mulai" name="Mulai">{inner}</bpmn:startEvent>'


def _task(name: str, number: int, field: str | None) -> str:
    cells = (
        f'<sop:step number="{number}" row="{number}" kind="task">'
        '<sop:time kind="service" amount="5" unit="minute" anchor="started" effect="counts">5 menit</sop:time>'
        f'<sop:output kind="data">Hasil langkah {number}</sop:output></sop:step>'
    )
    form = ""
    if field:
        rule = '<camunda:validation><camunda:constraint name="required" config="true"/></camunda:validation>'
        inner = (
            f'<camunda:formField id="{field}" label="Nomor berkas" type="string">{rule}</camunda:formField>'
        )
        form = f"<camunda:formData>{inner}</camunda:formData>"
    extended = f"<bpmn:extensionElements>{cells}{form}</bpmn:extensionElements>"
    return f'<bpmn:userTask id="{name}" name="Langkah {number}">{extended}</bpmn:userTask>'


def _node(kind: str, name: str, label: str) -> str:
    return f'<bpmn:{kind} id="{name}" name="{label}"/>'


def _flow(source: str, target: str, label: str = "", condition: str = "") -> str:
    inner = f"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>" if condition else ""
    ends = f'id="{source}_{target}" name="{label}" sourceRef="{source}" targetRef="{target}"'
    return f"<bpmn:sequenceFlow {ends}>{inner}</bpmn:sequenceFlow>"


def _file(key: str, nodes: list[str], flows: list[str]) -> bytes:
    names = [node.split('id="')[1].split('"')[0] for node in nodes]
    refs = "".join(f"<bpmn:flowNodeRef>{name}</bpmn:flowNodeRef>" for name in names)
    lane = f'<bpmn:lane id="lajur_petugas" name="Petugas" sop:role="petugas">{refs}</bpmn:lane>'
    head = f'<bpmn:definitions {_SPACES} targetNamespace="urn:bench" expressionLanguage="{_FEEL}">'
    about = (
        f'<bpmn:extensionElements><sop:identity unit="Kantor" title="{key}" status="ukur"/>'
        '<sop:role key="petugas" label="Petugas"/></bpmn:extensionElements>'
    )
    body = f'{about}<bpmn:laneSet id="lajur">{lane}</bpmn:laneSet>{"".join(nodes)}{"".join(flows)}'
    process = f'<bpmn:process id="{key}" name="{key}" isExecutable="true">{body}</bpmn:process>'
    return f"{head}{process}</bpmn:definitions>".encode()
