"""Hands that play: begin a request, do its steps with sample values, and tell where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tasks.sandbox import commands, plays, samples, scenario_files, shown
from tasks.sandbox.commands import Command
from tasks.sandbox.shown import Case
from tests.support.office import Office

KEY = "micin_darurat"
REQUEST = {"nama_pemohon": "Contoh", "jenis_permohonan": "baru_dewasa"}


@dataclass
class Player:
    """The process owner at a play."""

    office: Office
    key: str = KEY
    revision: int = 0

    def act(self, *more: Command) -> None:
        plays.act(self.office.site, self.office["pemilik"], self.key, more, self.revision)
        self.revision += 1

    def undo(self, left: int | None = None) -> None:
        plays.undo(self.office.site, self.office["pemilik"], self.key, self.revision, left)
        self.revision += 1

    def restart(self, source: str) -> None:
        plays.restart(self.office.site, self.office["pemilik"], self.key, source)
        self.revision += 1

    def begin(self, **given: Any) -> None:
        self.act(Command(commands.START, self.key, given={**REQUEST, **given}))

    def do(self, element: str, choice: str | None = None, case: int = 1, minutes: str = "1") -> None:
        look = shown.look_at_task(self.office.site, self.office["pemilik"], self.key, case, element)
        form, officers = look.view.form.form, look.view.form.officers
        given = samples.filled(form, officers, look.now, choice)
        self.act(
            Command(commands.BEGIN, element, case),
            Command(commands.CLOCK, minutes),
            Command(commands.COMPLETE, element, case, given),
        )

    def on(self) -> str:
        """Do the one open step the happy way; its element."""
        (line,) = self.case().open
        self.do(line.element)
        return line.element

    def say(self, message: str, case: int = 1, **given: Any) -> None:
        self.act(Command(commands.MESSAGE, message, case, given))

    def clock(self, to: str) -> None:
        self.act(Command(commands.CLOCK, to))

    def look(self) -> shown.Shown:
        found = shown.look(self.office.site, self.office["pemilik"], self.key)
        assert found.shown is not None, found.findings
        return found.shown

    def case(self, number: int = 1) -> Case:
        return self.look().cases[number - 1]

    def to_payment(self) -> None:
        """A request up to the wait for its payment, as the shipped scenario that is never paid goes."""
        unpaid = next(one for one in scenario_files.shipped(KEY) if one.name == "Tidak dibayar")
        self.act(*unpaid.commands[:-1])
