"""A progress bar for long work on the terminal; one line where there is no terminal."""

from __future__ import annotations

from types import TracebackType

from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as RichProgress


class Progress:
    """Shows how far a piece of work is; call it with (done, total)."""

    def __init__(self, title: str) -> None:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:3.0f}%"),
            TimeElapsedColumn(),
        )
        self._bar = RichProgress(*columns)
        self._title = title
        self._task = self._bar.add_task(title, total=None, visible=False)

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar.live.is_started:
            self._bar.stop()

    def __call__(self, done: int, total: int) -> None:
        """Tell how much of the work is done; the bar appears with the first word."""
        self._bar.start()
        self._bar.update(self._task, completed=done, total=total, visible=True)
