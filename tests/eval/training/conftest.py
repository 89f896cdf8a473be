"""Examples as training sees them, without a home: passages with their features, and how each matches."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from eval.questions import GoldQuestion
from eval.training.examples import Example
from eval.training.head import Matches
from rag.evidence import Passage, Ranked
from rag.minutes import CitedParagraph
from rag.plan import Plan
from rag.reader.local import Match


@pytest.fixture
def example(paragraph: Callable[..., CitedParagraph], gold: Callable[..., GoldQuestion]) -> Callable[..., Example]:
    """`example({text: features, ...}, proving=[text, ...])` is a question with these passages, best first."""

    def make(
        passages: dict[str, dict[str, float]], *, proving: Sequence[str] = (), group: str = "otter", **changed: Any
    ) -> Example:
        cited = {text: paragraph(text) for text in passages}
        question = gold(**changed) if proving else gold(expect="abstained", **changed)
        return Example(
            question=question,
            group=group,
            plan=Plan(question=question.question, standalone=question.question),
            passages=tuple(
                Ranked(passage=Passage(cited=cited[text]), score=0.0, features=features)
                for text, features in passages.items()
            ),
            proving=frozenset(cited[text].id for text in proving),
        )

    return make


@pytest.fixture
def matched() -> Callable[[Example], Matches]:
    """An example whose passages match as well as their feature "late" says, all words of the question alike."""

    def match(one: Ranked) -> tuple[Ranked, Match]:
        late = np.array([one.features["late"]], dtype=np.float32)
        weights = np.ones(1, dtype=np.float32)
        return one, Match(score=float(late[0]), best=late, weights=weights, pieces=late[:, None], sentences=late)

    return lambda one: Matches(example=one, passages=tuple(map(match, one.passages)))
