"""The files of the corpus are read as they were written: Word, Excel, and PDFs from several printers."""

from __future__ import annotations

from pathlib import Path

import pytest

from processes.intake.reading import read
from processes.intake.to_sop import key_of, to_sop
from processes.lint.run import lint
from processes.reader import read_sop
from processes.writer import write_bpmn
from tests.processes.intake.made.catalogue import SAMPLES, Sample
from tests.processes.intake.place import FILES
from tests.processes.intake.scoring import differences

ALL = [
    (sample, path)
    for sample in SAMPLES
    for path in (FILES / sample.name, FILES / f"{sample.name}.pdf")
    if path.is_file()
]


@pytest.mark.parametrize(("sample", "path"), ALL, ids=[path.name for _, path in ALL])
def test_every_cell_of_a_file_is_read_as_it_was_written(sample: Sample, path: Path) -> None:
    missed = sample.missed if path.name != sample.name else ()
    found = [
        line.partition(":")[0] for line in differences(sample.content, read(path.read_bytes()), sample.lost)
    ]
    assert found == list(missed)


def test_the_corpus_is_large_and_complete() -> None:
    assert len(ALL) >= 25
    assert all((FILES / sample.name).is_file() for sample in SAMPLES)


@pytest.mark.parametrize("name", ["potret.pdf", "bentuk.xlsx", "tiga-baris.docx"])
def test_what_was_read_becomes_a_diagram_that_lint_lets_pass_and_that_holds_the_same_rows(name: str) -> None:
    intake = read((FILES / name).read_bytes())
    sop = to_sop(intake, key_of(intake.title), name)
    xml = write_bpmn(sop)
    assert [finding.key for finding in lint(xml) if finding.severity == "error"] == []
    again = read_sop(xml)
    assert [step.activity for step in again.steps] == [step.activity.text for step in intake.steps]
    assert again.ocr_doubts == sop.ocr_doubts
    assert dict(again.facts) == dict(sop.facts)
