"""The reader's head: the weights of a passage's features, and those of the signals that a question is answered."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from eval.training.examples import Example
from eval.training.listwise import most_likely
from rag.evidence import Ranked, Reading
from rag.reader.local import Head, LateInteractionReader, Match, TokenEncoder, judge

RANKED_BY = ("late", "best_sentence", "reranker", "wanted")
_UNPROVED = 0.15  # the weight of a question with its proofs taken away: what is left may still be a fair answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """An example with its best passages and how each matches the question."""

    example: Example
    passages: tuple[tuple[Ranked, Match], ...]

    @property
    def proofs(self) -> list[bool]:
        """Whether each passage proves the answer."""
        return [ranked.cited.id in self.example.proving for ranked, _ in self.passages]

    @property
    def unproved(self) -> "Matches":
        """The same without the passages that prove the answer."""
        proving = self.example.proving
        return replace(self, passages=tuple(pair for pair in self.passages if pair[0].cited.id not in proving))


def matches(encoder: TokenEncoder, made: Sequence[Example]) -> list[Matches]:
    """How each example's passages match, by one encoder."""
    reader = LateInteractionReader(encoder, Head(rank={}, answerable={}))
    return [
        Matches(example=one, passages=tuple(reader.match(one.plan, one.passages) if one.passages else ()))
        for one in made
    ]


def train_head(made: Sequence[Matches]) -> Head:
    """The head learned from these examples."""
    rank = most_likely(
        [
            (
                [ranked.features for ranked, _ in one.passages],
                [r.cited.id in one.example.proving for r, _ in one.passages],
            )
            for one in made
        ],
        RANKED_BY,
        ridge=0.01,
    )
    return Head(rank=rank, answerable=_answerable(Head(rank=rank, answerable={}), made))


def _answerable(head: Head, made: Sequence[Matches]) -> dict[str, float]:
    """The weights of the signals, by logistic regression over the questions, and over those that lost their proof."""
    from sklearn.linear_model import LogisticRegression

    rows: list[tuple[dict[str, float], int, float]] = []
    for one in made:
        if reading := reading_of(head, one):
            rows.append((dict(reading.signals), int(one.example.question.answerable), 1.0))
        if one.example.question.answerable and (reading := reading_of(head, one.unproved)):
            rows.append((dict(reading.signals), 0, _UNPROVED))
    names = sorted(rows[0][0].keys() - {"bias"})
    data = np.array([[signals[name] for name in names] for signals, _, _ in rows])
    spread = data.std(axis=0) + 1e-9
    learned = LogisticRegression(C=0.3, max_iter=5000, class_weight=None).fit(
        data / spread, [label for _, label, _ in rows], sample_weight=[weight for _, _, weight in rows]
    )
    weights = {n: round(float(w), 4) for n, w in zip(names, learned.coef_[0] / spread, strict=True)}
    return {"bias": round(float(learned.intercept_[0]), 4), **weights}


def reading_of(head: Head, one: Matches) -> Reading | None:
    """What a reader with this head makes of an example; None where nothing was found for it."""
    if not one.passages:
        return None
    return judge(head, one.example.plan, one.passages)
