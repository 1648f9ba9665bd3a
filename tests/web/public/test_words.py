"""Every step and end an applicant can meet has a sentence, and every question and answer its words."""

from __future__ import annotations

from importlib.resources import files

from lxml import etree

from processes.table import SHIPPED
from tasks.applicants import emergency, questions, steps
from web.public import asking, step_words

FILLING = {*steps.BY_ACCOUNT, *steps.FILLING}
# Ends of shared parts lead back into the SOP that called them.
INNER = ("BAP_", "PL_", "selesai_")


def _ids(tag: str) -> set[str]:
    found = set()
    for key in SHIPPED:
        tree = etree.fromstring(files("bpmn").joinpath(f"{key}.bpmn").read_bytes())
        found |= {one.get("id", "") for one in tree.iter(f"{{*}}{tag}")}
    return found


def test_every_step_of_every_sop_has_a_sentence() -> None:
    assert sorted((_ids("userTask") | _ids("receiveTask")) - FILLING - set(step_words.STEPS)) == []


def test_every_end_has_a_sentence() -> None:
    ends = {end for end in _ids("endEvent") if not end.startswith(INNER)}
    assert sorted(ends - set(step_words.ENDS)) == []


def test_every_question_has_its_words() -> None:
    fields = {field for page in questions.FIELDS.values() for field in page} | set(emergency.FIELDS)
    unasked = {"setuju", "versi", "nik_benar", "orang"}
    assert sorted(fields - unasked - set(asking.LABELS)) == []
    assert set(asking.PAGES) == set(steps.PAGES)
    for name, options in (
        ("layanan", questions.SERVICES),
        ("jenis", questions.KINDS),
        ("paspor_lama", questions.OLD),
        ("tujuan", questions.PURPOSES),
        ("kebutuhan", questions.NEEDS),
        ("jenis_paspor", questions.BOOKLETS),
    ):
        assert tuple(asking.WORDS[name]) == options
