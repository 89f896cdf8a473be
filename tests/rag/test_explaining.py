import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from rag.answering.abstaining import LEAST_LIKELY
from rag.answers import Question
from rag.assistant import Assistant, open_assistant
from rag.settings import Settings

SHELTER = "What was the final cost of the East Thorle bus shelter?"
CELL = re.compile(r"(\w+) +(-?[\d.]+) × +(-?[\d.]+)")


@pytest.fixture(scope="module")
def assistant(sample_home: Settings) -> Iterator[Assistant]:
    with open_assistant(sample_home) as opened:
        yield opened


def told(assistant: Assistant, question: str) -> str:
    return assistant.explain(assistant.answer(Question(text=question)))


def blocks(text: str) -> list[str]:
    """What is told of each candidate."""
    return [block for block in text.split("\n\n") if re.match(r" ?\d+\. ", block)]


def test_every_feature_is_told_and_they_make_up_the_score(assistant: Assistant):
    answer = assistant.answer(Question(text=SHELTER))
    first = blocks(assistant.explain(answer))[0]
    cells = {name: float(value) * float(weight) for name, value, weight in CELL.findall(first)}
    assert cells.keys() == answer.candidates[0].features.keys()
    score = re.search(r"score (-?[\d.]+)", first)
    assert score is not None
    assert sum(cells.values()) == pytest.approx(float(score[1]), abs=0.1)  # as rounded in print
    assert f"by words {answer.candidates[0].ranks['words']}" in first


def test_what_is_quoted_stays_and_all_else_falls_for_a_reason(assistant: Assistant):
    ends = [block.splitlines()[-1].strip() for block in blocks(told(assistant, SHELTER))]
    assert [end for end in ends if end.startswith("stays")] == ["stays: quoted as [1]"]
    assert all(
        re.match(r"falls: (?:below the first|[\d.]+ below|holds no amount|what is quoted)", end) for end in ends[1:]
    )
    assert len(ends) == 20


def test_a_withheld_answer_quotes_nothing_and_tells_its_likelihood(assistant: Assistant):
    text = told(assistant, "What is the capital of France?")
    assert "stays" not in text
    assert "falls: it would be quoted, but the answer is withheld" in text
    likelihood = re.search(rf"likelihood ([\d.]+), at least {LEAST_LIKELY} is wanted", text)
    topics = re.search(r"topics ([\d.]+), at least 0.25", text)
    assert likelihood is not None
    assert topics is not None
    assert float(likelihood[1]) < LEAST_LIKELY or float(topics[1]) < 0.25
    assert re.search(r"bias +1.00 × ", text)


def test_a_candidate_fits_a_screen(assistant: Assistant):
    text = told(assistant, SHELTER)
    assert max(len(block.splitlines()) for block in blocks(text)) <= 24
    assert max(map(len, text.splitlines())) <= 100


def test_each_part_of_a_question_is_told(assistant: Assistant):
    text = told(assistant, "What did the East Thorle shelter cost, and who gave the bench?")
    assert "Part 1 of 2: What did the East Thorle shelter cost" in text
    assert "Part 2 of 2: who gave the bench?" in text


def test_without_candidates_there_is_nothing_to_tell(assistant: Assistant):
    assert told(assistant, "?").startswith("No paragraphs were weighed")


def test_a_paragraph_that_no_leg_found_came_with_another(assistant: Assistant):
    first = assistant.answer(Question(text=SHELTER)).candidates[0]
    assert replace(first, ranks={"meaning": 8, "words": 1}).found == "found by meaning 8, by words 1"
    assert replace(first, ranks={}).found == "found beside another"
