from collections.abc import Callable
from datetime import date

import pytest

from rag.answering.composing import MOST, NEAREST, WHOLE, WINDOW, Quote, compose, nearest
from rag.answers import Candidate, Question
from rag.minutes import CitedParagraph
from rag.question.understanding import Understanding, parts, understand
from rag.sentences import sentences

Cited = Callable[..., CitedParagraph]
Ranked = Callable[..., list[Candidate]]
FILLER = " ".join(f"Members then turned to matter {n} of the list and left it there." for n in range(30))


def asked(text: str) -> Understanding:
    return understand(Question(text=text), [], lambda term: term)


def composed(ranked: Ranked, question: str, *paragraphs: CitedParagraph) -> list[Quote]:
    understood = asked(question)
    several = parts(understood) or [understood]
    return compose(understood, [(part, ranked(part, paragraphs)) for part in several], lambda _: 1.0).quotes


def in_document(quote: Quote, document: str) -> bool:
    return document[quote.start : quote.end] == quote.text


def test_a_short_paragraph_is_quoted_whole(cited: Cited, ranked: Ranked):
    text = "The old pump was sold. It went to Mr Quill. He paid £40."
    (quote,) = composed(ranked, "Who paid for the pump?", cited(text))
    assert (quote.text, quote.start, quote.end) == (text, 100, 100 + len(text))


def test_the_mark_of_a_list_is_left_out_of_a_quote(cited: Cited, ranked: Ranked):
    (quote,) = composed(ranked, "Was the pump sold?", cited("- iii. The pump was sold.\n", number="iii"))
    assert (quote.text, quote.start) == ("The pump was sold.", 107)


@pytest.mark.parametrize("place", [0, 11, 29])
def test_a_long_paragraph_is_windowed_to_whole_sentences_round_the_proof(cited: Cited, ranked: Ranked, place: int):
    proof = "The wooden pump on the green was sold for £40."
    lines = FILLER.split(". ")
    text = ". ".join([*lines[:place], proof.rstrip("."), *lines[place:]])
    (quote,) = composed(ranked, "What was the wooden pump on the green sold for?", cited(text))
    assert proof in quote.text
    assert len(quote.text.split()) <= WINDOW < WHOLE < len(text.split())
    spans = sentences(text)
    assert quote.start - 100 in {start for start, _ in spans}
    assert quote.end - 100 in {end for _, end in spans}


def test_a_sentence_that_leans_on_the_one_before_brings_it_along(cited: Cited, ranked: Ranked):
    text = f"{FILLER} Mr Quill wrote in. He offered the wooden pump to the museum. {FILLER}"
    (quote,) = composed(ranked, "Who offered the wooden pump to the museum?", cited(text))
    assert "Mr Quill wrote in. He offered the wooden pump" in quote.text


def test_one_sentence_that_is_too_long_is_given_whole_and_never_cut(cited: Cited, ranked: Ranked):
    text = "The pump " + "and the trough " * 60 + "were sold."
    (quote,) = composed(ranked, "Was the pump sold?", cited(text))
    assert quote.text == text


@pytest.mark.parametrize("break_", ["\n", "\r\n", " 😀 ", "\u00a0"])
def test_a_quote_is_exactly_the_documents_text(cited: Cited, ranked: Ranked, break_: str):
    paragraph = f"{FILLER}{break_}The **wooden** pump\r\nwas sold for £40.{break_}{FILLER}"
    document = f"é😀\r\n{paragraph}\r\nSigned"
    (quote,) = composed(ranked, "What was the wooden pump sold for?", cited(paragraph, start=document.index(paragraph)))
    assert in_document(quote, document)
    assert "was sold for £40." in quote.text


def test_each_thing_asked_gets_a_paragraph_unless_one_serves_both(cited: Cited, ranked: Ranked):
    question = "Which firm mended the wooden pump and which artist painted it?"
    mended = cited("The firm of Quill mended the wooden pump.", id="a")
    painted = cited("The artist who painted the wooden pump was Ms Amble.", id="b")
    again = cited("The firm of Quill mended the wooden pump again.", id="c")
    assert {quote.candidate.cited.id for quote in composed(ranked, question, mended, painted)} == {"a", "b"}
    assert len(composed(ranked, "Which firm mended the wooden pump?", mended, again)) == 1


def test_quotes_come_in_the_order_of_the_meetings_the_undated_last(cited: Cited, ranked: Ranked):
    question = "Which firm mended the wooden pump and which artist painted it?"
    later = cited("The firm of Quill mended the wooden pump.", document="a.txt", held_on=date(2024, 5, 1))
    earlier = cited("The artist who painted the wooden pump was Ms Amble.", document="b.txt", held_on=date(2023, 5, 1))
    undated = cited("The artist who painted the wooden pump was Ms Amble.", document="c.txt", held_on=None)
    assert [quote.candidate.cited for quote in composed(ranked, question, later, earlier)] == [earlier, later]
    assert [quote.candidate.cited for quote in composed(ranked, question, later, undated)] == [later, undated]


def test_no_answer_has_more_paragraphs_than_a_reader_checks(cited: Cited, ranked: Ranked):
    words = "pump trough bench gate pond weir".split()
    paragraphs = [cited(f"The {word} was mended.") for word in words]
    quotes = composed(ranked, f"Who mended the {', '.join(words)}?", *paragraphs)
    assert 1 <= len(quotes) <= MOST


def test_the_same_candidates_give_the_same_quotes(cited: Cited, ranked: Ranked):
    paragraphs = [cited(f"The wooden pump number {n} was mended.") for n in range(8)]
    question = "Which wooden pump was mended?"
    assert composed(ranked, question, *paragraphs) == composed(ranked, question, *reversed(paragraphs))


def test_without_candidates_there_is_nothing_to_quote(ranked: Ranked):
    assert composed(ranked, "Was the pump sold?") == []


def test_the_nearest_are_the_first_sentences_of_the_best_paragraphs(cited: Cited, ranked: Ranked):
    paragraphs = [cited(f"{n}. The pump was seen. It was wet.", number=str(n)) for n in range(1, 6)]
    quotes = nearest(ranked(asked("Was the pump sold?"), paragraphs))
    assert [quote.text for quote in quotes] == ["The pump was seen."] * NEAREST
    assert all(quote.start == 103 for quote in quotes)
    assert nearest([]) == []
