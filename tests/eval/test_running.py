import threading
from typing import Any

import pytest

from eval.questions import Place
from eval.running import Trouble, ask_all, find_proof


class Oracle:
    """A system that knows its answers beforehand, and fails where it knows none."""

    def __init__(self, answers: dict[str, dict[str, Any]], together: int = 1) -> None:
        self.answers, self.together, self.at_once, self.most = answers, together, 0, 0
        self._lock = threading.Lock()

    def answer(self, question):
        with self._lock:
            self.at_once += 1
            self.most = max(self.most, self.at_once)
        try:
            return dict(self.answers[question.question])
        finally:
            with self._lock:
                self.at_once -= 1

    def troubles(self, question):
        return (Trouble(place=question.gold[0], why="gone"),)

    def faults(self, record):
        return None


def test_each_question_is_asked_in_order_and_its_clocks_are_kept_apart(gold):
    oracle = Oracle({"One?": {"text": "£500", "timings_ms": {"read": 3.0}}, "Two?": {"text": "£600"}})
    first, second = ask_all(oracle, [gold(id="q1", question="One?"), gold(id="q2", question="Two?")])
    assert [one.answer and one.answer.text for one in (first, second)] == ["£500", "£600"]
    assert first.raw == {"text": "£500", "question_id": "q1"}
    assert first.timings == {"read": 3.0}
    assert first.milliseconds is not None
    assert first.milliseconds > 0
    assert first.troubles[0].why == "gone"


def test_a_time_that_the_system_knows_better_is_taken_and_none_is_unknown(gold):
    oracle = Oracle({"One?": {"text": "x", "milliseconds": 7.0}, "Two?": {"text": "x", "milliseconds": None}})
    first, second = ask_all(oracle, [gold(question="One?"), gold(question="Two?")])
    assert (first.milliseconds, second.milliseconds) == (7.0, None)


def test_a_question_that_fails_is_kept_with_its_error_and_the_next_is_asked(gold):
    failed, answered = ask_all(Oracle({"Two?": {"text": "£600"}}), [gold(question="One?"), gold(question="Two?")])
    assert (failed.answer, failed.error) == (None, "KeyError: 'One?'")
    assert answered.answer is not None


def test_an_answer_that_is_no_record_is_an_error(gold):
    (outcome,) = ask_all(Oracle({"One?": {"text": "x", "citations": [{"document": "a.md"}]}}), [gold(question="One?")])
    assert outcome.answer is None
    assert "citations.0.text" in (outcome.error or "")


def test_questions_asked_together_come_back_in_order_and_no_more_are_under_way_than_may_be(gold):
    questions = [gold(id=f"q{n}", question=f"{n}?") for n in range(20)]
    oracle = Oracle({f"{n}?": {"text": str(n)} for n in range(20)}, together=3)
    assert [one.answer and one.answer.text for one in ask_all(oracle, questions)] == [str(n) for n in range(20)]
    assert oracle.most <= 3


def test_all_paragraphs_that_hold_a_place_prove_it(paragraph, shelf):
    one, two = paragraph("A grant of £500."), paragraph("The grant of  £500 again")
    proof = find_proof(Place(document="a.md", anchor="grant of £500"), shelf((paragraph("Weather."), one, two)))
    assert (proof.paragraphs, proof.trouble) == (frozenset({one.id, two.id}), None)


@pytest.mark.parametrize(
    ("document", "texts", "trouble"),
    [
        ("b.md", ["A grant of £500."], "the document is not in the ledger"),
        ("a.md", ["A grant of £50."], "no paragraph of the document holds it"),
        ("a.md", ["A grant", "of £500."], "the parser cut it in two"),
        ("a.md", ["A grant of £500." + "x" * 2000], "the paragraph is too long to prove anything"),
    ],
)
def test_a_place_that_nothing_proves_says_why(paragraph, shelf, document, texts, trouble):
    ledger = shelf(tuple(paragraph(text) for text in texts))
    proof = find_proof(Place(document=document, anchor="grant of £500"), ledger)
    assert (proof.paragraphs, proof.trouble) == (frozenset(), trouble)
