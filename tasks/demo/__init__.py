"""The demo office: invented people, three months up to now and a past year, played through the real commands."""

from __future__ import annotations

from tasks.demo.accounts import HOLDERS
from tasks.demo.play import begin, in_use, play, play_year
from tasks.demo.staff import DEMO_PEOPLE
from tasks.demo.year import LATER

__all__ = ["DEMO_PEOPLE", "HOLDERS", "LATER", "begin", "in_use", "play", "play_year"]
