"""What people said of answers as lines of a question file, so that the evaluation asks those questions again."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rag.answers import Status
from rag.ledger import Ledger
from rag.minutes import readable
from rag.service.keeping import Feedback, Verdict

_ANCHOR = 150  # characters of a paragraph: enough to tell it from every other


def judged(said: Sequence[Feedback], ledger: Ledger) -> Mapping[str, Any]:
    """The lines of a question file as `questions`, and as `open` what was judged without saying what is right.

    An answer that was said to be right is proved by what it cites; one that was said to be wrong, or to be missing, by
    the paragraph that was named.
    """
    lines = [(one, next(_lines(one, ledger), None)) for one in said]
    unproved = [
        {"id": one.answer.id, "question": one.answer.question.text, "verdict": one.verdict, "note": one.note}
        for one, line in lines
        if line is None
    ]
    return {"questions": [line for _, line in lines if line], "open": unproved}


def _lines(one: Feedback, ledger: Ledger) -> Iterator[Mapping[str, Any]]:
    """The line of a judgement; none where it doesn't say what is right."""
    record = one.answer.record
    if one.verdict is Verdict.RIGHT:
        abstained = record["status"] == Status.ABSTAINED
        cited = [] if abstained else [_place(each["document"], each["quote"]) for each in record["citations"]]
        yield _line(one, "abstained" if abstained else "answered", cited)
    elif one.paragraph and (proof := ledger.paragraph(one.paragraph)):
        yield _line(one, "answered", [_place(proof.document, proof.paragraph.text)])


def _line(one: Feedback, expect: str, gold: Sequence[Mapping[str, str]]) -> Mapping[str, Any]:
    asked = one.answer.question
    return {
        "id": one.answer.id,
        "kind": "feedback",
        "question": asked.text,
        "history": list(asked.history),
        "expect": expect,
        "gold": gold,
        "answer": one.note,
    }


def _place(document: str, text: str) -> Mapping[str, str]:
    words = readable(text)
    anchor = words[:_ANCHOR].rpartition(" ")[0] if len(words) > _ANCHOR else words
    return {"document": document.rpartition("/")[2], "anchor": anchor}
