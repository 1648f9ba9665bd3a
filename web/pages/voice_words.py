"""The words of the survey and of complaints; the Indonesian ones of the survey are the official questionnaire's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import Flask

from tasks.voice import complaints
from tasks.voice.elements import COLUMNS, ELEMENTS, SCALE
from web.shell.i18n import gettext, mark


@dataclass(frozen=True, slots=True)
class Question:
    """One element as asked: its field, name, question, and the answers worth 1 to 4."""

    field: str
    name: str
    question: str
    answers: tuple[tuple[str, str], ...]


# PermenPANRB 14/2017, questionnaire of the annex. Numbers stand before names in this order; see tasks.voice.elements
# for the doubt about the last two.
_NAMES: Mapping[str, str] = {
    "requirements": mark("Requirements of the service"),
    "procedure": mark("System, mechanism and procedure"),
    "time": mark("Time of completion"),
    "cost": mark("Cost or tariff"),
    "product": mark("Product of the service"),
    "competence": mark("Competence of the officers"),
    "conduct": mark("Conduct of the officers"),
    "facilities": mark("Facilities and infrastructure"),
    "complaints": mark("Handling of complaints, suggestions and input"),
}
_QUESTIONS: Mapping[str, str] = {
    "requirements": mark("What do you think of how the requirements fit the kind of service?"),
    "procedure": mark("How easy did you find the procedure of this service?"),
    "time": mark("What do you think of the speed of the service?"),
    "cost": mark("What do you think of the fairness of the cost or tariff of the service?"),
    "product": mark("What do you think of how the result fits what the service standard promises?"),
    "competence": mark("What do you think of the competence of the officers?"),
    "conduct": mark("What do you think of the politeness and friendliness of the officers?"),
    "facilities": mark("What do you think of the quality of the facilities?"),
    "complaints": mark("What do you think of how complaints of users are handled?"),
}
_FITTING = (mark("Not fitting"), mark("Less fitting"), mark("Fitting"), mark("Very fitting"))
_ANSWERS: Mapping[str, tuple[str, ...]] = {
    "requirements": _FITTING,
    "procedure": (mark("Not easy"), mark("Less easy"), mark("Easy"), mark("Very easy")),
    "time": (mark("Not fast"), mark("Less fast"), mark("Fast"), mark("Very fast")),
    "cost": (mark("Very expensive"), mark("Rather expensive"), mark("Cheap"), mark("Free of charge")),
    "product": _FITTING,
    "competence": (
        mark("Not competent"),
        mark("Less competent"),
        mark("Competent"),
        mark("Very competent"),
    ),
    "conduct": (
        mark("Not polite and friendly"),
        mark("Less polite and friendly"),
        mark("Polite and friendly"),
        mark("Very polite and friendly"),
    ),
    "facilities": (mark("Bad"), mark("Fair"), mark("Good"), mark("Very good")),
    "complaints": (
        mark("There is none"),
        mark("There is one that does not work"),
        mark("It works less than it could"),
        mark("It is well managed"),
    ),
}
_GRADES: Mapping[str, str] = {
    "A": mark("Very good"),
    "B": mark("Good"),
    "C": mark("Less good"),
    "D": mark("Not good"),
}
_CHANNELS: Mapping[str, str] = {
    complaints.PORTAL: mark("This page"),
    complaints.SP4N: mark("SP4N-LAPOR!"),
    complaints.COUNTER: mark("At the counter"),
    complaints.LETTER: mark("By letter"),
}
_HEADINGS: Mapping[str, str] = {
    "month": mark("Month"),
    "sop": mark("SOP"),
    "answers": mark("Answers"),
    "index": mark("IKM"),
    "grade": mark("Grade"),
    "total": mark("All"),
    "title": mark("Public satisfaction"),
}


def install(app: Flask) -> None:
    """Make the words of codes filters of the templates."""
    app.jinja_env.filters.update(channel_name=channel_name, grade_name=grade_name)


def questions() -> list[Question]:
    """The nine questions in the order in which they are asked."""
    return [
        Question(
            field,
            gettext(_NAMES[element]),
            gettext(_QUESTIONS[element]),
            tuple(
                (str(value), gettext(words)) for value, words in zip(SCALE, _ANSWERS[element], strict=True)
            ),
        )
        for field, element in zip(COLUMNS, ELEMENTS, strict=True)
    ]


def element_names() -> list[str]:
    """The elements with their numbers: "U1 Persyaratan"."""
    pairs = zip(COLUMNS, ELEMENTS, strict=True)
    return [f"{column.upper()} {gettext(_NAMES[element])}" for column, element in pairs]


def grade_name(letter: str) -> str:
    """What a grade means: "Baik"."""
    return gettext(_GRADES[letter]) if letter in _GRADES else ""


def channel_name(code: str) -> str:
    """By which way a complaint came."""
    return gettext(_CHANNELS[code]) if code in _CHANNELS else code


def channels(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Ways of a complaint as options of a list."""
    return [(code, channel_name(code)) for code in codes]


def heading(name: str) -> str:
    """The heading of a column of the report."""
    if name in ELEMENTS:
        return element_names()[ELEMENTS.index(name)]
    return gettext(_HEADINGS[name]) if name in _HEADINGS else name
