"""Points, boxes and the text sizes the drawing reckons with (pixels, y downwards)."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

Point = tuple[int, int]

CHARACTER = 6.2  # mean width of a character of bpmn-js's 12 px Arial
LINE = 15


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: left, top, width, height."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """x of the right border."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """y of the lower border."""
        return self.y + self.height

    @property
    def center(self) -> Point:
        """The middle."""
        return self.x + self.width // 2, self.y + self.height // 2

    def grown(self, by: int) -> Box:
        """The box with a margin on all sides."""
        return Box(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def meets(self, other: Box) -> bool:
        """Whether the insides of two boxes overlap."""
        return (
            self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom
        )

    def crossed_by(self, start: Point, end: Point) -> bool:
        """Whether an upright or level segment runs through the inside."""
        low_x, high_x = sorted((start[0], end[0]))
        low_y, high_y = sorted((start[1], end[1]))
        return low_x < self.right and high_x > self.x and low_y < self.bottom and high_y > self.y


def around(center: Point, width: int, height: int) -> Box:
    """The box of a size around its middle."""
    return Box(center[0] - width // 2, center[1] - height // 2, width, height)


def lines_of(text: str, width: int) -> int:
    """How many lines a text takes in a width, wrapped at spaces as bpmn-js wraps it."""
    room = max(1, int(width / CHARACTER))
    count, used = 1, 0
    for word in text.split():
        if used and used + 1 + len(word) > room:
            count, used = count + 1, 0
        used += len(word) + (1 if used else 0)
        count += ceil(len(word) / room) - 1
    return count


def label_size(text: str, room: int) -> tuple[int, int]:
    """(width, height) of a label that may be `room` wide: as narrow as its lines allow, no word cut."""
    room = max(room, ceil(max(map(len, text.split()), default=0) * CHARACTER) + 6)
    lines = lines_of(text, room)
    width = min(room, ceil(len(text) * CHARACTER) + 6)
    while lines > 1 and width > 40 and lines_of(text, width - 4) == lines:
        width -= 4
    return width + width % 2, lines * LINE
