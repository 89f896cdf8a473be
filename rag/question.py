"""What is asked; apart from the answers, so that whoever only passes a question on imports nothing else."""

import re
from dataclasses import dataclass

LONGEST_QUESTION = 1000  # characters: a longer one holds more than one matter


def fault_of(question: str) -> str | None:
    """What is wrong with a question that asks nothing, or too much, with the way out; None where it can be asked."""
    if not re.search(r"\w", question):
        return "There is no question here: ask what you would like to know, in a sentence."
    if len(question) > LONGEST_QUESTION:
        return (
            f"The question has {len(question):,} characters: "
            f"ask it in {LONGEST_QUESTION:,} or fewer, one matter at a time."
        )
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What was asked, after which earlier questions, and within which bounds.

    Attributes:
        since: nothing minuted before this day counts, as nothing after `as_of` does.
        without: the filters set by the question's own words that were taken off: "body", "date", "person".
    """

    text: str
    id: str | None = None
    history: tuple[str, ...] = ()
    since: str | None = None
    as_of: str | None = None
    body: str | None = None
    without: frozenset[str] = frozenset()
