"""Where flows may touch a shape: gateways at their corners, events at their poles, tasks along their borders."""

from __future__ import annotations

from processes.geometry import Box
from processes.parts import Node
from processes.routing import STEP, Port

REACH = 30  # from the middle of a small shape to the first grid point outside it


def ports_out(node: Node, box: Box, rises: bool = False) -> list[Port]:
    """Ports a flow may leave by; the bottom is the natural one, the sides for a flow that `rises` up the page."""
    down = 40 if rises else 0
    if node.attached_to:
        return [port for port in _poles(box, {"down": 0, "right": 8}) if port.side in ("down", "right")]
    if node.type.endswith(("Gateway", "Event")):
        return _poles(box, {"down": down, "right": 1, "left": 2, "up": 30})
    return _borders(box, {"down": down, "right": 6, "left": 6, "up": 40})


def ports_in(node: Node, box: Box) -> list[Port]:
    """Ports a flow may enter by; the top is the natural one."""
    if node.type.endswith(("Gateway", "Event")):
        return _poles(box, {"up": 0, "left": 4, "right": 4, "down": 40})
    return _borders(box, {"up": 0, "left": 12, "right": 12, "down": 60})


def _poles(box: Box, costs: dict[str, int]) -> list[Port]:
    x, y = box.center
    return [
        Port((x, box.bottom), (x, y + REACH), "down", costs.get("down", 90)),
        Port((x, box.y), (x, y - REACH), "up", costs.get("up", 90)),
        Port((box.right, y), (x + REACH, y), "right", costs.get("right", 90)),
        Port((box.x, y), (x - REACH, y), "left", costs.get("left", 90)),
    ]


def _borders(box: Box, costs: dict[str, int]) -> list[Port]:
    """Ports along a task's borders: the middle of each side is the cheapest."""
    x, y = box.center
    ports = []
    for shift in (0, -20, 20, -40, 40, -60, 60):
        price = 4 + abs(shift) // 5 if shift else 0
        ports.append(
            Port((x + shift, box.bottom), (x + shift, box.bottom + STEP), "down", costs["down"] + price)
        )
        ports.append(Port((x + shift, box.y), (x + shift, box.y - STEP), "up", costs["up"] + price))
    for shift in (0, -20, 20):
        price = abs(shift) // 10
        ports.append(
            Port((box.right, y + shift), (box.right + STEP, y + shift), "right", costs["right"] + price)
        )
        ports.append(Port((box.x, y + shift), (box.x - STEP, y + shift), "left", costs["left"] + price))
    return ports
