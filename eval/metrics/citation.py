"""Whether the citations of an answer prove it."""

from collections.abc import Iterable

from eval.questions import GoldQuestion, Place, plain
from eval.records import AnswerRecord, Cited, markers


def gold_cited(question: GoldQuestion, answer: AnswerRecord) -> float:
    """The share of the question's proving places that are cited; 0 for an abstention.

    Not citation precision, which asks of each citation whether it is of use.
    """
    places = len(question.gold)
    return (places - len(uncited(question, answer))) / places


def uncited(question: GoldQuestion, answer: AnswerRecord) -> tuple[Place, ...]:
    """The proving places that `gold_cited` misses: all of them for an abstention, whatever it shows."""
    citations = answer.citations if answer.is_said else ()
    return tuple(place for place in question.gold if not any(proves(citation, [place]) for citation in citations))


def citation_precision(question: GoldQuestion, answer: AnswerRecord) -> float | None:
    """The share of an answer's citations that hold a place which proves it or may be cited; None where none was given.

    What should have been withheld is proved by nothing: 0. Not gold_cited, which asks of each proving place whether it
    was cited.
    """
    if not answer.is_said or not answer.citations:
        return None
    places = question.gold + question.also if question.answerable else ()
    good = [proves(citation, places) for citation in answer.citations]
    return sum(good) / len(good)


def first_citation_right(question: GoldQuestion, answer: AnswerRecord) -> bool:
    """Whether the citation that a reader opens first holds a place which proves the answer or may be cited."""
    return answer.is_said and bool(answer.citations) and proves(answer.citations[0], question.gold + question.also)


def is_unsourced(answer: AnswerRecord) -> bool:
    """Whether something was said with no citation at all. Not a wrong citation, which citation precision sees."""
    return answer.is_said and not answer.citations


def bad_quotes(answer: AnswerRecord) -> int:
    """How many quotes are empty or, markup and spacing aside, not in the paragraph they name; abstentions count too.

    A citation may be without a quote. Not `minutebook verify`, which holds every character against the document.
    """
    quotes = [(one.quote, one.text) for one in answer.citations if one.quote is not None]
    return sum(not quote or plain(quote) not in plain(text) for quote, text in quotes)


def dangling_markers(answer: AnswerRecord) -> int:
    """How many markers that the text or a sentence shows stand for no citation; not citations that nobody names."""
    shown = {*markers(answer.text), *(marker for one in answer.sentences for marker in one.citations)}
    return len(shown - {one.marker for one in answer.citations}) if answer.is_said else 0


def proves(citation: Cited, places: Iterable[Place]) -> bool:
    """Whether a citation's paragraph holds one of the places."""
    return any(place.is_proved_by(citation.document, citation.text) for place in places)
