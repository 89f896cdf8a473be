"""Whether the citations of an answer prove it."""

from collections.abc import Iterable

from eval.questions import GoldQuestion, Place, plain
from rag.answers import Answer, Citation, Status


def gold_cited(question: GoldQuestion, answer: Answer) -> float:
    """The share of the question's proving places that are cited; 0 for an abstention.

    Not citation precision, which asks of each citation whether it is of use.
    """
    places = len(question.gold)
    return (places - len(uncited(question, answer))) / places


def uncited(question: GoldQuestion, answer: Answer) -> tuple[Place, ...]:
    """The proving places that `gold_cited` misses: all of them for an abstention, whatever it shows."""
    citations = answer.citations if is_said(answer) else ()
    return tuple(place for place in question.gold if not any(_proves(citation, [place]) for citation in citations))


def citation_precision(question: GoldQuestion, answer: Answer) -> float | None:
    """The share of an answer's citations that hold a place which proves it or may be cited; None where none was given.

    Not gold_cited, which asks of each proving place whether it was cited.
    """
    if not is_said(answer) or not answer.citations:
        return None
    good = [_proves(citation, question.gold + question.also) for citation in answer.citations]
    return sum(good) / len(good)


def first_citation_right(question: GoldQuestion, answer: Answer) -> bool:
    """Whether the citation that a reader opens first holds a place which proves the answer or may be cited."""
    return is_said(answer) and bool(answer.citations) and _proves(answer.citations[0], question.gold + question.also)


def is_unsourced(answer: Answer) -> bool:
    """Whether something was said with no citation at all. Not a wrong citation, which citation precision sees."""
    return is_said(answer) and not answer.citations


def bad_quotes(answer: Answer) -> int:
    """How many quotes are empty or, markup and spacing aside, not in the paragraph they name; abstentions count too.

    Not `minutebook verify`, which holds every character against the document.
    """
    return sum(
        not citation.quote or plain(citation.quote) not in plain(citation.cited.paragraph.text)
        for citation in answer.citations
    )


def is_said(answer: Answer) -> bool:
    """Whether the question was answered, wholly or in part."""
    return answer.status is not Status.ABSTAINED


def _proves(citation: Citation, places: Iterable[Place]) -> bool:
    return any(place.is_proved_by(citation.cited.document, citation.cited.paragraph.text) for place in places)
