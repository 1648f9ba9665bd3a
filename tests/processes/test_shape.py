"""What running a file on paper needs of it: scopes, timers, repetitions, ends that take everything with them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from processes.shape import iso_span, shape_of
from tests.processes.templates import END, START, file, flow, lane, task


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("PT20M", timedelta(minutes=20)),
        ("P14D", timedelta(days=14)),
        ("P1Y2M1W1DT1H1M1.5S", timedelta(days=365 + 60 + 7 + 1, hours=1, minutes=1, seconds=1.5)),
        ("P", None),
        ("R3/PT1H", None),
        ("=duration(setelan.x)", None),
    ],
)
def test_a_duration_is_read_with_months_of_thirty_days(text: str, length: timedelta | None) -> None:
    assert iso_span(text) == length


def test_what_lies_within_what_and_which_timers_and_repetitions_there_are() -> None:
    loop = "<bpmn:standardLoopCharacteristics/>"
    inner = (
        START.replace('"s"', '"s2"')
        + task("b", inner=loop)
        + '<bpmn:endEvent id="e2"><bpmn:terminateEventDefinition/></bpmn:endEvent>'
    )
    timer = (
        '<bpmn:boundaryEvent id="t" attachedToRef="a"><bpmn:timerEventDefinition><bpmn:timeDuration>PT5M'
        "</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>"
    )
    body = (
        START
        + task("a")
        + timer
        + f'<bpmn:subProcess id="u">{inner}</bpmn:subProcess>'
        + END
        + flow("s", "a")
    )
    shape = shape_of(file(body, lanes=lane("s", "a", "t", "u", "e")))
    assert (shape.scopes["a"], shape.scopes["u"], shape.scopes["b"]) == ("p", "p", "u")
    assert shape.timers == {"t": "PT5M"}
    assert shape.repeated == {"b"} and shape.terminating == {"e2"}
