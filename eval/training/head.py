"""The reader's head: the weights of a passage's features, and those of the signals that a question is answered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from eval.training.answerable import Judged, train_answerable
from eval.training.examples import Example
from eval.training.listwise import most_likely
from rag.evidence import Ranked, Reading
from rag.reader.answerable import Answerable
from rag.reader.coverage import matches_of
from rag.reader.local import Head, LateInteractionReader, Match, TokenEncoder, judge

RANKED_BY = ("late", "best_sentence", "reranker", "wanted")
_UNPROVED = 0.3  # the weight of a question with its proofs taken away: what is left may still be a fair answer


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
    reader = LateInteractionReader(encoder, Head(rank={}, answerable=Answerable(weights={})))
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
    unjudged = Head(rank=rank, answerable=Answerable(weights={}))
    return Head(rank=rank, answerable=train_answerable(list(judged(unjudged, made))))


def judged(head: Head, made: Sequence[Matches], weight: float = 1.0) -> Iterator[Judged]:
    """What is learned from: each question as it was read, and as it is read without its proofs."""
    for one in made:
        answerable = one.example.question.answerable
        yield from _as_read(head, one, answered=answerable, weight=weight)
        if answerable:
            yield from _as_read(head, one.unproved, answered=False, weight=weight * _UNPROVED)


def _as_read(head: Head, one: Matches, *, answered: bool, weight: float) -> Iterator[Judged]:
    if reading := reading_of(head, one):
        of = {ranked.cited.id: match for ranked, match in one.passages}
        best = of.pop(reading.ranked[0].cited.id)
        yield Judged(
            signals={name: value for name, value in reading.signals.items() if name not in ("bias", "coverage")},
            matches=matches_of(best.weights, [best.best, *(match.best for match in of.values())]),
            vectors=best.pieces,
            answered=answered,
            weight=weight,
        )


def reading_of(head: Head, one: Matches) -> Reading | None:
    """What a reader with this head makes of an example; None where nothing was found for it."""
    if not one.passages:
        return None
    return judge(head, one.example.plan, one.passages)
