"""The sample's gold set is proved: what it says is in the sample's minutes, as the ledger has them."""

import re
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


def test_forty_questions_a_quarter_of_them_not_answerable(questions):
    assert len(questions) >= 40
    assert sum(not question.answerable for question in questions) / len(questions) == pytest.approx(0.25, abs=0.05)


def test_every_place_is_held_by_a_paragraph_of_the_ledger(ledger, questions):
    proofs = [find_proof(place, ledger) for question in questions for place in (*question.gold, *question.also)]
    assert [(proof.place, proof.trouble) for proof in proofs if proof.trouble] == []


def test_every_fact_is_in_the_proving_paragraphs(ledger, questions):
    unproved = []
    for question in questions:
        if not question.answerable or question.kind == "count":  # a count stands in no single paragraph
            continue
        proving = {key for place in question.gold for key in find_proof(place, ledger).paragraphs}
        documents = dict.fromkeys(place.document for place in question.gold)
        cited = [each for document in documents for each in ledger.paragraphs_of(document) if each.id in proving]
        said = plain(" ".join(each.paragraph.text for each in cited))
        for alternatives in question.facts:
            if not any(re.search(pattern, said, re.IGNORECASE) for pattern in alternatives):
                unproved.append((question.id, alternatives))
    assert unproved == []
