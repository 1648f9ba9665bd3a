"""The demo office: invented people, three months up to now and a past year, played through the real commands."""

from __future__ import annotations

from tasks.demo.play import play
from tasks.demo.staff import DEMO_PEOPLE

__all__ = ["DEMO_PEOPLE", "play"]
