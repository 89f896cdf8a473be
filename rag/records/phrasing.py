"""Small templates that turn rows into sentences."""

from collections.abc import Sequence

from rag.numerals import in_words
from rag.records.meetings import ORDINARY, Held

MOST = 12  # records shown; of more it is said how many there are and where
_NAMED = 6  # places of records that are not shown


def counted(number: int, thing: str, things: str = "") -> str:
    """A count with what is counted: "one meeting", "11 meetings", "two people"."""
    return f"{in_words(number)} {thing if number == 1 else things or thing + 's'}"


def listed(things: Sequence[str]) -> str:
    """Things in a row: "a, b and c"."""
    return " and ".join(filter(None, [", ".join(things[:-1]), things[-1]])) if things else ""


def when(meetings: Sequence[Held]) -> str:
    """From when to when meetings were held: "from 3 June to 2 December 2020", "on 4 May 2021"."""
    first, last = meetings[0], meetings[-1]
    if first.held_on == last.held_on:
        return f"on {first.day}"
    return f"from {first.day.removesuffix(f' {last.held_on.year}')} to {last.day}"


def called(meetings: Sequence[Held]) -> str:
    """What one of these meetings is called: of their sort where all are of one, for there may be others then."""
    sorts = {one.sort for one in meetings}
    return f"{meetings[0].sort} meeting" if len(sorts) == 1 and sorts != {ORDINARY} else "meeting"


def of_meetings(meetings: Sequence[Held]) -> str:
    """The meetings with their body: "the meeting of Ottermouth Council on 4 May 2021"."""
    return f"the {called(meetings)}{'' if len(meetings) == 1 else 's'} of {meetings[0].body} {when(meetings)}"


def remainder(shown: int, total: int, places: Sequence[str]) -> str:
    """What isn't shown, truthfully: "12 of 17 are shown; the rest are in item 4 and item 5."; empty where all are."""
    if shown >= total:
        return ""
    there = list(dict.fromkeys(filter(None, places)))
    named = there if len(there) <= _NAMED else [*there[: _NAMED - 1], f"{len(there) - _NAMED + 1} other places"]
    return f"{shown} of {total} are shown{f'; the rest are in {listed(named)}' if named else ''}."


def sentence(text: str) -> str:
    """Text with a capital and a full stop."""
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."
