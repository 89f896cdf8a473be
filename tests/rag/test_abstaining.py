from collections.abc import Callable, Iterator
from datetime import date

import pytest

from ingest.indexing import follow
from rag.answering.abstaining import elsewhere, looked_through, no_meeting, unclear
from rag.answering.composing import Quote
from rag.answers import LONGEST_QUESTION, Candidate, Question, Reason, Status
from rag.assistant import Assistant, open_assistant
from rag.home import opened
from rag.ledger import MeetingHeld
from rag.minutes import CitedParagraph, Document
from rag.question.understanding import Understanding, understand
from rag.settings import Settings


def held(body: str, day: date | None) -> MeetingHeld:
    return MeetingHeld(document=f"{body} {day}", body=body, held_on=day)


MEETINGS = [
    held("Ottermouth Parish Council", date(2023, 3, 15)),
    held("Ottermouth Parish Council", date(2024, 1, 18)),
    held("Netherby Parish Council", date(2024, 2, 1)),
]


def asked(text: str) -> Understanding:
    return understand(Question(text=text), sorted({one.body for one in MEETINGS}), lambda term: term)


@pytest.mark.parametrize("question", ["", "   ", "???", "…!", "\n\t"])
def test_a_question_without_a_word_is_unclear(question: str):
    refusal = unclear(question)
    assert refusal is not None
    assert refusal.reason is Reason.UNCLEAR_QUESTION


def test_a_question_that_is_too_long_is_unclear_and_told_how_long_it_may_be():
    refusal = unclear("a" * (LONGEST_QUESTION + 1))
    assert refusal is not None
    assert refusal.reason is Reason.UNCLEAR_QUESTION
    assert f"{LONGEST_QUESTION:,}" in refusal.text
    assert unclear("a" * LONGEST_QUESTION) is None


@pytest.mark.parametrize(
    "question",
    [
        "What was said at the Ottermouth meeting in August 2023?",
        "What was said at Ottermouth's meeting of 19 January 2024?",
        "What was decided at the Ottermouth meeting of February 2024?",
    ],
)
def test_a_meeting_that_there_are_no_minutes_of_is_said_to_be_missing(question: str):
    refusal = no_meeting(asked(question), MEETINGS)
    assert refusal is not None
    assert refusal.reason is Reason.NO_MINUTES_FOR_DATE
    assert "Ottermouth Parish Council" in refusal.text
    assert "15 March 2023 to 18 January 2024" in refusal.text
    assert "the nearest are of " in refusal.text


@pytest.mark.parametrize(
    "question",
    [
        "What was said at the Ottermouth meeting in January 2024?",
        "What was said at the Ottermouth meeting of 18 January 2024?",
        "What was said at the Netherby meeting in February 2024?",
        "What was said at the meeting in August 2023?",  # of no body in particular
        "What did Ottermouth do about the storm of August 2023?",  # no meeting is asked for
        "What was said at the Ottermouth meeting?",
    ],
)
def test_a_meeting_that_is_there_or_isnt_named_is_not_missed(question: str):
    assert no_meeting(asked(question), MEETINGS) is None


def test_undated_minutes_may_be_of_any_month():
    undated = [*MEETINGS, held("Ottermouth Parish Council", None)]
    assert no_meeting(asked("What was said at the Ottermouth meeting in August 2023?"), undated) is None


def quoted_from(body: str, day: date | None, cited: Callable[..., CitedParagraph]) -> list[Quote]:
    paragraph = cited("The pump was mended.", body=body, held_on=day)
    return [Quote(candidate=Candidate(cited=paragraph, score=0, ranks={}, fused=0), start=100, end=120)]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (
            "What did Ottermouth Parish Council pay?",
            "The minutes of Ottermouth Parish Council do not say. "
            "Looked through 2 meetings of Ottermouth Parish Council, 15 March 2023 to 18 January 2024.",
        ),
        (
            "Who was paid in January 2024 at the meeting of Ottermouth Parish Council?",
            "The minutes of Ottermouth Parish Council for January 2024 do not say. "
            "Looked through 2 meetings of Ottermouth Parish Council, 15 March 2023 to 18 January 2024.",
        ),
        (
            "Who was paid at Ottermouth Parish Council's meeting in June 2023?",
            "There are no minutes of Ottermouth Parish Council for June 2023; "
            "the nearest are of 15 March 2023 and 18 January 2024; "
            "those here run from 15 March 2023 to 18 January 2024.",
        ),
    ],
)
def test_what_another_body_says_is_no_answer(question: str, text: str, cited: Callable[..., CitedParagraph]):
    refusal = elsewhere(asked(question), quoted_from("Netherby Parish Council", date(2024, 2, 1), cited), MEETINGS)
    assert refusal is not None
    assert refusal.text == text


def test_what_another_meeting_of_the_body_says_is_no_answer_unless_it_has_no_date(
    cited: Callable[..., CitedParagraph],
):
    question = asked("Who was paid at Ottermouth Parish Council's meeting in January 2024?")
    before = quoted_from("Ottermouth Parish Council", date(2023, 3, 15), cited)
    undated = quoted_from("Ottermouth Parish Council", None, cited)
    refusal = elsewhere(question, before, MEETINGS)
    assert refusal is not None
    assert refusal.text.startswith("The minutes of Ottermouth Parish Council for January 2024 do not say.")
    assert elsewhere(question, undated, MEETINGS) is None


@pytest.mark.parametrize(
    "question",
    ["What did the Ottermouth pump cost?", "What did the pump cost?", "What did Netherby Parish Council pay?"],
)
def test_a_place_alone_may_be_told_of_by_any_body(question: str, cited: Callable[..., CitedParagraph]):
    assert elsewhere(asked(question), quoted_from("Netherby Parish Council", None, cited), MEETINGS) is None


@pytest.fixture
def assistant(settings: Settings, document: Callable[..., Document]) -> Iterator[Assistant]:
    """An assistant over two meetings of one parish."""
    pump = ["Mr Quill bought the wooden pump on the green for £40.", "The Chair thanked the Clerk for the report."]
    pond = ["The pond was drained and the ducks left for Netherby.", "Apologies were received from Cllr Amble."]
    with opened(settings.home, create=True) as ledger:
        ledger.put(document("january.txt", pump, held_on=date(2024, 1, 18)))
        ledger.put(document("february.txt", pond, held_on=date(2024, 2, 15)))
        follow(ledger, settings)
    with open_assistant(settings) as made:
        yield made


def test_what_the_minutes_say_in_the_questions_own_words_is_answered(assistant: Assistant):
    answer = assistant.answer(Question(text="How much did Mr Quill pay for the wooden pump on the green?"))
    assert (answer.status, answer.reason) == (Status.ANSWERED, None)
    assert "£40" in answer.text


def test_where_nothing_is_alike_the_minutes_do_not_say_and_tell_what_was_looked_through(assistant: Assistant):
    answer = assistant.answer(Question(text="Which film won the Oscar for best picture in Hollywood?"))
    assert (answer.status, answer.reason) == (Status.ABSTAINED, Reason.NOT_IN_MINUTES)
    looked = "Looked through 2 meetings of Ottermouth Parish Council, 18 January 2024 to 15 February 2024."
    assert answer.text == f"The minutes do not say. {looked}"


def test_an_abstention_shows_the_nearest_paragraphs_and_says_nothing_of_them(assistant: Assistant):
    answer = assistant.answer(Question(text="Which film about ducks won the Oscar in Hollywood?"))
    assert answer.status is Status.ABSTAINED
    assert answer.sentences == ()
    assert 0 < len(answer.citations) <= 3


def test_a_question_without_a_telling_word_is_not_answered(assistant: Assistant):
    answer = assistant.answer(Question(text="Why was it so?"))
    assert (answer.status, answer.sentences) == (Status.ABSTAINED, ())


@pytest.mark.parametrize(
    ("meetings", "words"),
    [
        (MEETINGS, "Looked through 3 meetings of 2 bodies, 15 March 2023 to 1 February 2024."),
        (MEETINGS[:2], "Looked through 2 meetings of Ottermouth Parish Council, 15 March 2023 to 18 January 2024."),
        (MEETINGS[:1], "Looked through 1 meeting of Ottermouth Parish Council, 15 March 2023."),
        ([held("Netherby Parish Council", None)], "Looked through 1 meeting of Netherby Parish Council."),
        ([], "There are no minutes here for that."),
    ],
)
def test_an_abstention_says_what_was_looked_through(meetings: list[MeetingHeld], words: str):
    assert looked_through(meetings) == words
