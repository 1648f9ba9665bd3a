"""The people of the office in a simulation: each may work in several roles, on one thing at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Any

import simpy

Ask = Any
"""A request: a simpy event whose value is the person, by number."""


class Pool:
    """Who is free, and what waits for each role in the order it was asked for."""

    def __init__(self, env: simpy.Environment, people: Sequence[Sequence[str]]) -> None:
        self._env = env
        self.roles = [tuple(roles) for roles in people]
        self._free = set(range(len(people)))
        self._holders: dict[str, list[int]] = {}
        for number, roles in enumerate(people):
            for role in roles:
                self._holders.setdefault(role, []).append(number)
        for holders in self._holders.values():  # who can do least else is asked first
            holders.sort(key=lambda number: (len(self.roles[number]), number))
        self._queues: dict[str, deque[tuple[int, Ask]]] = {role: deque() for role in self._holders}
        self._asked = 0

    def holds(self, role: str) -> bool:
        """Whether anybody has a role."""
        return role in self._holders

    def ask(self, role: str) -> Ask:
        """Somebody of a role; granted at once while one is free."""
        event: Ask = self._env.event()
        for person in self._holders[role]:
            if person in self._free:
                self._free.remove(person)
                return event.succeed(person)
        self._asked += 1
        self._queues[role].append((self._asked, event))
        return event

    def give_back(self, person: int) -> None:
        """Somebody is done: takes what has waited longest among their roles."""
        waiting = [queue for role in self.roles[person] if (queue := self._queues[role])]
        if not waiting:
            self._free.add(person)
            return
        _, event = min(waiting, key=_asked_at).popleft()
        event.succeed(person)

    def drop(self, role: str, asked: Ask) -> None:
        """What was asked for is no longer needed."""
        if asked.triggered:
            self.give_back(asked.value)
            return
        self._queues[role] = deque(one for one in self._queues[role] if one[1] is not asked)


def _asked_at(queue: deque[tuple[int, Ask]]) -> int:
    return queue[0][0]
