import json
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from eval.running import ask_all
from eval.scoring import mean, score, total
from rag.answers import Question, Status

SHARED_SCORER = Path(__file__).parents[3] / "shared" / "tools" / "score_answers.py"


def test_the_mean_leaves_out_what_could_not_be_measured():
    assert mean([1.0, None, False]) == 0.5
    assert mean([None]) is None


def test_a_question_that_failed_is_an_error_and_in_no_figure(gold, say, paragraph, clerk):
    assistant = clerk({"One?": say("£500", paragraph("A grant of £500."))})
    rows = [
        score(outcome) for outcome in ask_all(assistant, [gold(question="One?"), gold(question="Two?", kind="vote")])
    ]
    totals = total(rows)
    assert (totals.questions, totals.errors, totals.answers["right"]) == (2, 1, 1.0)
    assert totals.by_kind == {"fact": (1.0, 1), "vote": (None, 0)}


def test_all_failing_gives_no_figures_at_all(gold, clerk):
    totals = total([score(outcome) for outcome in ask_all(clerk({}), [gold()])])
    assert (totals.errors, totals.answers["right"], totals.right_interval, totals.retrieval) == (1, None, None, {})
    assert totals.latency_ms == {"p50": None, "p95": None}


def test_retrieval_is_measured_list_by_list_on_the_questions_that_have_an_answer(
    gold, say, abstain, paragraph, ranked, clerk, shelf
):
    proof, weather = paragraph("A grant of £500."), paragraph("Weather.")
    found = (ranked(weather, dense=1, words=None), ranked(proof, dense=2, words=1))
    answers = {"One?": say("£500", proof, ranked=found), "Two?": abstain(ranked=found), "Three?": abstain()}
    questions = [gold(question="One?"), gold(question="Two?"), gold(question="Three?", expect="abstained")]
    totals = total([score(outcome) for outcome in ask_all(clerk(answers, shelf((proof, weather))), questions)])
    at_second = {"recall_at_1": 0.0, "recall_at_5": 1.0, "recall_at_10": 1.0, "recall_at_20": 1.0, "mrr": 0.5}
    assert totals.retrieval == {
        "meaning": at_second,
        "words": dict.fromkeys(at_second, 1.0),
        "fused": dict.fromkeys(at_second, 1.0),
        "read": at_second,
    }


@pytest.mark.skipif(not SHARED_SCORER.exists(), reason="the shared scorer (../shared/tools) is not here")
def test_the_totals_are_those_of_the_shared_scorer(gold, say, abstain, paragraph, clerk, tmp_path):
    random = Random(3)
    texts = [
        "A *grant* of\n£500.",
        "The “£500” grant",
        "Weather.",
        "A grant of £500." + "x" * 2000,
        "It was paid – in May",
    ]
    paragraphs = [paragraph(text, document=document) for text in texts for document in ("a.md", "folder/b.md")]
    places = [{"document": d, "anchor": a} for d in ("a.md", "b.md") for a in ("grant of £500", "paid - in may")]
    questions, answers = [], {}
    for number in range(80):
        changed = {"id": f"q{number}", "question": f"Question {number}?", "kind": random.choice(["fact", "vote"])}
        if random.random() < 0.3:
            question = gold(**changed, expect="abstained")
        else:
            question = gold(**changed, gold=random.sample(places, 2), also=[{"document": "a.md", "anchor": '"£500"'}])
        cited = random.sample(paragraphs, random.randint(0, 4))
        about = {
            "question": Question(text=question.question, id=question.id),
            "quote": random.choice([None, None, "£500", ""]),
        }
        if random.random() < 0.4:
            answer = abstain(*cited, **about)
        else:
            text = random.choice(["It was £500. [1]", "It was **Five\nhundred** pounds. [1]", "Nobody knows. [1]"])
            status = random.choice([Status.ANSWERED, Status.PARTIAL])
            answer = say(text, *cited, status=status, sentences=random.random() < 0.5, **about)
        questions.append(question)
        answers[question.question] = answer

    totals = total([score(outcome) for outcome in ask_all(clerk(answers), questions)])
    files = {
        "questions": [question.model_dump() for question in questions],
        "answers": [a.record() for a in answers.values()],
    }
    for name, lines in files.items():
        (tmp_path / name).write_text("\n".join(map(json.dumps, lines)))
    command = [sys.executable, str(SHARED_SCORER), str(tmp_path / "questions"), str(tmp_path / "answers"), "--json"]
    theirs = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    by_kind = theirs.pop("by_kind")
    assert {"questions": totals.questions} | {k: round(v or 0, 3) for k, v in totals.answers.items()} == theirs
    assert {kind: [round(right or 0, 3), count] for kind, (right, count) in totals.by_kind.items()} == by_kind
    assert 0.05 < theirs["right"] < 0.95  # the set is neither too easy nor too hard to tell them apart
    assert theirs["bad_quotes"] > 0
    assert theirs["unsourced_answers"] > 0
