"""Where decisions lead: by arrows the file ties to symbols, by the words of the row; else it is asked of the owner."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from processes.intake.lettered import END
from processes.intake.model import Doubt, Found, FoundStep

_BACK = re.compile(
    r"(?:tidak|belum|ditolak|salah|kurang)[^.;]{0,60}?(?:kembali|dikembalikan|ulang)?[^.;]{0,30}?"
    r"(?:ke\s*)?(?:langkah|kegiatan|tahap|nomor|no\.?|poin)\s*(?:ke-?\s*)?(?:nomor|no\.?)?\s*(?P<number>\d{1,2})",
    re.IGNORECASE,
)


def with_branches(steps: Sequence[FoundStep], ways: Mapping[str, Sequence[str]]) -> Iterator[FoundStep]:
    """Each deciding step with its two ways: "ya" goes on, "tidak" where an arrow or the row's words say, else one row
    back, in doubt. `ways` are the arrows of the file by row number."""
    numbers = [step.number.text for step in steps]
    for place, step in enumerate(steps):
        if not step.decides or (_leads(step.yes, numbers) and _leads(step.no, numbers)):
            yield step
            continue
        onward = numbers[place + 1] if place + 1 < len(numbers) else END
        told = _BACK.search(f"{step.remark.text}; {step.activity.text}")
        drawn = [goal for goal in dict.fromkeys(ways.get(step.number.text, ())) if goal != onward]
        if len(drawn) == 1:
            no = Found(drawn[0], Doubt.NONE, step.activity.page)
        elif told and told["number"] in numbers:
            no = Found(told["number"], Doubt.NONE, step.activity.page)
        else:
            no = Found(numbers[place - 1] if place else END, Doubt.BRANCH, step.activity.page)
        yield replace(step, yes=Found(onward, Doubt.NONE, step.activity.page), no=no)


def _leads(goal: Found, numbers: Sequence[str]) -> bool:
    """Whether a way is said and leads to a row or an end."""
    return goal.text in numbers or goal.text == END or goal.text.startswith(f"{END}:")
