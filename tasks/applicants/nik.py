"""The NIK: sixteen digits, of which some repeat what else is known; what fits ill is asked, never refused.

There is no check digit. Digits 1-6 are province, regency and district of the first registration, 7-12 the date of birth
as ddmmyy with 40 added to the day for women, 13-16 a number in sequence (Permendagri 73/2022 and its forerunners).
"""

from __future__ import annotations

import re
from datetime import date

# The first two digits of Indonesia's provinces, those made since 2022 among them.
_PROVINCES = frozenset(
    str(number)
    for first, last in ((11, 19), (21, 21), (31, 36), (51, 53), (61, 65), (71, 76), (81, 82), (91, 96))
    for number in range(first, last + 1)
)
_WOMEN = 40
REGION, BIRTH, SEX = "wilayah", "lahir", "kelamin"


def digits(text: str) -> str:
    """What was typed, without the spaces, dots and dashes people write between the digits."""
    return re.sub(r"[\s.-]", "", text)


def is_formed(text: str) -> bool:
    """Whether it is sixteen digits."""
    return len(text) == 16 and text.isascii() and text.isdecimal()


def doubts(text: str, birth: date, sex: str) -> tuple[str, ...]:
    """What in a NIK fits ill with the date of birth and sex ("l" or "p") typed: codes to be asked about."""
    day, rest = int(text[6:8]), text[8:12]
    found = []
    if text[:2] not in _PROVINCES or text[2:4] == "00" or text[4:6] == "00":
        found.append(REGION)
    if (day - _WOMEN if day > _WOMEN else day, rest) != (birth.day, birth.strftime("%m%y")):
        found.append(BIRTH)
    if (day > _WOMEN) != (sex == "p"):
        found.append(SEX)
    return tuple(found)


def hint(text: str) -> str:
    """What is shown of it from then on: the last four digits."""
    return text[-4:]
