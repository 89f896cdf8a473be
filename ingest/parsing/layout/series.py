"""Numbers that only their series shows to be the clerk's: 2907, 2908 ..., or 19.03.1, 19.03.2 ... for March 2019."""

import re
from collections import Counter
from dataclasses import replace

from ingest.parsing.layout.blocks import Block, Shape

_FOUR_DIGITS = re.compile(r"[\s*_#]*(?P<number>[1-9]\d{3})[*_]*\s*\\?[.):]?[*_]*\s*(?=[A-Z])")
_BY_MONTH = re.compile(r"(?P<month>\d\d\.\d\d)\.(?P<level>\d{1,2})$")
_FEW = 3  # numbers: with fewer of them there is no series


def with_long_numbers(text: str, found: list[Block]) -> list[Block]:
    """The blocks, those with a number of four digits numbered where three or more of these go up by one."""
    numbers = {
        place: int(match["number"])
        for place, block in enumerate(found)
        if block.shape is not Shape.FURNITURE and (match := _FOUR_DIGITS.match(text, block.start, block.end))
    }
    there = set(numbers.values())
    follow = {place for place, number in numbers.items() if {number - 1, number + 1} & there}
    if len(follow) < _FEW:
        return found
    return [
        replace(block, number=str(numbers[place])) if place in follow else block for place, block in enumerate(found)
    ]


def month_of(found: list[Block]) -> str:
    """What leads the numbers of a meeting, "19.03" of 19.03.1, 19.03.2; empty where they are no such series."""
    numbers = {block.number for block in found}
    months = Counter(match["month"] for number in numbers if (match := _BY_MONTH.match(number)))
    month, times = months.most_common(1)[0] if months else ("", 0)
    return month if times >= _FEW and numbers.isdisjoint((month, month[:2])) else ""


def level_in_month(number: str) -> int | None:
    """The last part of a number such as 19.03.4; None where it is no such number."""
    match = _BY_MONTH.match(number)
    return int(match["level"]) if match else None
