from collections.abc import Callable
from typing import Any

import pytest

from rag.evidence import AnswerSpan, Ranked, Reading
from rag.ledger import Ledger
from rag.plan import Carried, Intent, Plan
from rag.records.carrying import with_its_record, with_records
from rag.records.quoting import whole


def plan(carries: Carried | None, *telling: str) -> Plan:
    return Plan(question="", standalone="", intent=Intent.VOTE, carries=carries, telling=frozenset(telling))


def test_paragraphs_of_a_ballot_go_before_others_and_its_meetings_come_in(
    ledger: Ledger, ranked: Callable[..., Ranked]
):
    given = [ranked(one) for one in ledger.paragraphs(["february-0", "february-3"])]
    found = [one.cited.id for one in with_records(plan(Carried.BALLOT), given, ledger)]
    assert found[0] == "february-3"
    assert {"february-4", "february-5"} <= set(found)
    assert found[-1] == "february-0"


def test_who_was_there_at_the_meeting_of_a_passage_comes_before_it(ledger: Ledger, ranked: Callable[..., Ranked]):
    given = [ranked(one) for one in ledger.paragraphs(["january-4"])]
    found = [one.cited.id for one in with_records(plan(Carried.ROLL), given, ledger)]
    assert found == ["january-1", "january-2", "january-4"]


@pytest.mark.parametrize(
    ("telling", "shown"),
    [
        (["skate"], ["february-4", "february-0"]),  # in its motion and title only
        (["declar"], ["february-4", "february-0"]),  # in another of its paragraphs
        (["pond"], ["february-0"]),
        ([], ["february-4", "february-0"]),
    ],
)
def test_a_ballot_of_which_nothing_holds_a_telling_word_is_left_out(
    ledger: Ledger, telling: list[str], shown: list[str]
):
    spans = tuple(whole(one) for one in ledger.paragraphs(["february-4", "february-0"]))
    reading = Reading(spans=spans, answerable=0.9, ranked=())
    found = with_its_record(plan(Carried.BALLOT, *telling), reading, ledger)
    assert [one.cited.id for one in found.spans] == shown


def test_without_a_record_to_look_for_nothing_is_moved(ledger: Ledger, ranked: Callable[..., Ranked]):
    given = [ranked(one) for one in ledger.paragraphs(["february-0", "february-3"])]
    assert with_records(plan(None), given, ledger) == given


@pytest.mark.parametrize(("share", "shown"), [(0.1, ["february-0", "february-3"]), (0.001, ["february-0"])])
def test_a_likely_ballot_of_the_same_meeting_is_shown_with_what_carries_none(
    ledger: Ledger, share: float, shown: list[str]
):
    quoted, ballot = (whole(one) for one in ledger.paragraphs(["february-0", "february-3"]))
    likely = AnswerSpan(cited=ballot.cited, start=ballot.start, end=ballot.end, probability=share)
    reading = Reading(spans=(quoted, likely), answerable=0.9, ranked=())
    found = with_its_record(plan(Carried.BALLOT), reading, ledger)
    assert [one.cited.id for one in found.spans if found.chosen or one is found.spans[0]] == shown


def test_a_reading_that_begins_with_the_record_stays_as_it_is(ledger: Ledger):
    spans: Any = tuple(whole(one) for one in ledger.paragraphs(["february-3", "february-0"]))
    reading = Reading(spans=spans, answerable=0.9, ranked=())
    assert with_its_record(plan(Carried.BALLOT), reading, ledger) is reading
