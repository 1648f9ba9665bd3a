"""The net of a drawing fits what the engine does with it: every form of element, shapes of everything, and chance."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random

import pytest

from engine import spiff
from engine.instances import is_human
from processes.reader import read_bpmn
from processes.samples import Sample, samples
from processes.shape import shape_of
from tasks.conformance.aligning import align
from tasks.conformance.net import Net, net_of
from tests.engine.spiff import shapes
from tests.engine.spiff.diagrams import Player, file, process
from tests.engine.spiff.shapes import DATA, ENVIRONMENT, SHAPES
from tests.engine.spiff.token_game import random_net
from tests.engine.test_elements import Deciding

Groups = list[list[str]]


def told(sample: Sample) -> tuple[list[list[str]], bool]:
    """What a sample's play leaves as rows, act by act, and whether it came to its end."""
    case = Deciding(spiff.compile_spec(sample.xml, "contoh_sop"))
    case.start()
    groups = []
    for act in sample.play:
        if "do" in act:
            case.do(act["do"], **act.get("with", {}))
        elif "tell" in act:
            case.tell(act["tell"])
        else:
            case.wait(days=act["wait"])
        groups.append(
            [
                one.token.element
                for one in case.last.closed
                if one.how == "completed"
                and (is_human(one.token.type) or one.token.type in ("receiveTask", "intermediateCatchEvent"))
            ]
        )
    return [group for group in groups if group], case.last.finished


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.key)
def test_every_form_of_element_fits_what_the_engine_did(sample: Sample) -> None:
    net = net_of(read_bpmn(sample.xml), shape_of(sample.xml))
    groups, finished = told(sample)
    found = align(net, groups, whole=finished)
    assert found is not None and found.cost == 0, found
    foreign = align(net, [*groups, ["tidak_ada"]], whole=False)
    assert foreign is not None and foreign.cost == 1


def rows(net: Net, move: spiff.Move) -> list[str]:
    """What a move leaves as rows of the net."""
    return [
        one.token.element
        for one in move.closed
        if one.how == "completed" and one.token.element in net.elements
    ]


def walked(net: Net, player: Player, random: Random, steps: int) -> Iterator[list[str]]:
    """Tasks done and messages told by chance, time passing between them, as the rows they leave."""
    for _ in range(steps):
        if player.last.finished:
            return
        if random.random() < 0.2 and player.wait(hours=random.choice([1, 4, 400])):
            yield rows(net, player.last)
            continue
        looked = spiff.look(player.spec, player.last.state, player.context)
        tasks = [one.element for one in looked.tokens if is_human(one.type)]
        messages = [one.message for one in looked.waits]
        if not tasks and not messages:
            continue
        chosen = random.choice([*tasks, *messages])
        act = player.do if chosen in tasks else player.tell
        try:
            act(chosen, **shapes.answer(random))
        except spiff.StepFailed:  # no branch fits the answer: the case stays where it is
            continue
        player.now += timedelta(minutes=1)
        yield rows(net, player.last)


def assert_fits(net: Net, groups: Groups, finished: bool, random: Random) -> None:
    found = align(net, groups, whole=finished)
    assert found is not None and found.cost == 0, [move for move in found.moves if move.side != "both"]
    if groups:
        place = random.randrange(len(groups) + 1)
        foreign = align(net, [*groups[:place], ["tidak_ada"], *groups[place:]], whole=finished)
        assert foreign is not None and foreign.cost == 1


@pytest.mark.parametrize("name", SHAPES)
def test_walks_over_shapes_that_use_everything_fit(name: str) -> None:
    net = net_of(read_bpmn(SHAPES[name]), shape_of(SHAPES[name]))
    spec = shapes.compiled(name)
    for seed in range(3):
        random = Random(f"{name} {seed}")
        player = Player(spec, environment=ENVIRONMENT).start(**DATA)
        groups = [group for group in walked(net, player, random, 25) if group]
        assert_fits(net, groups, player.last.finished, random)


@pytest.mark.parametrize("seed", range(10))
def test_walks_over_random_blocks_of_gateways_fit(seed: int) -> None:
    random = Random(seed)
    made = random_net(random)
    xml = file(process(made.xml()))
    net = net_of(read_bpmn(xml), shape_of(xml))
    for _ in range(2):
        player = Player(spiff.compile_spec(xml, "p")).start()
        groups = []
        for _ in range(30):
            if player.last.finished:
                break
            player.do(random.choice(player.open()), k=random.choice([0, 0, 1, 2]))
            groups.append(rows(net, player.last))
        assert_fits(net, groups, player.last.finished, random)
