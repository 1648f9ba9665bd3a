"""Carrying an instance to another definition: the same process keeps it as it is, a changed one takes what fits."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from engine import spiff
from engine.spiff import CannotCarry, Carriage, NotWaiting, Spec, StepFailed, TokenGone
from tests.engine.spiff.diagrams import Player, chain, compiled, file, node, process, timer, users
from tests.engine.spiff.shapes import DATA, ENVIRONMENT, SHAPES, SOPS, answer
from tests.engine.spiff.shapes import compiled as shape
from tests.engine.spiff.token_game import Net, random_net
from tests.support.sops import called, shipped

START, END = node("startEvent", "s"), node("endEvent", "e")
SAME = Carriage({})


def again(name: str) -> Spec:
    """The same process from a file of other bytes."""
    others = called(name) if name in SOPS else ()
    return spiff.compile_spec(SHAPES[name] + b"\n", "p", [shipped(other) for other in others])


@pytest.mark.parametrize("name", SHAPES)
def test_an_equal_process_takes_every_state_as_it_is(name: str) -> None:
    old, new = shape(name), again(name)
    for seed in range(4):
        random = Random(f"{name} {seed}")
        player = Player(old, environment=ENVIRONMENT).start(**DATA)
        for _ in range(12):
            state = player.last.state
            carried = spiff.carry(old, new, state, SAME, player.context)
            assert carried.state[:2] + carried.state[18:] == state[:2] + state[18:]
            assert spiff.carry(new, old, carried.state, SAME, player.context).state == state
            if player.last.finished or not step(player, random):
                break


def step(player: Player, random: Random) -> bool:
    """One random action; whether there was one."""
    move = player.last
    choices = [("do", one.id) for one in player.tokens() if one.type in ("userTask", "manualTask", "task")]
    choices += [("tell", one.message) for one in move.waits] + [("tick", "")] * bool(move.timers)
    if not choices:
        return False
    kind, what = random.choice(choices)
    player.now += timedelta(hours=random.choice([0, 0, 1, 400]) if kind != "tick" else 1000)
    try:
        if kind == "do":
            player.last = spiff.complete(player.spec, move.state, what, answer(random), player.context)
        elif kind == "tell":
            player.last = spiff.deliver(player.spec, move.state, what, answer(random), player.context)
        else:
            player.last = spiff.tick(player.spec, move.state, player.context) or move
    except (TokenGone, NotWaiting, StepFailed):
        return False
    return True


def both(old: str, new: str) -> tuple[Spec, Spec]:
    """Two versions of a process made of these parts."""
    return spiff.compile_spec(file(process(old)), "p"), spiff.compile_spec(file(process(new)), "p")


def why(old: Spec, new: Spec, player: Player, **mapping: str | None) -> set[tuple[str, str]]:
    """What keeps an instance from being carried over: (key, element)."""
    with pytest.raises(CannotCarry) as error:
        spiff.carry(old, new, player.last.state, Carriage(mapping), player.context)
    return {(one.key, one.element) for one in error.value.faults}


def carried(player: Player, new: Spec, how: Carriage = SAME) -> Player:
    """The instance as it goes on on the new definition."""
    done = spiff.carry(player.spec, new, player.last.state, how, player.context)
    moved = Player(new, player.now, player.environment)
    moved.last = replace(player.last, state=done.state)
    return moved


LINE = START + users("a", "b") + END + chain("s", "a", "b", "e")


def test_a_renamed_step_takes_its_token_and_its_answers() -> None:
    old, new = both(LINE, LINE.replace('"b"', '"b2"').replace('"a"', '"a2"').replace("_b", "_b2"))
    player = Player(old).start()
    player.do("a", nilai=7)
    how = Carriage({"a": "a2", "b": "b2"})
    token = player.token("b")
    moved = carried(player, new, how)
    (stands,) = moved.tokens()
    assert (stands.id, stands.element) == (token, "b2")
    assert spiff.look(new, moved.last.state, moved.context).data == {"a2": {"nilai": 7}}
    assert moved.do("b2").finished


def test_what_became_of_a_step_is_said() -> None:
    gone = START + users("a") + END + chain("s", "a", "e")
    receive = LINE.replace('<bpmn:userTask id="b">', '<bpmn:receiveTask id="b" messageRef="m_bayar">')
    inner = START + users("a") + END + chain("s", "a", "sub", "e")
    inner += node(
        "subProcess",
        "sub",
        node("startEvent", "s2") + users("b") + node("endEvent", "e2") + chain("s2", "b", "e2"),
    )
    receive = receive.replace("</bpmn:userTask>" + END, "</bpmn:receiveTask>" + END)
    loop = LINE.replace('<bpmn:userTask id="b">', '<bpmn:userTask id="b">' + WHILE)
    player = Player(both(LINE, LINE)[0]).start()
    player.do("a")
    for changed, key in ((gone, "gone"), (receive, "kind"), (inner, "scope"), (loop, "loop")):
        old, new = both(LINE, changed)
        assert why(old, new, player) == {(key, "b")}, key
    assert why(*both(LINE, LINE + ""), player, b=None) == {("gone", "b")}


WHILE = node("standardLoopCharacteristics", "l", "<bpmn:loopCondition>b.k = 1</bpmn:loopCondition>")
FORK = node("parallelGateway", "g") + node("parallelGateway", "j")
BESIDE = (
    START + FORK + users("a", "b", "c") + END + chain("s", "g", "a", "j", "c", "e") + chain("g", "b", "j")
)
THREE = BESIDE + users("d") + chain("g", "d", "j")
IN_TURN = START + users("a", "b", "c") + END + chain("s", "a", "b", "c", "e")


def test_branches_side_by_side_move_only_where_they_may_stand() -> None:
    player = Player(both(BESIDE, THREE)[0]).start()
    assert why(*both(BESIDE, THREE), player) == {("parallel", "a"), ("parallel", "b")}
    assert why(*both(BESIDE, IN_TURN), player) == {("parallel", "a"), ("parallel", "b")}
    longer = BESIDE.replace(chain("b", "j"), "") + users("d") + chain("b", "d", "j")
    moved = carried(player, both(BESIDE, longer)[1])
    moved.do("b", "a", "d")
    assert moved.open() == ["c"] and moved.do("c").finished


def test_one_that_waits_at_a_join_goes_on_by_the_same_way() -> None:
    old, new = both(BESIDE, BESIDE.replace("a_j", "lain").replace('"a"', '"z"'))
    player = Player(old).start()
    player.do("a")
    moved = carried(player, new, Carriage({"a": "z"}))
    assert moved.open() == ["b"]
    moved.do("b")
    assert moved.open() == ["c"]


def test_a_lone_token_does_not_come_to_stand_in_one_of_several_branches() -> None:
    old, new = both(IN_TURN, BESIDE)
    player = Player(old).start()
    player.do("a")
    assert why(old, new, player) == {("inside", "b")}
    player.do("b")
    assert carried(player, new).open() == ["c"]


def limited(span: str, name: str = "t", interrupting: str = "true") -> str:
    limit = node("boundaryEvent", name, timer(span), attachedToRef="a", cancelActivity=interrupting)
    return LINE + limit + users("l") + chain(name, "l", "e")


def test_a_limit_is_kept_begun_anew_or_counted_from_where_the_old_began() -> None:
    old, new = both(limited("PT5H"), limited("PT10H"))
    player = Player(old).start()
    opened = {player.token("a"): player.now}
    player.now += timedelta(hours=2)
    for choice, hours in (("keep", 5), ("rearm", 12), ("supersede", 10)):
        how = Carriage({}, {"a": choice}, "keep", opened)
        done = spiff.carry(old, new, player.last.state, how, player.context)
        (due,) = done.stands.timers
        assert due.at - opened[due.token] == timedelta(hours=hours), choice


def test_limits_come_and_go_with_the_version_and_one_that_happened_stays_so() -> None:
    old, new = both(LINE, limited("PT3H"))
    player = Player(old).start()
    moved = carried(player, new)
    moved.wait(hours=3)
    assert moved.open() == ["l"]
    back = carried(Player(new).start(), old)
    assert back.wait(hours=4) is None and back.open() == ["a"]
    old, new = both(limited("PT1H", interrupting="false"), limited("PT2H", interrupting="false"))
    player = Player(old).start()
    player.wait(hours=1)
    moved = carried(player, new)
    assert moved.open() == ["a", "l"] and moved.wait(hours=9) is None


CHOOSE = (
    START
    + node("eventBasedGateway", "g")
    + node("receiveTask", "r", messageRef="m_bayar")
    + node("intermediateCatchEvent", "t", timer("PT3H"))
    + users("a", "b")
    + END
    + chain("s", "g", "r", "a", "e")
    + chain("g", "t", "b", "e")
)


def test_the_events_of_a_gateway_go_with_it_or_not_at_all() -> None:
    more = CHOOSE + node("receiveTask", "r2", messageRef="m_berkas") + chain("g", "r2", "b")
    old, new = both(CHOOSE, more)
    moved = carried(Player(old).start(), new)
    moved.tell("berkas")
    assert moved.open() == ["b"]
    assert why(new, old, Player(new).start()) == {("event", "r2")}


def test_a_call_stays_with_the_process_it_called() -> None:
    def calling(key: str, task: str) -> bytes:
        inner = node("startEvent", "s2") + users(task) + node("endEvent", "e2") + chain("s2", task, "e2")
        call = node("callActivity", "a", calledElement=key)
        return file(process(START, call, END, chain("s", "a", "e")), process(inner, key=key))

    old, new, other = (spiff.compile_spec(calling(*one), "p") for one in (("q", "u"), ("q", "v"), ("r", "u")))
    player = Player(old).start()
    assert why(old, other, player) == {("call", "a")}
    assert why(old, new, player) == {("gone", "u")}
    moved = carried(player, new, Carriage({"u": "v"}))
    assert moved.open() == ["a", "v"] and moved.do("v").finished


def test_instances_of_a_loop_keep_their_places() -> None:
    several = "<bpmn:loopCardinality>3</bpmn:loopCardinality>"
    body = node("userTask", "a", node("multiInstanceLoopCharacteristics", "m", several))
    loop = START + body + users("b") + END + chain("s", "a", "b", "e")
    old, new = both(loop, loop.replace('"a"', '"z"').replace("s_a", "s_z"))
    player = Player(old).start()
    player.do("a", k=1)
    moved = carried(player, new, Carriage({"a": "z"}))
    assert sorted(token.item or 0 for token in moved.tokens()) == [1, 2]
    moved.do("z", k=2)
    moved.do("z", k=3)
    assert moved.last.data["z"] == [{"k": 1}, {"k": 2}, {"k": 3}]
    plain = loop.replace(
        "multiInstanceLoopCharacteristics", "multiInstanceLoopCharacteristics isSequential='true'", 1
    )
    assert why(*both(loop, plain), player) == {("loop", "a")}


def changed(net: Net, random: Random) -> Net:
    """The process with a step put into one of its flows, and maybe a branch more at one of its parallel gateways."""
    made = deepcopy(net)
    flow_ = random.choice([one for one in made.flows if made.kinds[made.flows[one][0]] != "startEvent"])
    source, target = made.flows[flow_]
    made.add("n1", "userTask")
    made.flows[flow_] = (source, "n1")
    made.join("n1", target)
    splits = sorted(int(name[3:]) for name in made.kinds if name.startswith("and") and made.out(name)[1:])
    if splits and random.random() < 0.4:
        number = random.choice(splits)
        made.join(f"and{number}", made.add("n2", "userTask"))
        made.join("n2", f"and{number + 1}")
    return made


def test_whatever_is_let_over_comes_to_its_end() -> None:
    moved, stayed = 0, 0
    for seed in range(50):
        random = Random(seed)
        net = random_net(random)
        old, new = (compiled(one.xml()) for one in (net, changed(net, random)))
        player = Player(old).start()
        for _ in range(random.randrange(2, 9)):
            if not player.last.finished:
                player.do(random.choice(player.open()), k=random.choice([0, 1]))
        try:
            done = spiff.carry(old, new, player.last.state, SAME, player.context)
        except CannotCarry:
            stayed += 1
            continue
        moved += len(done.stands.tokens) > 1
        goes_on = Player(new, player.now)
        goes_on.last = replace(player.last, state=done.state, finished=done.stands.finished)
        for _ in range(200):
            if goes_on.last.finished:
                break
            goes_on.do(random.choice(goes_on.open()), k=random.choice([0, 0, 1]))  # never stuck at a join
        assert goes_on.last.finished, seed
    assert moved > 4 and stayed > 1, (moved, stayed)
