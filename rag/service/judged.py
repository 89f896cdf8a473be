"""What people said of answers as lines of a question file, so that the evaluation asks what went wrong for them again."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rag.answers import Status
from rag.ledger import Ledger
from rag.minutes import readable
from rag.service.keeping import Feedback, Verdict

_ANCHOR = 150  # characters of a paragraph: enough to tell it from every other


def question_lines(said: Sequence[Feedback], ledger: Ledger) -> Iterator[Mapping[str, Any]]:
    """A line for each judgement that says what is right.

    An answer said to be right proves its question by what it cites; one said to be wrong or missing is to be answered
    from the paragraph that was named. Where none was, nobody knows yet what is right: see `open_ones`.
    """
    for one in said:
        record = one.answer.record
        if one.verdict is Verdict.RIGHT:
            abstained = record["status"] == Status.ABSTAINED
            gold = [] if abstained else [_place(cited["document"], cited["quote"]) for cited in record["citations"]]
            yield _line(one, "abstained" if abstained else "answered", gold)
        elif one.paragraph and (cited := ledger.paragraph(one.paragraph)):
            yield _line(one, "answered", [_place(cited.document, cited.paragraph.text)])


def open_ones(said: Sequence[Feedback], ledger: Ledger) -> list[Feedback]:
    """What was judged without saying what is right, or by a paragraph that is gone."""
    return [
        one
        for one in said
        if one.verdict is not Verdict.RIGHT and not (one.paragraph and ledger.paragraph(one.paragraph))
    ]


def _line(one: Feedback, expect: str, gold: Sequence[Mapping[str, str]]) -> Mapping[str, Any]:
    asked = one.answer.question
    return {
        "id": one.answer.id,
        "kind": "feedback",
        "question": asked.text,
        "history": list(asked.history),
        "expect": expect,
        "gold": list(gold),
        "answer": one.note,
    }


def _place(document: str, text: str) -> Mapping[str, str]:
    words = readable(text)
    cut = words[:_ANCHOR].rpartition(" ")[0] if len(words) > _ANCHOR else words
    return {"document": document.rpartition("/")[2], "anchor": cut}
