"""Whether what is shown is what its own citations say: no gold answer is needed to tell."""

from collections import Counter
from collections.abc import Sequence

from eval.metrics.spread import Part
from eval.records import AnswerRecord
from rag.grounding.faithfulness import FAITHFUL, Fate, Shown, fates


def shown_sentences(answer: AnswerRecord) -> tuple[Shown, ...]:
    """The sentences that an answer shows, each with its fate; none for an abstention."""
    return tuple(fates(answer.model_dump(mode="json", exclude={"retrieved"}))) if answer.is_said else ()


def share_of(fate: Fate, shown: Sequence[Shown]) -> Part | None:
    """How many of the sentences have a fate, of how many; None where none is shown."""
    return Part(Counter(one.fate for one in shown)[fate], len(shown)) if shown else None


def faithful(shown: Sequence[Shown]) -> Part | None:
    """How many of the sentences are verbatim, stated from records or proved, of how many.

    The others aren't all false: what the checker doesn't prove may be true in other words.
    """
    return Part(sum(one.fate in FAITHFUL for one in shown), len(shown)) if shown else None


def is_faithful(shown: Sequence[Shown]) -> bool | None:
    """Whether every sentence of an answer is faithful; None where none is shown."""
    return all(one.fate in FAITHFUL for one in shown) if shown else None


def misquoted(answer: AnswerRecord, shown: Sequence[Shown]) -> int:
    """How many sentences of a quoted answer are neither their quotes to the letter nor stated from records."""
    return sum(one.misquoted or one.fate not in FAITHFUL for one in shown) if answer.mode == "quoted" else 0
