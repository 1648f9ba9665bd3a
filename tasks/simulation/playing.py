"""Playing cases through a net: simpy on the office's real time, microseconds since 1970, work only while it is open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import simpy

from tasks.anchors import YES
from tasks.simulation.chance import code, pick
from tasks.simulation.doing import BRANCH, Doing, Steps
from tasks.simulation.net import Node
from tasks.simulation.played import Game, Month, Played

_MOST_VISITS = 200  # of one element by one case: whoever comes so often never gets out


class _Scope:
    """One run of a process or subprocess: how many tokens are in it, what waits at its joins, how it ended."""

    def __init__(self, env: simpy.Environment) -> None:
        self.tokens = 0
        self.finished: Any = env.event()
        self.arrived: dict[str, Counter[str]] = {}
        self.ended = ""
        self.walks: list[Any] = []
        self.dead = False


def play(game: Game, comings: Sequence[tuple[int, bool]]) -> Month:
    """Play cases that come at these instants (ticks, whether measured), in order."""
    cases = [Played(number, at, measured) for number, (at, measured) in enumerate(comings)]
    if not cases:
        return Month([], [])
    playing = _Play(game, simpy.Environment(cases[0].came))
    playing.run(cases)
    return Month(cases, playing.doing.others)


class _Play:
    def __init__(self, game: Game, env: simpy.Environment) -> None:
        self.game = game
        self.env = env
        self.doing = Doing(game, env)
        self.sums = {name: tuple(accumulate(one.shares)) for name, one in game.numbers.branches.items()}
        self.gates = {
            way.id: node.id for node in game.net.nodes.values() if node.kind == "choose" for way in node.ways
        }

    def run(self, cases: Sequence[Played]) -> None:
        """Play until the looking ends."""
        kinds = list(self.game.numbers.categories)
        shares = tuple(accumulate(self.game.numbers.categories.values()))
        for case in cases:
            if kinds:
                case.category = kinds[pick(shares, self.doing.luck(case, code(""), 0))]
        self.env.process(self._arrive(cases))
        for role in sorted(self.game.numbers.other):
            if self.doing.pool.holds(role):
                self.env.process(self.doing.other(role))
        self.env.run(until=max(self.game.end, cases[-1].came + 1))

    def _arrive(self, cases: Sequence[Played]) -> Steps:
        for case in cases:
            if case.came > self.doing.now:
                yield self.env.timeout(case.came - self.doing.now)
            self.env.process(self._case(case))

    def _case(self, case: Played) -> Steps:
        scope = _Scope(self.env)
        self._begin(case, scope, self.game.net.diagram.key)
        yield scope.finished
        if case.settled is None:
            case.settled = self.doing.now

    def _begin(self, case: Played, scope: _Scope, name: str) -> None:
        starts = self.game.net.starts.get(name, ())
        for start in starts[:1]:
            self._spawn(case, scope, start, "")
        if not starts:
            scope.finished.succeed()

    def _spawn(self, case: Played, scope: _Scope, node: str, came: str) -> None:
        scope.tokens += 1
        scope.walks.append(self.env.process(self._walk(case, scope, node, came)))

    def _walk(self, case: Played, scope: _Scope, at: str, came: str) -> Steps:
        """A token on its way; it ends at an end, at a join that waits for others, or when its scope is given up."""
        node: Node | None = self.game.net.nodes[at]
        try:
            while node is not None and not scope.dead:
                case.visits[node.id] += 1
                if case.visits[node.id] > _MOST_VISITS:
                    break
                if node.kind == "end":
                    self._end(case, scope, node)
                    break
                if node.kind == "fork" and not self._join(scope, node, came):
                    break
                limit = yield from self._stay(case, node)
                leaving = self.game.net.nodes[limit] if limit else node
                flow = self._leave(case, scope, leaving)
                came = flow.id if flow else ""
                node = self.game.net.nodes[flow.target] if flow else None
        except simpy.Interrupt:
            pass
        scope.tokens -= 1
        if scope.tokens == 0 and not scope.finished.triggered:
            scope.finished.succeed()

    def _stay(self, case: Played, node: Node) -> Steps:
        """What takes time at a node; gives the boundary event that cut it short, or none."""
        if node.kind not in ("work", "wait", "timer", "call"):
            return None
        opened = self.doing.now
        limit, cut = self.doing.limit(case, node)
        if node.kind == "work":
            late = yield from self.doing.work(case, node, cut)
        elif node.kind == "call":
            late = yield from self._call(case, node, cut)
        else:
            late = yield from self.doing.wait(case, node, cut)
        if node.stands:
            case.stood.append((opened, self.doing.now))
        if not late:
            self._mark(case, node)
        return limit if late else None

    def _call(self, case: Played, node: Node, cut: Any) -> Steps:
        scope = _Scope(self.env)
        self._begin(case, scope, node.enters)
        if (yield from self.doing.first(scope.finished, cut)):
            self._give_up(scope)
            return True
        case.answers[node.id] = scope.ended
        return False

    def _give_up(self, scope: _Scope) -> None:
        scope.dead = True
        for walk in scope.walks:
            begun = not isinstance(walk.target, simpy.events.Initialize)
            if walk.is_alive and begun and walk is not self.env.active_process:
                walk.interrupt()

    def _end(self, case: Played, scope: _Scope, node: Node) -> None:
        scope.ended = node.id
        if node.final and node.scope == self.game.net.diagram.key and case.settled is None:
            case.settled = self.doing.now
        if node.terminates:
            self._give_up(scope)

    def _join(self, scope: _Scope, node: Node, came: str) -> bool:
        """Whether a parallel gateway goes on: once there is a token on each of its incoming flows."""
        if node.incoming < 2:
            return True
        arrived = scope.arrived.setdefault(node.id, Counter())
        arrived[came] += 1
        if len(arrived) < node.incoming:
            return False
        for flow in list(arrived):
            arrived[flow] -= 1
            if not arrived[flow]:
                del arrived[flow]
        return True

    def _leave(self, case: Played, scope: _Scope, node: Node) -> Any:
        """The flow a token goes on by; those beside it get tokens of their own."""
        ways = node.ways
        if not ways:
            return None
        if node.kind in ("choose", "share", "race"):
            return self._choose(case, node)
        for way in ways[1:]:
            self._spawn(case, scope, way.target, way.id)
        return ways[0]

    def _choose(self, case: Played, gate: Node) -> Any:
        ways = gate.ways
        if len(ways) == 1:
            return ways[0]
        wanted = case.chosen.pop(gate.id, "")
        if wanted:
            return next(way for way in ways if way.id == wanted)
        told = [way.asked[0] in case.answers for way in ways if way.asked]
        if told and all(told):
            fitting = [way for way in ways if way.asked and case.answers[way.asked[0]] == way.asked[1]]
            return (fitting or [way for way in ways if not way.asked] or ways)[0]
        sums = self.sums.get(gate.id)
        return ways[pick(sums, self.doing.draw(case, gate, BRANCH))] if sums else ways[0]

    def _mark(self, case: Played, node: Node) -> None:
        """What a completed element means for others: the step is done, its event has happened, its answer is given."""
        now = self.doing.now
        case.marks.setdefault(f"step:{node.id}", []).append(now)
        if node.message:
            case.marks.setdefault(f"event:{node.message}", []).append(now)
        answer = self._answer(case, node)
        raises = node.step.raises if node.step else None
        if raises and (not node.answers or answer == YES):
            case.marks.setdefault(f"event:{raises}", []).append(now)

    def _answer(self, case: Played, node: Node) -> str:
        """What a task that decides comes to; its gateway then takes that way."""
        gate = next((self.gates[flow] for flow in node.answers if flow in self.gates), None)
        if gate is None:
            return ""
        case.answers.pop(node.id, None)
        case.visits[gate] += 1
        flow = self._choose(case, self.game.net.nodes[gate])
        case.visits[gate] -= 1
        case.chosen[gate] = flow.id
        answer = node.answers.get(flow.id, "")
        case.answers[node.id] = answer
        return answer
