"""Which elements of BPMN run here, each with a small diagram that is played in the tests, and which do not."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, make_response, render_template
from flask.typing import ResponseReturnValue

from engine.refusals import NotFound
from processes.lint.offers import refused
from processes.paper.picture import svg
from processes.samples import Sample, samples
from web.shell.i18n import chosen, gettext, mark
from web.shell.rights import SIGNED_IN, needs

blueprint = Blueprint("elements", __name__, url_prefix="/sop/elements")

_NAMES = {
    "userTask": mark("User task"),
    "manualTask": mark("Manual task"),
    "task": mark("Task without a type"),
    "businessRuleTask": mark("Business rule task"),
    "receiveTask": mark("Receive task"),
    "callActivity": mark("Call activity"),
    "subProcess": mark("Subprocess"),
    "exclusiveGateway": mark("Exclusive gateway"),
    "inclusiveGateway": mark("Inclusive gateway"),
    "parallelGateway": mark("Parallel gateway"),
    "eventBasedGateway": mark("Event-based gateway"),
    "startEvent": mark("Start event"),
    "endEvent": mark("End event"),
    "boundaryEvent": mark("Boundary event"),
    "intermediateCatchEvent": mark("Intermediate catch event"),
    "intermediateThrowEvent": mark("Intermediate throw event"),
    "multiInstanceLoopCharacteristics": mark("Multi-instance"),
    "standardLoopCharacteristics": mark("Loop"),
}
_FORMS = {
    "": "",
    "terminate": mark("terminate"),
    "error": mark("error"),
    "timer": mark("timer"),
    "timer, beside": mark("timer, not interrupting"),
    "message": mark("message"),
    "message, beside": mark("message, not interrupting"),
    "sequential": mark("one after the other"),
    "parallel": mark("all at once"),
}
_GROUPS = {
    "Task": mark("Activities"),
    "Gateway": mark("Gateways"),
    "Event": mark("Events"),
    "Characteristics": mark("Repetition"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A form of an element in the reader's words."""

    key: str
    name: str
    form: str
    does: str
    bpmn: str
    way: tuple[str, ...]


@blueprint.get("")
@needs(SIGNED_IN)
def index() -> ResponseReturnValue:
    """Everything that runs, by kind, and everything that is refused with what to use instead."""
    groups: dict[str, list[Shown]] = {gettext(words): [] for words in _GROUPS.values()}
    for sample in samples():
        groups[_group(sample)].append(_shown(sample))
    facts = refused(chosen())
    return render_template(
        "sop/elements.html",
        groups=groups,
        refused={**facts["elements"], "triggeredByEvent": facts["triggered"]},
        events=[
            (node, event, words) for node, some in facts["events"].items() for event, words in some.items()
        ],
        names={kind: gettext(words) for kind, words in _NAMES.items()},
        other=facts["other"],
    )


@blueprint.get("/<sample>.svg")
@needs(SIGNED_IN)
def picture(sample: str) -> Response:
    """The diagram of a form, drawn by the server."""
    answer = make_response(svg(_found(sample).xml))
    answer.mimetype = "image/svg+xml"
    return answer


@blueprint.get("/<sample>.bpmn")
@needs(SIGNED_IN)
def file(sample: str) -> Response:
    """The same as a BPMN file to open elsewhere."""
    answer = make_response(_found(sample).xml)
    answer.mimetype = "application/xml"
    answer.headers["Content-Disposition"] = f'attachment; filename="{_found(sample).key}.bpmn"'
    return answer


def _found(key: str) -> Sample:
    found = next((one for one in samples() if one.key == key), None)
    if found is None:
        raise NotFound("page.unknown")
    return found


def _shown(sample: Sample) -> Shown:
    form = gettext(_FORMS[sample.form]) if sample.form else ""
    does = sample.does[chosen()]
    return Shown(sample.key, gettext(_NAMES[sample.element]), form, does, sample.element, sample.way)


def _group(sample: Sample) -> str:
    ending = next((one for one in _GROUPS if sample.element.endswith(one)), "Task")
    return gettext(_GROUPS[ending])
