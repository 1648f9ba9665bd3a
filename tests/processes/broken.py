"""One small broken file per text key of lint: key -> (rule, file)."""

from __future__ import annotations

from tests.processes.templates import (
    CELLS,
    END,
    LINE,
    START,
    bpmn,
    file,
    flow,
    lane,
    process,
    task,
    when,
)

FILES: dict[str, tuple[str, bytes]] = {}


def _line(middle: str, roots: str = "", **more: str) -> bytes:
    """start -> a -> end with `middle` as the activity a."""
    return file(START + middle + END + flow("s", "a") + flow("a", "e"), roots, **more)


def _extra(inner: str) -> str:
    return f"<bpmn:extensionElements>{inner}</bpmn:extensionElements>"


def _event(kind: str, definition: str, key: str = "x", more: str = "") -> str:
    return f'<bpmn:{kind} id="{key}" name="X" {more}>{definition}</bpmn:{kind}>'


def _catch(definition: str, roots: str = "") -> bytes:
    body = START + _event("intermediateCatchEvent", definition, "a") + END + flow("s", "a") + flow("a", "e")
    return file(body, roots)


def _boundary(definition: str, more: str = 'attachedToRef="a"', roots: str = "") -> bytes:
    return file(LINE + _event("boundaryEvent", definition, "b", more) + flow("b", "e"), roots)


def _timer(part: str, text: str) -> str:
    return f"<bpmn:timerEventDefinition><bpmn:{part}>{text}</bpmn:{part}></bpmn:timerEventDefinition>"


def _gateway(kind: str, flows: str, more: str = 'name="Apa?"') -> bytes:
    """s -> a -> g -> b | c -> e with the flows given."""
    gate = f'<bpmn:{kind} id="g" {more}/>'
    nodes = START + task("a") + gate + task("b") + task("c") + END
    return file(nodes + flow("s", "a") + flow("a", "g") + flow("b", "e") + flow("c", "e") + flows)


def _step(cells: str, number: str = "1") -> str:
    return _extra(f'<sop:step number="{number}">{cells}</sop:step>')


def _field(attributes: str, inner: str = "") -> bytes:
    form = f"<camunda:formData><camunda:formField {attributes}>{inner}</camunda:formField></camunda:formData>"
    return _line(
        task("a", inner=CELLS.replace("</bpmn:extensionElements>", form + "</bpmn:extensionElements>"))
    )


def _put(key: str, rule: str, xml: bytes) -> None:
    FILES[key] = (rule, xml)


YES, NO = (
    flow("g", "b", "Ya", when('a.keputusan = "ya"')),
    flow("g", "c", "Tidak", when('a.keputusan = "tidak"')),
)
TIME = '<sop:time kind="service" amount="5" unit="minute">5 menit</sop:time>'
OUTPUT = "<sop:output>Data</sop:output>"
INNER = f'<bpmn:startEvent id="s2"/>{flow("s2", "e2")}<bpmn:endEvent id="e2"/>'
MESSAGE = '<bpmn:message id="m" name="kelengkapan"/>'

# words
_put("unknown_element", "known_elements", bpmn(process(), '<bpmn:resource id="r" name="R"/>'))
_put("script_task", "known_elements", _line(task("a", "scriptTask", "<bpmn:script>1</bpmn:script>")))
_put("script", "known_elements", FILES["script_task"][1])
_put("service_task", "known_elements", _line(task("a", "serviceTask", "")))
_put("rule_without_decision", "rule_tasks", _line(task("a", "businessRuleTask", "")))
_put("send_task", "known_elements", _line(task("a", "sendTask", "")))
_put("complex_gateway", "known_elements", _gateway("complexGateway", YES + NO))
_put("transaction", "known_elements", _line(task("a", "transaction", INNER)))
_put("ad_hoc", "known_elements", _line(task("a", "adHocSubProcess", INNER)))
_put("link_event", "known_elements", _catch('<bpmn:linkEventDefinition name="x"/>'))
_put("compensation", "known_elements", _boundary("<bpmn:compensateEventDefinition/>"))
_put("signal_event", "known_elements", _catch("<bpmn:signalEventDefinition/>"))
_put("conditional_event", "known_elements", _boundary("<bpmn:conditionalEventDefinition/>"))
_put("cancel_event", "known_elements", _boundary("<bpmn:cancelEventDefinition/>"))
_put("definition_ref", "known_elements", _catch("<bpmn:eventDefinitionRef>x</bpmn:eventDefinitionRef>"))
_put("data_association", "known_elements", _line(task("a", inner="<bpmn:ioSpecification/>")))
_put(
    "loop_data",
    "known_elements",
    _line(
        task(
            "a",
            inner="<bpmn:multiInstanceLoopCharacteristics><bpmn:loopDataInputRef>x</bpmn:loopDataInputRef>"
            "</bpmn:multiInstanceLoopCharacteristics>",
        )
    ),
)
_put("potential_owner", "known_elements", _line(task("a", inner='<bpmn:potentialOwner id="o"/>')))
_put("choreography", "known_elements", bpmn(process(), '<bpmn:choreography id="c"/>'))
_put("multiple_event", "event_kinds", _catch(_timer("timeDuration", "PT1H") * 2))
_put("event_without_definition", "event_kinds", _catch(""))
_put(
    "event_timer_here",
    "event_kinds",
    file(LINE.replace(START, _event("startEvent", _timer("timeDuration", "PT1H"), "s"))),
)
_put(
    "event_message_here",
    "event_kinds",
    file(
        LINE.replace(END, _event("endEvent", '<bpmn:messageEventDefinition messageRef="m"/>', "e")), MESSAGE
    ),
)
_put("event_error_here", "event_kinds", _catch("<bpmn:errorEventDefinition/>"))
_put("event_escalation_here", "event_kinds", _catch("<bpmn:escalationEventDefinition/>"))
_put("event_terminate_here", "event_kinds", _catch("<bpmn:terminateEventDefinition/>"))
_put(
    "event_subprocess",
    "event_subprocesses",
    file(LINE + f'<bpmn:subProcess id="x" triggeredByEvent="true">{INNER}</bpmn:subProcess>'),
)
_put("ignored_attribute", "quantities", _line(task("a", more='completionQuantity="2"')))
_put(
    "foreign_action",
    "foreign_actions",
    _line(task("a", inner=_extra('<camunda:taskListener event="create"/>'))),
)
_put(
    "message_flow",
    "message_flows",
    bpmn(
        process(),
        '<bpmn:collaboration id="c"><bpmn:participant id="pp" processRef="p"/><bpmn:participant id="q"/>'
        '<bpmn:messageFlow id="mf" sourceRef="q" targetRef="a"/></bpmn:collaboration>',
    ),
)
_put("plain_task", "plain_tasks", _line(task("a", "task", "")))
# ids
_put("duplicate_id", "duplicate_ids", file(LINE + '<bpmn:textAnnotation id="a"/>'))
_put("name_too_long", "long_names", file(LINE.replace('name="Tugas a"', f'name="{"x" * 301}"')))
_put("bad_id", "missing_ids", file(LINE.replace('id="a_e"', 'id="a e"')))
_put("id_not_a_name", "data_keys", file(LINE.replace('"a"', '"a-1"'), lanes=lane("s", "a-1", "e")))
_put("dangling", "dangling_references", _line(task("a", "receiveTask", CELLS, 'messageRef="nowhere"')))
_put(
    "flow_leaves_scope",
    "flow_ends",
    file(LINE + f'<bpmn:subProcess id="x">{INNER}</bpmn:subProcess>' + flow("a", "e2") + flow("x", "e")),
)
_put("lane_space", "lane_references", file(lanes=lane(" a ", "s", "e")))
_put(
    "two_lanes",
    "lane_references",
    file(
        lanes=lane("a").replace(
            "</bpmn:laneSet>",
            '<bpmn:lane id="l2" name="B"><bpmn:flowNodeRef>a</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>',
        )
    ),
)
_put("lane_is_a_right", "lane_names", file(lanes=lane("a").replace('name="Petugas"', 'name="Auditor"')))
_put("lane_unnamed", "lane_names", file(lanes=lane("a").replace('name="Petugas"', 'name=" "')))
# the way
_put("no_process", "has_process", bpmn())
_put("not_executable", "has_process", file().replace(b'isExecutable="true"', b""))
_put("process_unused", "unused_processes", bpmn(process(), process().replace('"p"', '"q"')))
_put("no_start", "start_events", file(task("a") + END + flow("a", "e")))
_put("second_start", "start_events", file(LINE + '<bpmn:startEvent id="s9"/>' + flow("s9", "a")))
_put("no_end", "end_events", file(START + task("a") + flow("s", "a")))
_put("flow_into_start", "wrong_ends", file(LINE + flow("a", "s")))
_put("flow_out_of_end", "wrong_ends", file(LINE + flow("e", "a")))
_put("dead_end", "dead_ends", _line(task("a", "subProcess", f"{INNER}{task('b')}{flow('s2', 'b')}")))
_put("unreachable", "unreachable", file(LINE + task("b") + flow("b", "e")))
_put("no_way_out", "no_way_out", _gateway("parallelGateway", flow("g", "a")))
_put(
    "endless_loop",
    "endless_loops",
    _gateway("exclusiveGateway", YES + NO + flow("g", "g", "Lagi", when("true"))),
)
_put(
    "branch_unnamed", "unlabelled_branches", _gateway("exclusiveGateway", YES + flow("g", "c", "", when("x")))
)
_put("question_unnamed", "unnamed_questions", _gateway("exclusiveGateway", YES + NO, ""))
_put("no_condition", "undecidable_branches", _gateway("exclusiveGateway", YES + flow("g", "c", "Tidak")))
_put("same_answer", "same_answers", _gateway("exclusiveGateway", YES + flow("g", "c", "YA!", when("x"))))
_put(
    "stray_condition",
    "stray_conditions",
    file(LINE.replace(flow("s", "a"), flow("s", "a", "", when("x > 1").replace(">", "&gt;", 0)))),
)
_put("stray_default", "stray_defaults", _line(task("a", more='default="a_e"')))
_put(
    "asks_nobody",
    "unanswerable",
    _gateway("exclusiveGateway", NO + flow("g", "b", "Ya", when('zz.keputusan = "ya"'))),
)
_put(
    "no_such_answer",
    "unanswerable",
    _gateway("exclusiveGateway", NO + flow("g", "b", "Ya", when('a.keputusan = "yes"'))),
)


def _event_gateway(*definitions: str) -> bytes:
    gate = '<bpmn:eventBasedGateway id="g"/>'
    events = "".join(_event("intermediateCatchEvent", item, f"x{n}") for n, item in enumerate(definitions))
    flows = "".join(flow("g", f"x{n}") + flow(f"x{n}", "e") for n in range(len(definitions)))
    return file(START + gate + events + END + flow("s", "g") + flows)


_put("two_timers", "event_gateways", _event_gateway(*[_timer("timeDuration", "PT1H")] * 2))
_put("event_gateway_target", "event_gateways", _gateway("eventBasedGateway", flow("g", "b") + flow("g", "c")))
# size
CHAIN = (
    "".join(task(f"t{n}") + flow(f"t{n}", f"t{n + 1}") for n in range(300)) + task("t300") + flow("t300", "e")
)
_put("too_long", "long_processes", file(START + CHAIN + END + flow("s", "t0")))
BLOCKS = "".join(
    f'<bpmn:parallelGateway id="f{n}"/><bpmn:parallelGateway id="j{n}"/>{task(f"x{n}")}{task(f"y{n}")}'
    + flow(f"f{n}", f"x{n}") + flow(f"f{n}", f"y{n}") + flow(f"x{n}", f"j{n}") + flow(f"y{n}", f"j{n}")
    + flow(f"j{n}", f"f{n + 1}" if n < 6 else "e")
    for n in range(7)
)  # fmt: skip
_put("parallel_blocks", "many_parallel_blocks", file(START + BLOCKS + END + flow("s", "f0")))
_put(
    "lonely_join",
    "lonely_joins",
    _gateway("exclusiveGateway", YES + NO).replace(
        b'<bpmn:endEvent id="e"/>',
        b'<bpmn:parallelGateway id="e"/><bpmn:endEvent id="z"/>' + flow("e", "z").encode(),
    ),
)
_put("call_unknown", "calls", _line(task("a", "callActivity", "")))
_put("call_elsewhere", "calls", _line(task("a", "callActivity", "", 'calledElement="q"')))
_put("self_call", "calls", _line(task("a", "callActivity", "", 'calledElement="p"')))
NESTED = "".join(f'<bpmn:subProcess id="n{n}">' for n in range(11)) + INNER + "</bpmn:subProcess>" * 11
_put("nested_too_deep", "nesting", file(LINE + NESTED))
LOOP = "bpmn:multiInstanceLoopCharacteristics"
_put("loop_without_number", "loops", _line(task("a", inner=f"<{LOOP}/>")))
_put("loop_unbounded", "loops", _line(task("a", inner="<bpmn:standardLoopCharacteristics/>")))
_put(
    "loop_number",
    "loops",
    _line(task("a", inner=f"<{LOOP}><bpmn:loopCardinality>-2</bpmn:loopCardinality></{LOOP}>")),
)
_put(
    "data_in_subprocess", "data_objects", _line(task("a", "subProcess", INNER + '<bpmn:dataObject id="do"/>'))
)
# waiting
_put("timer_empty", "timer_texts", _catch("<bpmn:timerEventDefinition/>"))
_put("timer_cycle", "timer_texts", _catch(_timer("timeCycle", "R3/PT1H")))
_put("timer_date", "timer_texts", _catch(_timer("timeDate", "2026-03-16T08:00:00")))
_put("timer_duration", "timer_texts", _catch(_timer("timeDuration", "5M")))
_put("message_unnamed", "message_names", bpmn('<bpmn:message id="m"/>', process()))
_put("receive_nothing", "message_references", _line(task("a", "receiveTask")))
_put("catch_nothing", "message_references", _catch("<bpmn:messageEventDefinition/>"))
_put("boundary_unattached", "boundary_hosts", _boundary(_timer("timeDuration", "PT1H"), ""))
_put("boundary_host", "boundary_hosts", _boundary("<bpmn:errorEventDefinition/>"))
# cells
_put("no_lane", "missing_lanes", file(lanes=lane("s", "e")))
_put("no_cells", "missing_cells", _line(task("a", inner="")))
_put("bad_cell", "unreadable_cells", _line(task("a", inner=_step(TIME.replace("service", "soon") + OUTPUT))))
_put("no_time", "missing_times", _line(task("a", inner=_step(OUTPUT))))
_put(
    "time_not_understood",
    "missing_times",
    _line(task("a", inner=_step('<sop:time kind="none">sesuai jadwal</sop:time>' + OUTPUT))),
)
_put(
    "time_without_amount",
    "missing_times",
    _line(task("a", inner=_step(TIME.replace('amount="5"', "") + OUTPUT))),
)
_put(
    "time_unit",
    "missing_times",
    _line(task("a", inner=_step(TIME.replace("minute", "working_day") + OUTPUT))),
)
_put("no_output", "missing_outputs", _line(task("a", inner=_step(TIME))))
_put("no_number", "step_numbers", _line(task("a", inner=_step(TIME + OUTPUT, ""))))
_put(
    "same_number",
    "step_numbers",
    file(
        START
        + task("a")
        + task("b", inner=_step(TIME + OUTPUT, "a"))
        + END
        + flow("s", "a")
        + flow("a", "b")
        + flow("b", "e")
    ),
)
_put(
    "unknown_document",
    "document_codes",
    _line(task("a", inner=_step('<sop:requirement code="zzz">Z</sop:requirement>' + TIME + OUTPUT))),
)
_put(
    "cells_misplaced",
    "misplaced_cells",
    file(LINE.replace(END, f'<bpmn:endEvent id="e">{CELLS}</bpmn:endEvent>')),
)
_put("sop_unnamed", "titles", file().replace(b'name="P"', b""))
_put("task_unnamed", "task_names", file(LINE.replace('name="Tugas a"', "")))
# forms
FIELDS = "".join(f'<camunda:formField id="f{n}" label="F" type="string"/>' for n in range(101))
_put(
    "too_many_fields",
    "fields",
    _line(task("a", inner=_extra(f"<camunda:formData>{FIELDS}</camunda:formData>"))),
)
TWICE = '<camunda:formField id="f" label="F" type="string"/>' * 2
_put("field_twice", "fields", _line(task("a", inner=_extra(f"<camunda:formData>{TWICE}</camunda:formData>"))))
_put("field_name", "fields", _field('id="typename" type="string"'))
_put("field_label", "fields", _field('id="f" type="string" label=" "'))
_put("field_type", "fields", _field('id="f" type="colour"'))
AT_START = _extra('<camunda:formData><camunda:formField id="f" label="F" type="file"/></camunda:formData>')
_put(
    "field_file_at_start",
    "fields",
    file(LINE.replace(START, f'<bpmn:startEvent id="s">{AT_START}</bpmn:startEvent>')),
)
_put("enum_empty", "fields", _field('id="f" type="enum"'))


def _rule(name: str, config: str, kind: str = "string") -> bytes:
    inner = f'<camunda:validation><camunda:constraint name="{name}" config="{config}"/></camunda:validation>'
    return _field(f'id="f" type="{kind}"', inner)


_put("field_pattern", "fields", _rule("pattern", "(a+)+$"))
_put("field_limit", "fields", _rule("min", "banyak", "long"))
_put("unknown_constraint", "constraints", _rule("luhn", "true"))
_put("constraint_unused", "constraints", _rule("min", "2026-01-01", "date"))
_put("enum_codes", "fields", _field('id="f" type="enum"', '<camunda:value id="a" name="A"/>' * 2))
_put("field_default", "fields", _field('id="f" type="date" defaultValue="besok"'))
_put("schema", "valid_bpmn", file(LINE + "<bpmn:incoming>a</bpmn:incoming>"))
