import pytest

from eval.questions import Place
from eval.running import ask_all, find_proof, rankings
from rag.answers import Question


def test_each_question_is_asked_in_order_with_its_history_and_nothing_of_its_answer(gold, say, clerk):
    first, second = gold(id="q1", question="One?"), gold(id="q2", question="Two?", history=["One?"])
    assistant = clerk({"One?": say("£500"), "Two?": say("£600")})
    outcomes = list(ask_all(assistant, [first, second]))
    assert [outcome.answer and outcome.answer.text for outcome in outcomes] == ["£500", "£600"]
    assert assistant.asked == [Question(text="One?", id="q1"), Question(text="Two?", id="q2", history=("One?",))]
    assert all(outcome.error is None and outcome.seconds > 0 for outcome in outcomes)


def test_a_question_that_fails_is_kept_with_its_error_and_the_next_is_asked(gold, say, clerk):
    failed, answered = ask_all(clerk({"Two?": say("£600")}), [gold(question="One?"), gold(question="Two?")])
    assert (failed.answer, failed.error) == (None, "KeyError: 'One?'")
    assert answered.answer is not None


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


def test_rankings_are_those_of_the_two_routes_of_all_fused_and_of_the_reader(paragraph, say, ranked):
    one, two, three = paragraph("one"), paragraph("two"), paragraph("three")
    found = (
        ranked(three, dense=3, words=None),
        ranked(two, dense=2, words=2),
        ranked(one, dense=1, words=1),
    )
    assert rankings(say("x", ranked=found)) == {
        "meaning": {three.id: 3, two.id: 2, one.id: 1},
        "words": {two.id: 2, one.id: 1},
        "fused": {one.id: 1, two.id: 2, three.id: 3},
        "read": {three.id: 1, two.id: 2, one.id: 3},
    }


def test_finding_is_measured_of_answers_that_did_not_search_too(gold, say, paragraph, ranked, clerk, shelf, finds):
    proof = paragraph("A grant of £500.")
    found = (ranked(proof, dense=1, words=2),)
    assistant = clerk({"One?": say("£500", proof)}, shelf((proof,)), retriever=finds(found))
    outcome = next(ask_all(assistant, [gold(question="One?")]))
    assert outcome.answer is not None
    assert outcome.answer.ranked == found
