from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from rag.abstention import (
    extent,
    greeting,
    no_mention,
    out_of_scope,
    unanswerable,
    unclear,
    vague,
)
from rag.answers import LONGEST_QUESTION, Reason
from rag.evidence import LEAST_ANSWERABLE, SURELY_NOT, AnswerSpan, Reading
from rag.ledger import Ledger, MeetingHeld
from rag.minutes import CitedParagraph, Document
from rag.plan import DecisionsOf, Intent, Period, Plan, Scope

COUNCIL, BOARD = "Orrin Parish Council", "Wick Harbour Board"
Made = Callable[..., Plan]


@pytest.fixture
def ledger(tmp_path: Path, document: Callable[..., Document]) -> Iterator[Ledger]:
    """Two meetings of a council, and one of a board."""
    made = Ledger(tmp_path, create=True)
    for name, body, held_on in (
        ("may", COUNCIL, date(2023, 5, 4)),
        ("june", COUNCIL, date(2023, 6, 1)),
        ("board", BOARD, date(2023, 5, 20)),
    ):
        made.put(document(name, [f"The minutes of {name}."], body=body, held_on=held_on))
    yield made
    made.close()


@pytest.fixture
def reading(cited: Callable[..., CitedParagraph], span: Callable[..., AnswerSpan]) -> Callable[[float], Reading]:
    """A reading of one paragraph that answers so likely."""
    return lambda answerable: Reading(spans=(span(cited("The wall was mended.")),), answerable=answerable, ranked=())


@pytest.mark.parametrize("text", ["", "  \n", "?! …", "x" * (LONGEST_QUESTION + 1)])
def test_what_asks_nothing_or_too_much_is_unclear(text: str):
    refusal = unclear(text)
    assert refusal is not None
    assert refusal.reason is Reason.UNCLEAR_QUESTION
    assert "ask" in refusal.text


@pytest.mark.parametrize("text", ["wall", "7", "x" * LONGEST_QUESTION])
def test_a_word_is_a_question(text: str):
    assert unclear(text) is None


def test_who_asks_for_help_is_helped_and_nobody_else(plan: Made):
    helped = greeting(plan("Hello", intent=Intent.HELP))
    assert helped is not None
    assert helped.reason is Reason.UNCLEAR_QUESTION
    assert greeting(plan("Who mended the wall?")) is None


def titled(cited: Callable[..., CitedParagraph], span: Callable[..., AnswerSpan], *titles: str) -> Reading:
    spans = tuple(span(cited(f"Of the wall, {n}.", item_title=title)) for n, title in enumerate(titles))
    return Reading(spans=spans, answerable=0.9, ranked=())


def test_who_only_names_a_matter_is_given_the_items_that_may_be_meant(
    plan: Made, cited: Callable[..., CitedParagraph], span: Callable[..., AnswerSpan]
):
    several = titled(cited, span, "Wall", "Churchyard", "Wall", "Sea wall")
    refusal = vague(plan("What about the wall?", vague=True), [several])
    assert refusal is not None
    assert refusal.reason is Reason.UNCLEAR_QUESTION
    named = [
        refusal.text.find(f"“{title}” (Ottermouth Parish Council, 18 January 2024)")
        for title in ("Wall", "Churchyard", "Sea wall")
    ]
    assert -1 < named[0] < named[1] < named[2]
    assert vague(plan("What did the wall cost?"), [several]) is None
    assert vague(plan("What about the wall?", vague=True), [titled(cited, span, "Wall", "Churchyard")]) is None


def of(first: date, last: date, *, meant: str = "date", body: str = COUNCIL) -> Scope:
    period, words = Period(first=first, last=last), (("date", "August 2023"),)
    return Scope(bodies=frozenset({body}), period=period, words=words, meant=frozenset({meant}))


AUGUST = (date(2023, 8, 1), date(2023, 8, 31))


def test_a_meeting_of_which_there_are_no_minutes_is_said_to_lack_them(plan: Made, ledger: Ledger):
    refusal = out_of_scope(plan("What of the wall?", scope=of(*AUGUST)), ledger)
    assert refusal is not None
    assert refusal.reason is Reason.NO_MINUTES_FOR_DATE
    assert refusal.text == (
        f"There are no minutes of {COUNCIL} for August 2023; the nearest are of 1 June 2023; "
        "those here run from 4 May 2023 to 1 June 2023."
    )
    between = out_of_scope(plan("?", scope=of(date(2023, 5, 5), date(2023, 5, 31))), ledger)
    assert between is not None
    assert "the nearest are of 4 May 2023 and 1 June 2023;" in between.text


@pytest.mark.parametrize(
    "scope",
    [
        of(date(2023, 6, 1), date(2023, 6, 30)),  # there was one
        of(*AUGUST, meant="body"),  # it may be the time of the matter
        of(*AUGUST, body="Nobody's Council"),
        Scope(bodies=frozenset({COUNCIL}), meant=frozenset({"date"})),
        Scope(period=Period(first=AUGUST[0], last=AUGUST[1]), meant=frozenset({"date"})),
    ],
)
def test_nothing_is_said_to_be_missing_that_may_be_there(plan: Made, ledger: Ledger, scope: Scope):
    assert out_of_scope(plan("What of the wall?", scope=scope), ledger) is None


def test_where_one_meeting_has_no_day_it_may_be_the_one_asked_for(
    plan: Made, ledger: Ledger, document: Callable[..., Document]
):
    ledger.put(document("undated", ["Some minutes."], body=COUNCIL, held_on=None))
    asked = plan("What was decided?", scope=of(*AUGUST))
    assert out_of_scope(asked, ledger) is None
    assert out_of_scope(replace(asked, record=DecisionsOf()), ledger) is None


@pytest.mark.parametrize(
    ("answerable", "reason"),
    [
        (LEAST_ANSWERABLE, None),
        (LEAST_ANSWERABLE - 0.01, Reason.NOT_RECORDED),
        (SURELY_NOT, Reason.NOT_RECORDED),
        (SURELY_NOT - 0.01, Reason.NOT_IN_MINUTES),
    ],
)
def test_an_unlikely_answer_is_withheld_and_says_how_sure_that_is(
    plan: Made, ledger: Ledger, reading: Callable[[float], Reading], answerable: float, reason: Reason | None
):
    refusal = unanswerable(plan("Who mended the wall?"), [reading(0.0), reading(answerable)], ledger)
    assert (refusal and refusal.reason) == reason
    assert refusal is None or "Looked through 3 meetings of 2 bodies, 4 May 2023 to 1 June 2023." in refusal.text


def test_a_reading_without_spans_answers_nothing_however_likely(plan: Made, ledger: Ledger):
    refusal = unanswerable(plan("Who?"), [Reading(spans=(), answerable=1.0, ranked=())], ledger)
    assert refusal is not None
    assert refusal.reason is Reason.NOT_IN_MINUTES


@pytest.mark.parametrize(
    ("scope", "looked"),
    [
        (Scope(bodies=frozenset({BOARD})), f"1 meeting of {BOARD}, 20 May 2023"),
        (Scope(as_of=date(2023, 5, 4)), f"1 meeting of {COUNCIL}, 4 May 2023"),
        (Scope(as_of=date(2023, 5, 3)), "no minutes here for that"),
    ],
)
def test_only_minutes_within_the_bounds_were_looked_through(
    plan: Made, ledger: Ledger, reading: Callable[[float], Reading], scope: Scope, looked: str
):
    asked = plan("Who mended the wall?", scope=scope)
    refusal = unanswerable(asked, [reading(0.0)], ledger)
    assert refusal is not None
    assert looked in refusal.text
    assert looked in no_mention("wall", asked, ledger).text


def test_a_matter_that_is_not_mentioned_is_named(plan: Made, ledger: Ledger):
    refusal = no_mention("skate park", plan("skate park"), ledger)
    assert refusal.reason is Reason.NOT_IN_MINUTES
    assert refusal.text.startswith("No mention of “skate park” in 3 meetings")
    early = no_mention("skate park", plan("skate park", scope=Scope(as_of=date(1999, 1, 1))), ledger)
    assert early.reason is Reason.NO_MINUTES_FOR_DATE


def test_draft_and_adopted_minutes_are_of_one_meeting():
    def held(document: str, day: date | None) -> MeetingHeld:
        return MeetingHeld(id=document, document=document, body=COUNCIL, held_on=day, minuted=True)

    day = date(2023, 5, 4)
    assert extent([held("draft", day), held("adopted", day)]) == f"1 meeting of {COUNCIL}, 4 May 2023"
    assert extent([held("a", None), held("b", None)]) == f"2 meetings of {COUNCIL}"
