"""What applicants say afterwards: some answer the survey, a few complain and are answered."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

from engine.refusals import Conflict, NotFound
from tasks.demo import names
from tasks.demo.staff import STAFF, person
from tasks.demo.stage import Case, Stage
from tasks.voice import complaints, surveys
from tasks.voice.elements import COLUMNS

_COMPLAINTS = (
    "Antrean lama, loket penyerahan baru dibuka pukul sembilan.",
    "Nama di tanda terima salah ketik, mohon diperbaiki.",
    "Dua kali diminta membawa akta lahir padahal sudah diserahkan.",
    "Ruang tunggu panas dan kursinya kurang.",
    "Petugas baik, tetapi nomor layanan tidak dapat dihubungi.",
)
_ANSWER = "Terima kasih atas laporannya. Sudah kami periksa dan perbaiki; kami mohon maaf."
_COMMENTS = ("", "", "Petugas ramah.", "Cepat dan jelas.", "Parkir sempit.", "Mohon ditambah kursi.")


def survey(stage: Stage, case: Case) -> None:
    """Whoever got a passport may say how it was."""
    if stage.chance.share("surveyed"):
        hours = stage.chance.between(*stage.chance.given["surveyed"]["hours"])
        stage.at(stage.clock() + timedelta(hours=hours), partial(_answer_survey, stage, case))


def complaints_of_day(stage: Stage, opening: datetime) -> None:
    """Perhaps somebody comes to complain on a working day."""
    if stage.chance.share("complaints"):
        stage.at(opening + timedelta(hours=stage.chance.between(1, 6)), partial(complain, stage))


def _answer_survey(stage: Stage, case: Case) -> None:
    scores = {name: str(stage.chance.drawn(stage.chance.given["surveyed"]["scores"])) for name in COLUMNS}
    form = {**scores, "comment": stage.chance.rng.choice(_COMMENTS)}
    with suppress(Conflict, NotFound):
        surveys.answer(stage.site, surveys.token_of(stage.site, case.number), form)


def complain(stage: Stage) -> None:
    """Somebody complains at the counter or by letter, and is answered days later."""
    chance = stage.chance
    form = {
        "name": names.person(chance.rng),
        "contact": f"08{chance.rng.randrange(10**9, 10**10)}",
        "text": chance.rng.choice(_COMPLAINTS),
        "channel": chance.rng.choice((complaints.COUNTER, complaints.LETTER)),
        "receipt": chance.rng.choice([case.key for case in stage.cases.values()] or [""]),
    }
    received = complaints.enter(stage.site, person(chance.rng.choice(STAFF)), form)
    days = chance.days("complaints")
    answered = stage.in_office(timedelta(), stage.clock() + timedelta(days=days))
    stage.at(answered, partial(_answer, stage, received.id))


def _answer(stage: Stage, number: int) -> None:
    complaints.answer(stage.site, person("koordinator"), number, _ANSWER)
    if stage.chance.rng.random() < 0.7:
        stage.at(
            stage.clock() + timedelta(days=2), partial(complaints.close, stage.site, person("kasi"), number)
        )
