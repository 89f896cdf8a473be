"""The sample's gold set is proved: what it says is in the sample's minutes, as the ledger has them."""

import re
from collections import Counter
from pathlib import Path

import pytest

from eval.questions import load_questions, plain
from eval.running import find_proof
from rag.home import opened

SAMPLE = Path(__file__).parents[2] / "eval" / "data" / "sample.jsonl"


@pytest.fixture(scope="module")
def ledger(sample_home):
    with opened(sample_home.home) as ledger:
        yield ledger


@pytest.fixture(scope="module")
def questions():
    return load_questions(SAMPLE)


@pytest.fixture(scope="module")
def proving(ledger, questions):
    """By question, the words of the paragraphs that prove it."""
    said = {}
    for question in questions:
        ids = {id for place in question.gold for id in find_proof(place, ledger).paragraphs}
        documents = dict.fromkeys(place.document for place in question.gold)
        cited = [each for document in documents for each in ledger.paragraphs_of(document) if each.id in ids]
        said[question.id] = plain(" ".join(each.paragraph.text for each in cited))
    return said


def matched(pattern: str, said: str) -> re.Match[str] | None:
    return re.search(pattern, said, re.IGNORECASE)


def test_a_hundred_and_fifty_questions_a_fifth_of_them_not_answerable(questions):
    assert len(questions) >= 150
    assert sum(not question.answerable for question in questions) / len(questions) == pytest.approx(0.22, abs=0.03)


def test_no_kind_has_fewer_than_eight_questions(questions):
    assert {kind: count for kind, count in Counter(one.kind for one in questions).items() if count < 8} == {}


def test_no_question_is_asked_twice(questions):
    assert Counter((plain(one.question), one.history) for one in questions).most_common(1)[0][1] == 1


def test_a_followup_has_what_was_asked_before(questions):
    assert [one.id for one in questions if one.kind == "followup" and not one.history] == []


def test_every_place_is_held_by_a_paragraph_of_the_ledger(ledger, questions):
    proofs = [find_proof(place, ledger) for question in questions for place in (*question.gold, *question.also)]
    assert [(proof.place, proof.trouble) for proof in proofs if proof.trouble] == []


def test_every_place_stands_once_in_its_document(ledger, questions):
    texts = {document["name"]: plain(ledger.text(document["name"])) for document in ledger.documents()}
    places = {place for question in questions for place in (*question.gold, *question.also)}
    assert [place for place in places if texts[place.document].count(plain(place.anchor)) > 1] == []


def test_every_fact_is_in_the_proving_paragraphs(questions, proving):
    unproved = [
        (question.id, alternatives)
        for question in questions
        if question.kind != "count"  # a count stands in no single paragraph
        for alternatives in question.facts
        if not any(matched(pattern, proving[question.id]) for pattern in alternatives)
    ]
    assert unproved == []


def test_what_an_answer_must_never_say_is_not_in_the_proving_paragraphs(questions, proving):
    said = [(one.id, pattern) for one in questions for pattern in one.never if matched(pattern, proving[one.id])]
    assert said == []
