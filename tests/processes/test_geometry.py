"""The drawings of all SOPs: nothing lies on anything else."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from itertools import combinations

import pytest

from processes.geometry import Box, label_size, lines_of
from processes.graph import build
from processes.table import SHIPPED, tables
from tests.processes.drawing import Drawn, overlap, read_drawing, segments

every_drawing = pytest.mark.parametrize("sop_id", SHIPPED)
TASKS = ("userTask", "receiveTask", "callActivity")


@cache
def drawn(sop_id: str) -> Drawn:
    return read_drawing((files("bpmn") / f"{sop_id}.bpmn").read_bytes())


@every_drawing
def test_every_element_and_flow_is_drawn(sop_id: str) -> None:
    graphs = build(next(table for table in tables() if table.id == sop_id))
    wanted = {node.id for graph in graphs for node in graph.nodes}
    wanted |= {f"lajur_{graph.id}_{lane}" for graph in graphs for lane in graph.lanes}
    assert wanted <= set(drawn(sop_id).shapes)
    assert {edge.id for graph in graphs for edge in graph.edges} == set(drawn(sop_id).flows())


@every_drawing
def test_no_two_shapes_overlap(sop_id: str) -> None:
    picture = drawn(sop_id)
    for (one, box), (other, second) in combinations(picture.nodes().items(), 2):
        if "boundaryEvent" in (picture.kinds[one], picture.kinds[other]) and {one, other} & set(
            picture.of(*TASKS)
        ):
            continue  # a boundary event sits on its activity
        assert not box.meets(second), (one, other)


@every_drawing
def test_every_boundary_event_sits_on_the_border_of_one_activity(sop_id: str) -> None:
    picture = drawn(sop_id)
    for key, box in picture.of("boundaryEvent").items():
        touched = [task for task, host in picture.of(*TASKS).items() if host.meets(box)]
        assert len(touched) == 1, key
        assert box.center[1] == picture.shapes[touched[0]].bottom


@every_drawing
def test_flows_run_level_or_upright(sop_id: str) -> None:
    for key, way in drawn(sop_id).flows().items():
        assert all(start[0] == end[0] or start[1] == end[1] for start, end in segments(way)), key


@every_drawing
def test_no_flow_runs_through_a_shape(sop_id: str) -> None:
    picture = drawn(sop_id)
    for key, way in picture.flows().items():
        for shape, box in picture.nodes().items():
            inner = box.grown(-1)
            assert not any(inner.crossed_by(*segment) for segment in segments(way)), (key, shape)


@every_drawing
def test_no_two_flows_lie_on_one_another(sop_id: str) -> None:
    picture = drawn(sop_id)
    for (one, way), (other, second) in combinations(picture.flows().items(), 2):
        for segment in segments(way):
            assert not any(overlap(segment, further) for further in segments(second)), (one, other)


@every_drawing
def test_no_two_flows_turn_at_the_same_point(sop_id: str) -> None:
    turns = [point for way in drawn(sop_id).flows().values() for point in way]
    assert len(turns) == len(set(turns))


@every_drawing
def test_flows_begin_and_end_on_the_border_of_their_shapes(sop_id: str) -> None:
    picture = drawn(sop_id)
    for key, way in picture.flows().items():
        for point, shape in zip((way[0], way[-1]), picture.ends[key], strict=True):
            box = picture.shapes[shape]
            on_x = point[0] in (box.x, box.right) and box.y <= point[1] <= box.bottom
            on_y = point[1] in (box.y, box.bottom) and box.x <= point[0] <= box.right
            assert on_x or on_y, (key, shape)


@every_drawing
def test_labels_and_notes_lie_on_nothing(sop_id: str) -> None:
    picture = drawn(sop_id)
    words = picture.labels | picture.of("textAnnotation")
    ways = [segment for way in picture.flows().values() for segment in segments(way)]
    for (one, box), (other, second) in combinations(words.items(), 2):
        assert not box.meets(second), (one, other)
    for key, box in words.items():
        others = {shape: host for shape, host in picture.nodes().items() if shape != key}
        assert not [shape for shape, host in others.items() if box.meets(host)], key
        assert not any(box.crossed_by(*segment) for segment in ways), key


@every_drawing
def test_everything_stays_inside_its_lane_and_pool(sop_id: str) -> None:
    picture = drawn(sop_id)
    lanes = list(picture.of("lane").values())
    for key, box in picture.nodes().items():
        assert sum(inside(box, lane) for lane in lanes) == 1, key
    pools = list(picture.of("participant").values())
    for key, way in picture.flows().items():
        assert any(all(pool.grown(1).crossed_by(point, point) for point in way) for pool in pools), key
    for lane in lanes:
        assert any(inside(lane, pool) for pool in pools)


@every_drawing
def test_no_flow_runs_along_a_lane_border(sop_id: str) -> None:
    picture = drawn(sop_id)
    borders = {x for lane in picture.of("lane").values() for x in (lane.x, lane.right)}
    for key, way in picture.flows().items():
        assert not any(start[0] == end[0] and start[0] in borders for start, end in segments(way)), key


def inside(box: Box, outer: Box) -> bool:
    return outer.x <= box.x and box.right <= outer.right and outer.y <= box.y and box.bottom <= outer.bottom


def test_text_is_wrapped_at_spaces() -> None:
    assert lines_of("satu dua tiga", 1000) == 1
    assert lines_of("satu dua tiga", 60) == 2
    assert label_size("Ya", 100)[0] < 30
