"""What tells that a brief question is answered: learned from questions of a few words, asked of one body's minutes.

People type four to seven words; sets written to test a system ask in seventeen. By what is learned from these a brief
question that the minutes answer is withheld twice as often.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from eval.training.answerable import train_answerable
from eval.training.head import Matches, judged, reading_of
from eval.training.run import auc
from rag.evidence import LEAST_ANSWERABLE, Reading
from rag.reader.answerable import Answerable, is_brief
from rag.reader.local import Head

_WEIGHT = 1.5  # of a brief question among the others
_FOLDS = 4


def train_brief(head: Head, brief: Sequence[Matches], others: Sequence[Matches]) -> Answerable:
    """What judges brief questions, learned from them and from others, as a reader with this head ranks."""
    return train_answerable([*judged(head, others), *judged(head, brief, _WEIGHT)])


def table(head: Head, brief: Mapping[str, Sequence[Matches]], others: Sequence[Matches]) -> Iterator[str]:
    """By set of brief questions, before and by what was learned without a quarter of the sets, its own among them."""
    yield f"{'left out':24}{'n':>5}{'AUC':>18}{'withheld though there':>24}{'answered though not there':>28}"
    before, after = list[tuple[Matches, Reading]](), list[tuple[Matches, Reading]]()
    names = sorted(brief)
    for fold in (names[n::_FOLDS] for n in range(_FOLDS)):
        kept = [one for name in names if name not in fold for one in brief[name]]
        learned = replace(head, brief=train_brief(head, kept, others))
        for name in fold:
            own = [list(_read(which, brief[name])) for which in (head, learned)]
            yield _row(name, *own)
            before, after = before + own[0], after + own[1]
    yield _row("all", before, after)


def _read(head: Head, made: Sequence[Matches]) -> Iterator[tuple[Matches, Reading]]:
    for one in made:
        if (reading := reading_of(head, one)) and is_brief(one.passages[0][1].weights):
            yield one, reading


def _row(name: str, before: Sequence[tuple[Matches, Reading]], after: Sequence[tuple[Matches, Reading]]) -> str:
    withheld = [1 - _said(of, answerable=True) for of in (before, after)]
    undue = [_said(of, answerable=False) for of in (before, after)]
    cells = [" > ".join(f"{figure:.3f}" for figure in pair) for pair in ([auc(before), auc(after)], withheld, undue)]
    return f"{name:24}{len(after):5}{cells[0]:>18}{cells[1]:>24}{cells[2]:>28}"


def _said(readings: Sequence[tuple[Matches, Reading]], *, answerable: bool) -> float:
    """The share of the questions that can, or can't, be answered which are."""
    of = [reading for one, reading in readings if one.example.question.answerable is answerable]
    return float(np.mean([one.answerable >= LEAST_ANSWERABLE for one in of])) if of else math.nan
