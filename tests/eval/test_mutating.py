"""The harness tested by itself: every known way to break answers is seen by the gate that one expects."""

from collections.abc import Sequence
from typing import Any

import pytest

from eval.gates import Gates
from eval.mutating import MUTANTS, mutated, table
from eval.questions import GoldQuestion
from eval.scoring import COUNTS

MINUTES = {
    "2023.txt": [
        "It was resolved that a grant of £24,000 to the Maltings Trust was deferred until Cllr Moss and Cllr Hale met.",
        "It was reported that the churchyard wall was mended by Mr Dent at a cost of £450. Cllr Moss thanked Mr Dent.",
        "It was noted that the bench on the green was painted by Miss Alder for £35. It was now dry.",
    ],
    "2025.txt": [
        "It was resolved that a grant of £22,500 to the Maltings Trust was approved by 7 votes to 5.",
        "It was reported that the pump was sold to Mr Fenn for £120. Cllr Hale was pleased with the price.",
        "Present were Cllr Dent, Cllr Moss and Cllr Hale, and the clerk was in attendance from 7 until 9.",
    ],
    "fair.txt": ["It rained on the fair, which was opened by Lady Orrin.", "The tea tent was lent by the Guild."],
}
DAYS = {"2023.txt": "2023-05-03", "2025.txt": "2025-05-07", "fair.txt": "2024-06-01"}
ASKED = [
    ("maltings", "2025.txt", 0, [["£22,500"], ["approved"]]),
    ("votes", "2025.txt", 0, [["7 votes to 5"]]),
    ("wall", "2023.txt", 1, [["£450"], ["Dent"]]),
    ("bench", "2023.txt", 2, [["£35"]]),
    ("pump", "2025.txt", 1, [["£120"]]),
    ("present", "2025.txt", 2, [["Dent"], ["Moss"], ["Hale"]]),
]


def passage(document: str, at: int) -> dict[str, Any]:
    return {"document": document, "text": MINUTES[document][at], "held_on": DAYS[document]}


def found(first: tuple[str, int]) -> list[dict[str, Any]]:
    """All passages, one of them first."""
    others = [(document, at) for document in MINUTES for at in range(len(MINUTES[document])) if (document, at) != first]
    return [{**passage(*one), "ranks": {"read": rank}} for rank, one in enumerate([first, *others], 1)]


def right(id: str, document: str, at: int, facts: list[list[str]]) -> tuple[GoldQuestion, dict[str, Any]]:
    text = MINUTES[document][at]
    question = GoldQuestion.model_validate(
        {
            "id": id,
            "kind": "fact",
            "question": f"What of the {id}?",
            "expect": "answered",
            "gold": [{"document": document, "anchor": text}],
            "facts": facts,
        }
    )
    said = [text] if id == "wall" else text.split(". ")
    return question, {
        "question_id": id,
        "status": "answered",
        "mode": "quoted",
        "text": " ".join(f"{one} [{marker}]" for marker, one in enumerate(said, 1)),
        "sentences": [{"text": one, "citations": [n], "quoted": True} for n, one in enumerate(said, 1)],
        "citations": [{"marker": n, "quote": one, **passage(document, at)} for n, one in enumerate(said, 1)],
        "retrieved": found((document, at)),
    }


def both() -> tuple[GoldQuestion, dict[str, Any]]:
    """A question of two paragraphs, whose answer has to have both."""
    question, record = right("both", "2023.txt", 0, [["£24,000"], ["£22,500"]])
    texts = [MINUTES["2023.txt"][0], MINUTES["2025.txt"][0]]
    places = [{"document": document, "anchor": text} for document, text in zip(DAYS, texts, strict=False)]
    return (
        GoldQuestion.model_validate(question.model_dump() | {"gold": places}),
        record
        | {
            "text": f"{texts[0]} [1] {texts[1]} [2]",
            "sentences": [{"text": text, "citations": [n], "quoted": True} for n, text in enumerate(texts, 1)],
            "citations": [
                {"marker": n, "quote": MINUTES[document][0], **passage(document, 0)}
                for n, document in enumerate(("2023.txt", "2025.txt"), 1)
            ],
        },
    )


def counted() -> tuple[GoldQuestion, dict[str, Any]]:
    """A question of how many, whose answer is stated from records."""
    question, record = right("grants", "2023.txt", 0, [[r"\btwo\b"]])
    said = "Two meetings of Orrin Parish Council held from 3 May 2023 to 7 May 2025 are minuted here."
    sentence = {"text": said, "citations": [1], "quoted": False}
    return question, record | {
        "text": f"{said} [1]",
        "sentences": [sentence],
        "citations": record["citations"][:1],
    }


def silent(id: str) -> tuple[GoldQuestion, dict[str, Any]]:
    question = GoldQuestion(
        id=id, kind="unanswerable", question=f"Why {id}?", expect="abstained", reason="not_in_minutes"
    )
    record = {"question_id": id, "status": "abstained", "reason": "not_in_minutes", "text": "The minutes do not say."}
    return question, {**record, "sentences": [], "retrieved": found(("fair.txt", 0))}


class Memory:
    together = 1

    def __init__(self, pairs: Sequence[tuple[GoldQuestion, dict[str, Any]]]) -> None:
        self.records = {question.id: record for question, record in pairs}

    def answer(self, question):
        return {"milliseconds": None, **self.records[question.id]}

    def troubles(self, question):
        return ()

    def faults(self, record):
        return None


@pytest.fixture(scope="module")
def results():
    pairs = [*(right(*one) for one in ASKED), both(), counted(), silent("moon"), silent("sun")]
    gates = Gates(never=dict.fromkeys([*COUNTS, "errors"], 0))
    return list(mutated([question for question, _ in pairs], Memory(pairs), gates))


def test_the_unbroken_answers_break_no_gate(results):
    unbroken = results[0]
    assert (unbroken.mutant.name, unbroken.changed, unbroken.right, unbroken.broken) == ("unbroken", 0, 1.0, ())
    assert unbroken.seen


def test_every_mutant_is_tried_and_seen_by_the_gate_that_one_expects(results):
    mutants = results[1:]
    assert len(mutants) == len(MUTANTS) + 3
    assert [one.mutant.name for one in mutants if not one.tried] == []
    assert [(one.mutant.name, one.broken) for one in mutants if not one.seen] == []


def test_without_gates_and_with_nothing_to_lose_no_mutant_that_only_reaches_counts_is_seen():
    pairs = [right(*ASKED[0])]
    loose = Gates(never=dict.fromkeys([*COUNTS, "errors"], 99), floor={"faithful": 0.0}, budget={"words_p95": 9e9})
    seen = {one.mutant.name: one.seen for one in mutated([pairs[0][0]], Memory(pairs), loose)}
    assert seen["unbroken"]
    assert not seen["“not” before the verb"]


def test_the_table_has_a_line_a_mutant_and_marks_the_gate_that_one_expects(results):
    lines = list(table(results))
    assert len(lines) == len(results) + 2
    line = next(line for line in lines if line.startswith("six useless citations"))
    assert "floor.citation_precision*" in line
    assert "EXPECTED" not in "\n".join(lines)
