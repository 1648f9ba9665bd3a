"""How the steps of a played case are decided: as its fate wants it, else as chance has it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from tasks.demo import fates
from tasks.demo.plan import LOST
from tasks.demo.stage import Job, Stage
from tasks.forms import Form

RECEIVING = "terima_pemohon"
"""Its question is no test: whether the old passport is lost or damaged."""

_CHECKS = frozenset({"pastikan_persyaratan", "periksa_kelengkapan"})
_INTERVIEWS = frozenset({"wawancara_verifikasi_cekal", "wawancara"})
_BIOMETRICS = frozenset({"periksa_bms_ajudikasi", "verifikasi_bms_ajudikasi"})
_EXAMINATION = "pemeriksaan_lanjutan"
_QUALITY = "uji_kualitas"
_SLACK = timedelta(days=3)  # less is too little for a way round

_NO: Mapping[str, frozenset[str]] = {
    fates.RETURNED: frozenset({"periksa_kelengkapan"}),
    fates.ABSENT: frozenset({"datang_kantor"}),
    fates.REFUSED: frozenset({"wawancara", _EXAMINATION}),
    fates.POSTPONED: frozenset({"putusan_bap"}),
}
"""Steps that are answered with "no" for a case to end as it is meant to."""


def choice(stage: Stage, job: Job, form: Form) -> str | None:
    """The answer to a step's question; None where it asks none."""
    if not form.options:
        return None
    if job.element == RECEIVING:
        return "ya" if job.case.category in LOST else "tidak"
    if _goes_well(stage, job):
        return form.way_on
    return next(option.value for option in reversed(form.options) if option.value != form.way_on)


def _goes_well(stage: Stage, job: Job) -> bool:
    case = job.case
    if job.element in _NO.get(case.fate, ()):
        return False
    if case.fate == fates.BY_CHANCE:
        return stage.chance.rng.random() >= _trouble(stage, job)
    if case.ready is None or case.ready - stage.clock() < _SLACK or job.element == _EXAMINATION:
        return True
    return stage.chance.rng.random() >= _trouble(stage, job)


def _trouble(stage: Stage, job: Job) -> float:
    """The share of such steps that end otherwise."""
    given = stage.chance.given
    if job.element in _CHECKS:
        return float(given["returned_again" if stage.times_done(job) else "returned"])
    if job.element == _EXAMINATION:
        return 1 - float(given["examination"]["goes_on"])
    if job.element in _INTERVIEWS:
        return float(given["examined_interview"])
    if job.element in _BIOMETRICS:
        return float(given["examined_biometrics"])
    return float(given["spoiled"]) if job.element == _QUALITY else 0.0
