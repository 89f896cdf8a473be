import json
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest

from eval.metrics.spread import Part
from eval.questions import GoldQuestion
from eval.records import parsed
from eval.running import Outcome, ask_all
from eval.scoring import COUNTS, score, total
from eval.systems import HomeSystem
from rag.answers import Question, Status

SHARED_SCORER = Path(__file__).parents[3] / "shared" / "tools" / "score_answers.py"
HAND = tomllib.loads(Path(__file__).with_name("hand.toml").read_text(encoding="utf-8"))
LISTED = (
    *("right", "share_of_facts", "wrong_facts", "whole_lists", "too_long", "gold_cited", "citation_precision"),
    *("first_citation_right", "faithful", "withheld_though_there", "answered_though_not_there", "abstention_reason"),
)


def hand_question(case: Mapping[str, Any]) -> GoldQuestion:
    """The question of a case."""
    about = dict(HAND["questions"][case["question"]])
    for key in {"gold", "also"} & set(about):
        paragraphs = (HAND["paragraphs"][name] for name in about[key])
        about[key] = [{"document": document, "anchor": text} for document, text in paragraphs]
    expect = "answered" if "gold" in about else "abstained"
    return GoldQuestion(id=case["name"], kind=case["question"], question="?", expect=expect, **about)


def hand_record(case: Mapping[str, Any]) -> dict[str, Any]:
    """The answer record of a case."""
    said = case.get("says", [])
    cited = list(dict.fromkeys(name for _, names in said for name in names))
    sentences = [
        {"text": text, "citations": [cited.index(name) + 1 for name in names], "quoted": "mode" not in case}
        for text, names in said
    ]
    citations = [
        {"marker": marker, "document": HAND["paragraphs"][name][0], "text": HAND["paragraphs"][name][1]}
        for marker, name in enumerate(cited, 1)
    ]
    shown = [f"{one['text']} {''.join(f'[{marker}]' for marker in one['citations'])}".strip() for one in sentences]
    return {
        "question_id": case["name"],
        "status": "answered" if said else "abstained",
        "reason": case.get("reason"),
        "text": " ".join(shown) + case.get("beyond", "") if said else "The minutes do not say.",
        "sentences": sentences,
        "citations": [{**one, "quote": one["text"]} for one in citations],
        "mode": case.get("mode", "quoted"),
    }


def worked_out(written: str) -> dict[str, Fraction]:
    return {name: Fraction(value) for name, _, value in (one.partition("=") for one in written.split())}


def test_there_are_thirty_records():
    assert len(HAND["case"]) == 30


@pytest.mark.parametrize("case", HAND["case"], ids=[case["name"] for case in HAND["case"]])
def test_the_scores_are_those_worked_out_by_hand(case: dict[str, Any]):
    row = score(Outcome(question=hand_question(case), answer=parsed(hand_record(case))))
    parts = {name: row.parts[name] for name in LISTED}
    ratios = {name: part.value / part.of if isinstance(part, Part) else part for name, part in parts.items()}
    found = {name: ratio for name, ratio in ratios.items() if ratio is not None}
    assert found == pytest.approx({name: float(value) for name, value in worked_out(case["scores"]).items()})
    wanted = worked_out(case.get("counts", ""))
    assert row.counts == {name: wanted.get(name, 0) for name in COUNTS}


def test_the_totals_over_the_thirty_are_those_worked_out_by_hand():
    outcomes = [Outcome(question=hand_question(case), answer=parsed(hand_record(case))) for case in HAND["case"]]
    figures = total([score(outcome) for outcome in outcomes]).figures
    wanted = {
        "right": (16 / 30, 30),
        "withheld_though_there": (3 / 25, 25),
        "answered_though_not_there": (2 / 5, 5),
        "abstention_precision": (3 / 6, 6),
        "abstention_recall": (3 / 5, 5),
        "abstention_f1": (6 / 11, 8),
        "abstention_reason": (1 / 2, 2),
        "wrong_facts": (2 / 3, 3),
        "whole_lists": (1 / 3, 3),
        "too_long": (1 / 2, 2),
        "faithful": (24 / 32, 24),
        "misquoted": (8, 30),
        "errors": (0, 30),
    }
    assert {name: figures[name].value for name in wanted} == pytest.approx({name: v for name, (v, _) in wanted.items()})
    assert {name: figures[name].n for name in wanted} == {name: n for name, (_, n) in wanted.items()}


def test_a_question_that_failed_is_an_error_and_in_no_figure(gold, say, paragraph, clerk):
    system = HomeSystem(clerk({"One?": say("£500", paragraph("A grant of £500."))}))
    asked = [gold(question="One?"), gold(question="Two?", kind="vote")]
    totals = total([score(outcome) for outcome in ask_all(system, asked)])
    assert (totals.questions, totals.figures["errors"].value, totals.figures["right"][:2]) == (2, 1, (1.0, 1))
    assert {kind: figure[:2] for kind, figure in totals.by_kind.items()} == {"fact": (1.0, 1), "vote": (None, 0)}


def test_all_failing_gives_no_figures_at_all(gold, clerk):
    totals = total([score(outcome) for outcome in ask_all(HomeSystem(clerk({})), [gold()])])
    assert (totals.figures["errors"].value, totals.figures["right"], totals.retrieval) == (1, (None, 0, None, None), {})


def test_a_row_keeps_nothing_of_what_was_found(gold, say, paragraph, ranked, clerk):
    proof = paragraph("A grant of £500.")
    system = HomeSystem(clerk({"One?": say("£500", proof, ranked=(ranked(proof, dense=1, words=1),))}))
    (outcome,) = ask_all(system, [gold(question="One?")])
    row = score(outcome)
    assert row.answer is not None
    assert (row.answer.retrieved, row.outcome.raw) == (None, {})


def test_retrieval_is_measured_list_by_list_on_the_questions_that_have_an_answer(
    gold, say, abstain, paragraph, ranked, clerk, shelf
):
    proof, weather = paragraph("A grant of £500."), paragraph("Weather.")
    found = (ranked(weather, dense=1, words=None), ranked(proof, dense=2, words=1))
    answers = {"One?": say("£500", proof, ranked=found), "Two?": abstain(ranked=found), "Three?": abstain()}
    questions = [gold(question="One?"), gold(question="Two?"), gold(question="Three?", expect="abstained")]
    system = HomeSystem(clerk(answers, shelf((proof, weather))))
    rows = [score(outcome) for outcome in ask_all(system, questions)]
    totals = total(rows)
    at_second = {"recall_at_1": 0.0, "recall_at_5": 1.0, "recall_at_10": 1.0, "recall_at_20": 1.0, "mrr": 0.5}
    found_by_list = {
        name: {depth: figure.value for depth, figure in figures.items()} for name, figures in totals.retrieval.items()
    }
    assert found_by_list == {
        "meaning": at_second,
        "words": dict.fromkeys(at_second, 1.0),
        "fused": dict.fromkeys(at_second, 1.0),
        "read": at_second,
    }
    assert {figure.n for figures in totals.retrieval.values() for figure in figures.values()} == {2}
    assert totals.figures["recall_at_10"][:2] == (1.0, 2)
    assert [row.ranks for row in rows] == [(2,), (2,), ()]


def test_a_foreign_record_has_one_list_in_the_order_found(gold):
    retrieved = [{"document": "a.md", "text": "Weather."}, {"document": "a.md", "text": "A grant of £500."}]
    row = score(Outcome(question=gold(), answer=parsed({"text": "£500", "retrieved": retrieved})))
    assert row.retrieval is not None
    assert row.retrieval["found"]["mrr"] == 0.5


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

    totals = total([score(outcome) for outcome in ask_all(HomeSystem(clerk(answers)), questions)])
    files = {
        "questions": [question.model_dump(mode="json") for question in questions],
        "answers": [a.record() for a in answers.values()],
    }
    for name, lines in files.items():
        (tmp_path / name).write_text("\n".join(map(json.dumps, lines)))
    command = [sys.executable, str(SHARED_SCORER), str(tmp_path / "questions"), str(tmp_path / "answers"), "--json"]
    theirs = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    by_kind, asked = theirs.pop("by_kind"), theirs.pop("questions")
    # theirs has the precision of answerable questions' citations only
    ours = {"citation_precision": "citation_precision_where_due"}
    assert {name: round(totals.figures[ours.get(name, name)].value or 0, 3) for name in theirs} == theirs
    assert {kind: [round(one.value or 0, 3), one.n] for kind, one in totals.by_kind.items()} == by_kind
    assert asked == totals.questions
    assert 0.05 < theirs["right"] < 0.95  # the set is neither too easy nor too hard to tell them apart
    assert theirs["bad_quotes"] > 0
    assert theirs["unsourced_answers"] > 0
