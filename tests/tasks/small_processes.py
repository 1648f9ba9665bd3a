"""Small processes that can get stuck, and their way into the office."""

from __future__ import annotations

from engine import definitions
from engine.database import Database
from tests.processes.templates import CELLS, END, START, file, flow, lane, task, when
from tests.support.office import OPERATOR

GATE = '<bpmn:exclusiveGateway id="{}" name="Lanjut?"/>\n'
_REQUIRED = '<camunda:validation><camunda:constraint name="required"/></camunda:validation>'


def numbered(*fields: str) -> str:
    """A user task `a` with form fields, each "id:type" or "id:type:required"."""
    made = "".join(
        f'<camunda:formField id="{name}" label="F" type="{kind}">{_REQUIRED if wanted else ""}</camunda:formField>'
        for name, kind, *wanted in (field.split(":") for field in fields)
    )
    form = f"<camunda:formData>{made}</camunda:formData>"
    return task("a", inner=CELLS.replace("</bpmn:extensionElements>", form + "</bpmn:extensionElements>"))


def stuck_at_gateway() -> bytes:
    """After task `a` (field `nilai`) no branch fits a number from 3 to 5."""
    flows = flow("s", "a") + flow("a", "g")
    flows += flow("g", "b", "besar", when("nilai &gt; 5")) + flow("g", "e", "kecil", when("nilai &lt; 3"))
    body = START + numbered("nilai:long") + GATE.format("g") + task("b") + END + flows + flow("b", "e")
    return file(body, lanes=lane("s", "a", "g", "b", "e"))


def stuck_after_timer() -> bytes:
    """An hour after task `a` opened its timer goes to a gateway that waits for a changed setting."""
    timer = (
        '<bpmn:boundaryEvent id="t" attachedToRef="a"><bpmn:timerEventDefinition id="td"><bpmn:timeDuration'
        ' xsi:type="bpmn:tFormalExpression">PT1H</bpmn:timeDuration></bpmn:timerEventDefinition>'
        "</bpmn:boundaryEvent>\n"
    )
    return file(
        START + task("a") + timer + GATE.format("g") + task("b") + END + _after("t") + flow("a", "e"),
        lanes=lane("s", "a", "t", "g", "b", "e"),
    )


def stuck_beside() -> bytes:
    """Two branches at once: `a`, whose timer fails after an hour, and `c` then `h`, given up for `f` after three."""
    timers = "".join(
        f'<bpmn:boundaryEvent id="{name}" attachedToRef="{to}"><bpmn:timerEventDefinition id="{name}d">'
        f'<bpmn:timeDuration xsi:type="bpmn:tFormalExpression">{after}</bpmn:timeDuration>'
        "</bpmn:timerEventDefinition></bpmn:boundaryEvent>\n"
        for name, to, after in (("t", "a", "PT1H"), ("u", "h", "PT3H"))
    )
    fork = '<bpmn:parallelGateway id="k" name="Bersamaan"/>\n'
    ways = _after("t").replace(flow("s", "a"), flow("s", "k") + flow("k", "a") + flow("k", "c"))
    ways += flow("c", "h") + flow("h", "e") + flow("u", "f") + flow("f", "e") + flow("a", "e")
    work = "".join(task(name) for name in ("a", "b", "c", "h", "f"))
    body = START + fork + work + timers + GATE.format("g") + END + ways
    return file(body, lanes=lane("s", "k", "a", "t", "g", "b", "c", "h", "u", "f", "e"))


def stuck_after_message() -> bytes:
    """The message `kabar` leads to a gateway that waits for a changed setting."""
    wait = '<bpmn:receiveTask id="r" name="Tunggu kabar" messageRef="m">' + CELLS.replace(
        'kind="task"', 'kind="wait"'
    ).replace('number="1"', 'number="r"')
    wait += "</bpmn:receiveTask>\n"
    body = START + wait + GATE.format("g") + task("b") + END + _after("r").replace("s_a", "s_r")
    body = body.replace('targetRef="a"', 'targetRef="r"')
    return file(body, roots='<bpmn:message id="m" name="kabar"/>', lanes=lane("s", "r", "g", "b", "e"))


def _after(source: str) -> str:
    """From a node to a gateway that lets nobody through until a setting is changed."""
    opened = when('setelan.batas_kelengkapan = "P20D"')
    never = when('setelan.batas_kelengkapan = "P21D"')
    flows = flow("s", "a") + flow(source, "g") + flow("g", "b", "buka", opened)
    return flows + flow("g", "e", "tutup", never) + flow("b", "e")


def deploy(db: Database, xml: bytes) -> definitions.Definition:
    """Put a file in force."""
    with db.begin(OPERATOR) as tx:
        return definitions.deploy(tx, xml)


def timed() -> bytes:
    """Task `a`, five service minutes, is given up for `b` after an hour, or when the message `kabar` comes first."""
    events = (
        '<bpmn:boundaryEvent id="t" attachedToRef="a"><bpmn:timerEventDefinition id="td"><bpmn:timeDuration'
        ' xsi:type="bpmn:tFormalExpression">PT1H</bpmn:timeDuration></bpmn:timerEventDefinition>'
        "</bpmn:boundaryEvent>\n"
        '<bpmn:boundaryEvent id="k" attachedToRef="a"><bpmn:messageEventDefinition id="kd" messageRef="m"/>'
        "</bpmn:boundaryEvent>\n"
    )
    flows = (
        flow("s", "a") + flow("a", "e") + flow("t", "b") + flow("k", "c") + flow("b", "e") + flow("c", "e")
    )
    return file(
        START + task("a") + events + task("b") + task("c") + END + flows,
        roots='<bpmn:message id="m" name="kabar"/>',
        lanes=lane("s", "a", "t", "k", "b", "c", "e"),
    )


def daily() -> bytes:
    """Tasks `a`, `b`, `c`: `a` and `c` are due at closing time of the next working day, `b` counts from its start."""
    day = 'kind="working_days" amount="1" unit="working_day" anchor="opened">1 hari kerja<'
    cells = CELLS.replace('kind="service" amount="5" unit="minute" anchor="started">5 menit<', day)
    work = task("a", inner=cells) + task("b") + task("c", inner=cells)
    flows = flow("s", "a") + flow("a", "b") + flow("b", "c") + flow("c", "e")
    return file(START + work + END + flows, lanes=lane(*"sabce"))
