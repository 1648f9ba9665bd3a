"""An independent model of gateways: a plain token game on flows, and random processes to play it on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from random import Random

from tests.engine.spiff.diagrams import flow, node, users


@dataclass
class Net:
    """Nodes by kind, and flows as (source, target, guard); guards look at the answers given so far."""

    kinds: dict[str, str] = field(default_factory=dict)
    flows: dict[str, tuple[str, str]] = field(default_factory=dict)
    guards: dict[str, Callable[[dict[str, int]], bool]] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, kind: str) -> str:
        self.kinds[name] = kind
        return name

    def join(self, source: str, target: str, task: str = "", value: int | None = None) -> None:
        number = f"f{len(self.flows)}"
        self.flows[number] = (source, target)
        if value is not None:
            self.texts[number] = f"{task}.k = {value}"
            self.guards[number] = lambda answers: answers.get(task) == value

    def xml(self) -> str:
        parts = []
        for name, kind in self.kinds.items():
            attributes = {"default": self.defaults[name]} if name in self.defaults else {}
            parts.append(users(name) if kind == "userTask" else node(kind, name, **attributes))
        for number, (source, target) in self.flows.items():
            parts.append(flow(source, target, self.texts.get(number), number))
        return "".join(parts)

    def out(self, name: str) -> list[str]:
        return [number for number, ends in self.flows.items() if ends[0] == name]

    def into(self, name: str) -> list[str]:
        return [number for number, ends in self.flows.items() if ends[1] == name]


@dataclass
class Game:
    """Tokens on flows and in tasks; moves by the words of BPMN 2.0, chapter 13.3."""

    net: Net
    tokens: Counter[str] = field(default_factory=Counter)
    tasks: Counter[str] = field(default_factory=Counter)
    answers: dict[str, int] = field(default_factory=dict)

    def begin(self) -> None:
        self.tokens.update(self.net.out("s"))
        self.run()

    def complete(self, task: str, answer: int) -> None:
        self.tasks[task] -= 1
        self.answers[task] = answer
        self.tokens.update(self.net.out(task))
        self.run()

    def open(self) -> list[str]:
        return sorted(self.tasks.elements())

    def run(self) -> None:
        while self._simple() or self._inclusive():
            pass

    def _simple(self) -> bool:
        for number in [one for one, many in self.tokens.items() if many]:
            name = self.net.flows[number][1]
            kind, into = self.net.kinds[name], self.net.into(name)
            if kind == "inclusiveGateway" and len(into) > 1:
                continue
            if kind == "parallelGateway":
                if not all(self.tokens[one] for one in into):
                    continue
                self.tokens.subtract(into)
            else:
                self.tokens[number] -= 1
            if kind == "userTask":
                self.tasks[name] += 1
            elif kind != "endEvent":
                self.tokens.update(self._chosen(name, kind))
            return True
        return False

    def _inclusive(self) -> bool:
        for name, kind in self.net.kinds.items():
            into = self.net.into(name)
            have = [one for one in into if self.tokens[one]]
            if kind == "inclusiveGateway" and len(into) > 1 and have and not self._expects(name, into, have):
                self.tokens.subtract(have)
                self.tokens.update(self._chosen(name, kind))
                return True
        return False

    def _expects(self, gateway: str, into: list[str], have: list[str]) -> bool:
        held = [one for one, many in self.tokens.items() if many and self.net.flows[one][1] != gateway]
        held += [one for task in self.tasks.elements() for one in self.net.out(task)]
        for number in held:
            ends = set(self._paths(number, gateway))
            if ends - set(have) & set(into) and not ends & set(have):
                return True
        return False

    def _paths(self, number: str, gateway: str) -> Iterator[str]:
        seen, ahead = {number}, [number]
        while ahead:
            here = ahead.pop(0)
            target = self.net.flows[here][1]
            if target == gateway:
                yield here
                continue
            for following in self.net.out(target):
                if following not in seen:
                    seen.add(following)
                    ahead.append(following)

    def _chosen(self, name: str, kind: str) -> list[str]:
        out = self.net.out(name)
        if kind not in ("exclusiveGateway", "inclusiveGateway") or len(out) == 1:
            return out
        true = [one for one in out if one in self.net.guards and self.net.guards[one](self.answers)]
        true = true[:1] if kind == "exclusiveGateway" else true
        return true or [self.net.defaults[name]]


def random_net(random: Random) -> Net:
    """A process of nested blocks: sequences, choices, parallel and inclusive blocks, and loops around them."""
    net, numbers = Net(), count(1)
    net.add("s", "startEvent")
    last = _block(net, random, numbers, "s", 3)
    net.add("e", "endEvent")
    net.join(last, "e")
    return net


def _task(net: Net, numbers: Iterator[int], after: str) -> str:
    task = net.add(f"t{next(numbers)}", "userTask")
    net.join(after, task)
    return task


def _block(net: Net, random: Random, numbers: Iterator[int], after: str, depth: int) -> str:
    shape = random.choice(["task", "and", "or", "xor", "loop", "two"]) if depth else "task"
    if shape == "two":
        return _block(net, random, numbers, _block(net, random, numbers, after, depth - 1), depth - 1)
    if shape == "loop":
        return _loop(net, random, numbers, after, depth)
    task = _task(net, numbers, after)
    if shape == "task":
        return task
    kind = {"and": "parallelGateway", "or": "inclusiveGateway", "xor": "exclusiveGateway"}[shape]
    split, merge = (net.add(f"{shape}{next(numbers)}", kind) for _ in range(2))
    net.join(task, split)
    branches = random.choice([2, 3])
    for branch in range(branches):
        entry = net.add(f"x{next(numbers)}", "exclusiveGateway")
        value = None if shape == "and" or branch == branches - 1 else branch % 2
        net.join(split, entry, task, value)
        if shape != "and" and branch == branches - 1:
            net.defaults[split] = f"f{len(net.flows) - 1}"
        net.join(_block(net, random, numbers, entry, depth - 1), merge)
    return merge


def _loop(net: Net, random: Random, numbers: Iterator[int], after: str, depth: int) -> str:
    head, tail = (net.add(f"loop{next(numbers)}", "exclusiveGateway") for _ in range(2))
    net.join(after, head)
    task = _task(net, numbers, _block(net, random, numbers, head, depth - 1))
    net.join(task, tail)
    net.join(tail, head, task, 1)
    on = net.add(f"on{next(numbers)}", "exclusiveGateway")
    net.join(tail, on)
    net.defaults[tail] = f"f{len(net.flows) - 1}"
    return on
