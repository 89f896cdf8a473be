from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from rag.dates import find_dates
from rag.evidence import SURELY_NOT, AnswerSpan, Findings, Ranked, Reading
from rag.minutes import CitedParagraph, Kind
from rag.plan import Intent, Period, Plan, Scope, Term
from rag.quoting import nearest, quote, with_later

Cited = Callable[..., CitedParagraph]
Spans = Callable[..., AnswerSpan]


def read(*spans: AnswerSpan, answerable: float = 0.9) -> Reading:
    return Reading(spans=spans, answerable=answerable, ranked=())


def quoted(findings: Findings) -> list[str]:
    return [proof.quote for finding in findings.findings for proof in finding.proofs]


def test_the_best_span_is_shown_in_its_own_words(plan: Callable[..., Plan], cited: Cited, span: Spans):
    best, other = span(cited("It cost £450.")), span(cited("It rained."), probability=0.1)
    findings = quote(plan("What did it cost?"), [read(best, other)])
    assert quoted(findings) == ["It cost £450."]
    assert (findings.findings[0].text, findings.missing) == ("", "")


def test_where_it_is_asked_under_which_item_that_is_said(plan: Callable[..., Plan], cited: Cited, span: Spans):
    best = span(cited("It cost £450.", item="7", item_title="Wall"))
    (finding,) = quote(plan("Which item was the wall?", which_item=True), [read(best)]).findings
    assert finding.text == "Item 7, Wall: It cost £450."


def test_what_is_of_another_time_than_the_question_names_is_shown_with_its_day(
    plan: Callable[..., Plan], cited: Cited, span: Spans
):
    best = span(cited("Cllr Marsh was elected chair.", held_on=date(2024, 5, 7)))
    for year, text in ((2023, "7 May 2024: Cllr Marsh was elected chair."), (2024, "")):
        asked = plan("Who was elected?", scope=Scope(period=Period(first=date(year, 1, 1), last=date(year, 12, 31))))
        (finding,) = quote(asked, [read(best)]).findings
        assert finding.text == text


def test_where_it_is_asked_when_something_was_decided_the_decision_is_shown_with_its_day(
    plan: Callable[..., Plan], cited: Cited, span: Spans
):
    told = span(cited("The pound was spoken of.", kind=Kind.DISCUSSION), probability=0.8)
    decision = span(cited("RESOLVED: to sell the pound.", kind=Kind.RESOLUTION), probability=0.4)
    asked = replace(plan("Which meeting decided about the pound?"), decided_when=True)
    (shown, *_) = quote(asked, [read(told, decision)]).findings
    assert shown.text == f"{decision.cited.day}: RESOLVED: to sell the pound."
    (undecided,) = quote(asked, [read(told)]).findings
    assert (undecided.text, undecided.proofs) == ("", (told,))


@pytest.mark.parametrize(
    ("place", "answerable", "shown"),
    [
        ({"held_on": date(2024, 9, 3)}, 0.6, True),
        ({"held_on": date(2024, 9, 3)}, 0.4, False),  # unlikely to say anything of it
        ({"held_on": date(2023, 9, 3)}, 0.6, False),
        ({"held_on": date(2026, 9, 3)}, 0.6, False),  # after the time that is asked about
        ({"held_on": date(2024, 9, 3), "body": "Another Board"}, 0.6, False),
    ],
)
def test_what_later_minutes_say_of_a_matter_is_added_with_its_day(
    plan: Callable[..., Plan], cited: Cited, span: Spans, place: dict[str, Any], answerable: float, shown: bool
):
    lead, other = span(cited("The barn is for sale.")), span(cited("The barn was sold.", **place))
    asked = plan("Was the barn ever sold?", scope=Scope(period=Period(first=date.min, last=date(2025, 1, 1))))
    found = quote(asked, [read(lead)])
    added = with_later(found, lead.cited, asked, read(other, answerable=answerable))
    assert quoted(added) == ["The barn is for sale."] + ["The barn was sold."] * shown
    assert not shown or added.findings[-1].text == "Later, 3 September 2024: The barn was sold."


@pytest.mark.parametrize(
    ("asked", "place", "shown"),
    [
        ({"latest": True}, {"held_on": date(2024, 9, 3)}, True),
        ({"intent": Intent.STATUS}, {"held_on": date(2024, 9, 3)}, True),
        ({}, {"held_on": date(2024, 9, 3)}, False),
        ({"latest": True}, {"held_on": date(2023, 9, 3)}, False),
        ({"latest": True}, {"held_on": date(2024, 9, 3), "body": "Another Board"}, False),
    ],
)
def test_where_the_end_of_a_matter_is_asked_for_a_later_meeting_stands_behind_it(
    plan: Callable[..., Plan],
    cited: Cited,
    span: Spans,
    asked: dict[str, Any],
    place: dict[str, object],
    shown: bool,
):
    best = span(cited("The wall is to be mended.", held_on=date(2024, 5, 2)), probability=0.8)
    other = span(cited("The wall has been mended.", position=40, **place), probability=0.3)
    found = quoted(quote(plan("What became of the wall?", **asked), [read(best, other)]))
    assert found == [best.quote, other.quote][: 1 + shown]


@pytest.mark.parametrize(("title", "shown"), [("Van", True), ("Verges", False)])
def test_an_unlikely_later_paragraph_is_where_a_matter_stands_if_it_is_under_its_title(
    plan: Callable[..., Plan], cited: Cited, span: Spans, title: str, shown: bool
):
    best = span(cited("The county will be asked.", item_title="Van", held_on=date(2024, 5, 2)), probability=0.9)
    later = cited("The county refused the van.", item_title=title, held_on=date(2024, 6, 11), position=40)
    asked = plan("What became of the van?", latest=True, topic=(Term("van", 1.0),))
    found = quoted(quote(asked, [read(best, span(later, probability=0.01))]))
    assert found == [best.quote, "The county refused the van."][: 1 + shown]


def test_of_later_steps_about_as_likely_the_latest_is_where_a_matter_stands(
    plan: Callable[..., Plan], cited: Cited, span: Spans
):
    days = (date(2024, 5, 2), date(2024, 6, 11), date(2024, 7, 9))
    steps = [cited(f"The van came {n} times.", held_on=day, position=n) for n, day in enumerate(days)]
    spans = [span(one, probability=chance) for one, chance in zip(steps, (0.5, 0.26, 0.24), strict=True)]
    asked = plan("What became of the van?", latest=True)
    assert quoted(quote(asked, [read(*spans)])) == [spans[0].quote, spans[2].quote]


@pytest.mark.parametrize(
    ("asked", "place", "shown"),
    [
        ({}, {}, True),
        ({"scope": Scope(dates=tuple(find_dates("2 May 2024")))}, {}, False),  # what was decided that day is asked for
        ({}, {"kind": Kind.DISCUSSION}, False),
        ({}, {"held_on": date(2023, 6, 11)}, False),
        ({"topic": (Term("hall", 1.0),)}, {}, False),  # another matter
    ],
)
def test_a_later_decision_that_may_change_the_quoted_one_is_shown_with_its_day(
    plan: Callable[..., Plan],
    cited: Cited,
    span: Spans,
    asked: dict[str, Any],
    place: dict[str, object],
    shown: bool,
):
    best = span(cited("RESOLVED: to keep the pound.", held_on=date(2024, 5, 2), kind=Kind.RESOLUTION), probability=0.9)
    sold = {"held_on": date(2024, 6, 11), "kind": Kind.RESOLUTION, "position": 40, **place}
    other = span(cited("RESOLVED: that the council sell the pound.", **sold), probability=0.06)
    found = quote(plan("Does the council own the pound?", **asked), [read(best, other)]).findings
    assert [one.text for one in found] == ["", "Later, 11 June 2024: RESOLVED: that the council sell the pound."][
        : 1 + shown
    ]


def test_what_was_chosen_to_be_shown_together_is_shown_wherever_it_stands(
    plan: Callable[..., Plan], cited: Cited, span: Spans
):
    chosen = [span(cited(text, document=f"{text}.txt")) for text in ("It cost £450.", "Half was paid.")]
    reading = replace(read(*chosen), chosen=True)
    assert quoted(quote(plan("What did it cost?"), [reading])) == ["It cost £450.", "Half was paid."]


@pytest.fixture
def two(plan: Callable[..., Plan]) -> Plan:
    """A question of two parts."""
    parts = (plan("What did the wall cost?"), plan("Who gave the bench?"))
    return plan("What did the wall cost and who gave the bench?", parts=parts)


def test_each_part_is_quoted_in_the_order_of_the_meetings_undated_ones_last(two: Plan, cited: Cited, span: Spans):
    later = span(cited("It cost £450.", held_on=date(2024, 5, 2)))
    earlier = span(cited("Mr Dent gave it.", held_on=date(2024, 1, 18)))
    undated = span(cited("Mr Moss gave it.", held_on=None))
    assert quoted(quote(two, [read(later), read(earlier)])) == ["Mr Dent gave it.", "It cost £450."]
    assert quoted(quote(two, [read(undated), read(later)])) == ["It cost £450.", "Mr Moss gave it."]


def test_a_part_that_nothing_answers_is_named_as_missing(two: Plan, cited: Cited, span: Spans):
    wall, bench = span(cited("It cost £450.")), span(cited("Some bench."))
    findings = quote(two, [read(wall), read(bench, answerable=SURELY_NOT - 0.01)])
    assert quoted(findings) == ["It cost £450."]
    assert findings.missing == "No answer was found to: Who gave the bench?"
    assert quote(two, [read(wall), read()]).missing == findings.missing


def test_that_the_minutes_do_not_say_is_not_said_of_what_may_be_answered(two: Plan, cited: Cited, span: Spans):
    wall, bench = span(cited("It cost £450.")), span(cited("Some bench."))
    findings = quote(two, [read(wall), read(bench, answerable=SURELY_NOT)])
    assert findings.missing == "No sure answer to: Who gave the bench?"


def test_a_paragraph_that_answers_both_parts_is_shown_once(two: Plan, cited: Cited, span: Spans):
    both = span(cited("It cost £450; Mr Dent gave the bench."))
    assert quoted(quote(two, [read(both), read(both)])) == [both.quote]


def test_no_more_is_shown_than_a_reader_checks(plan: Callable[..., Plan], cited: Cited, span: Spans):
    parts = tuple(plan(f"What of plot {n}?") for n in range(6))
    readings = [read(span(cited(f"Plot {n} was let.", held_on=date(2024, 1, 1 + n)))) for n in range(6)]
    assert quoted(quote(plan("?", parts=parts), readings)) == [f"Plot {n} was let." for n in range(4)]


def test_the_nearest_paragraphs_show_their_first_sentence_without_its_mark(cited: Cited, ranked: Callable[..., Ranked]):
    wall = ranked(cited("- iii. The wall by the old church was mended. It cost £450.", number="iii"))
    heading, lead = ranked(cited("Any other business")), ranked(cited("The following members were there that night:"))
    others = [ranked(cited(f"Plot {n} by the mill was let to Mr Moss.")) for n in range(3)]
    readings = [
        Reading(spans=(), answerable=0.0, ranked=(heading, wall, lead, others[0])),
        Reading(spans=(), answerable=0.0, ranked=(wall, *others)),
    ]
    assert [proof.quote for one in nearest(readings) for proof in one.proofs] == [
        "The wall by the old church was mended.",
        "Plot 0 by the mill was let to Mr Moss.",
        "Plot 1 by the mill was let to Mr Moss.",
    ]
    assert nearest([]) == []
