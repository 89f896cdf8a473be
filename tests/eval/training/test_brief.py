import importlib
from collections.abc import Callable
from typing import Any

import pytest

from eval.training.examples import Example
from eval.training.head import Matches
from rag.reader.answerable import Answerable
from rag.reader.local import Head

pytestmark = pytest.mark.slow  # the module imports torch
DOUBTING = Head(rank={"late": 1.0}, answerable=Answerable(weights={"bias": -5.0}))
GRANT = "A grant of £500."
Made = Callable[..., Example]
Matched = Callable[[Example], Matches]


@pytest.fixture(scope="module")
def brief() -> Any:
    return importlib.import_module("eval.training.brief")


@pytest.fixture
def asked(example: Made, matched: Matched) -> list[Matches]:
    """Questions of which every second is answered, and matched well."""
    return [
        matched(example({GRANT: {"late": 0.9 if n % 2 else 0.2}}, proving=[GRANT] if n % 2 else [])) for n in range(40)
    ]


def test_brief_questions_are_judged_by_brief_ones(brief: Any, asked: list[Matches]):
    learned = brief.train_brief(DOUBTING, asked, others=[])
    assert learned.weights["late"] > 0


def test_the_table_has_a_line_a_set_with_what_was_learned_without_it_and_one_for_all(brief: Any, asked: list[Matches]):
    lines = list(brief.table(DOUBTING, {"otter": asked, "wick": asked}, others=[]))
    assert [line.split()[:2] for line in lines[1:]] == [["otter", "40"], ["wick", "40"], ["all", "80"]]
    withheld = lines[-1].split()[5:8]
    assert withheld[0] == "1.000"  # nothing was answered before
    assert float(withheld[2]) < 1.0
