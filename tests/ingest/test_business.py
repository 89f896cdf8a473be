"""One record of a ballot, wherever in its item the minutes tell of it."""

import pytest

from ingest.parsing import parse
from ingest.reading import SourceText
from rag.minutes import Cast, Meeting, Outcome

HEAD = """Hallowdown Parish Council

Minutes of the meeting held on 14 May 2024

Present: Cllrs A Ash, B Beech, C Cedar, E Elm and F Fir

1. Matters

"""
CLOSE = "\n\n2. Gate\n\nThe gate was oiled.\n\n3. Close\n\nThe meeting closed at nine.\n"


def parsed(text: str) -> Meeting:
    return parse(SourceText(text=HEAD + text + CLOSE, format="text"), "a.txt")[0]


def test_what_ended_may_be_what_its_own_paragraph_suggests():
    first, second = parsed(
        "a. Cllr Ash proposed that the smith be asked to dinner.\n\n"
        "b. Cllr Elm suggested that the baker should be paid. This proposal was not accepted."
    ).resolutions
    assert (first.outcome, second.outcome) == (Outcome.NOT_STATED, Outcome.LOST)


DIVISION = """(1) Cllr Ash proposed and Cllr Elm seconded the following motion: “that the mill be sold for £90,000”.

(2) Cllr Fir proposed and Cllr Beech seconded the following amendment: “that the mill be let”.

(3) The amendment in paragraph 2 was put to the vote, and the votes were:

For (2)

Cllr Beech, Cllr Fir

Against (3)

Cllr Ash, Cllr Cedar, Cllr
Elm

Amendment lost.

(4) The motion in paragraph 1 was then put to the vote, and the votes were:

For (3)

Cllr Ash, Cllr Cedar, Cllr Elm

Against (1)

Cllr Fir

Abstain (1)

Cllr Beech
Motion carried.

(5) RESOLVED that the mill be sold for £90,000.
"""


def test_a_division_is_one_ballot_with_its_matter_counts_names_and_result():
    meeting = parsed(DIVISION)
    motion, amendment = meeting.ballots
    assert (motion.matter, motion.amendment, motion.outcome) == (
        "that the mill be sold for £90,000",
        0,
        Outcome.CARRIED,
    )
    assert (motion.votes_for, motion.votes_against, motion.abstentions) == (3, 1, 1)
    assert (amendment.matter, amendment.amendment, amendment.outcome) == ("that the mill be let", 1, Outcome.LOST)
    assert (amendment.votes_for, amendment.votes_against, amendment.abstentions) == (2, 3, None)
    assert [(one.proposer, one.outcome, one.ballot) for one in meeting.resolutions] == [
        ("Cllr Ash", "carried", 0),
        ("Cllr Fir", "lost", 1),
    ]
    assert [vote.name for vote in meeting.votes if (vote.ballot, vote.cast) == (1, Cast.AGAINST)] == [
        "Cllr A Ash",
        "Cllr C Cedar",
        "Cllr E Elm",
    ]
    texts = {paragraph.id: paragraph.text for paragraph in meeting.paragraphs}
    assert texts[amendment.paragraph_id].startswith("(2)")
    assert any("Amendment lost" in texts[id] for id in amendment.paragraph_ids)


LOST = "It was proposed by Cllr Ash and seconded by Cllr Elm that the lane be closed.\n\n"


@pytest.mark.parametrize(
    ("words", "outcome", "counts"),
    [
        ("The motion was put to the vote and LOST by 3 votes to 4.", "lost", (3, 4)),
        ("After some discussion this was not carried.", "lost", (None, None)),
        ("On being put to the meeting the motion fell.", "lost", (None, None)),
        ("The motion was defeated, two members voting in favour and five against.", "lost", (2, 5)),
        ("The motion was CARRIED by 6 votes to 1.", "carried", (6, 1)),
        ("RESOLVED: that the lane be closed.", "carried", (None, None)),
        ("The motion was withdrawn.", "withdrawn", (None, None)),
        ("It was agreed that this matter be deferred to June.", "deferred", (None, None)),
        ("The lane floods in winter.", "not stated", (None, None)),
        ("For: Cllrs Ash, Elm (2)\nAgainst: Cllrs Fir, Cedar and Beech (3)", "lost", (2, 3)),
        ("Ayes: Ash, Elm, Fir\nNoes: Beech\n\nMotion carried.", "carried", (3, 1)),
    ],
)
def test_the_end_of_a_motion_is_told_in_a_paragraph_below(
    words: str, outcome: str, counts: tuple[int | None, int | None]
):
    [one] = parsed(LOST + words).resolutions
    assert (one.proposer, one.seconder, one.outcome) == ("Cllr Ash", "Cllr Elm", outcome)
    assert (one.votes_for, one.votes_against) == counts


@pytest.mark.parametrize(
    "words",
    [
        "Proposed by Cllr Ash, seconded by Cllr Elm, that the wall be mended.",
        "It was proposed that the wall be mended.",
        "It was recommended that the wall be mended.",
        "Cllr Ash proposed that the wall be mended. Cllr Elm seconded. Cllr Fir asked for the cost.",
    ],
)
def test_what_is_only_proposed_has_no_outcome(words: str):
    assert {one.outcome for one in parsed(words).resolutions} <= {Outcome.NOT_STATED}


def test_what_is_agreed_to_be_put_to_the_vote_is_not_carried_by_that():
    [one] = parsed(
        "RESOLVED on the proposal of Cllr Ash, seconded by Cllr Elm, to put the sale of the mill to the vote.\n\n"
        "The motion was defeated, two members voting in favour and three against."
    ).resolutions
    assert (one.proposer, one.outcome, one.votes_for, one.votes_against) == ("Cllr Ash", "lost", 2, 3)


def test_two_ends_of_one_motion_are_none_and_remarked():
    meeting = parsed(LOST + "Motion did not pass.\n\nFinal Resolution: Motion Carried")
    assert [one.outcome for one in meeting.resolutions] == ["not stated"]
    assert "item 1 tells of one motion that it was lost and that it was carried" in meeting.remarks


def test_a_resolution_about_something_else_leaves_the_motion_open():
    outcomes = [one.outcome for one in parsed(LOST + "RESOLVED: that the accounts for April be signed.").resolutions]
    assert outcomes == ["not stated", "carried"]


def test_an_amendment_and_its_motion_end_each_by_its_own_words():
    text = (
        "Proposed by Cllr Ash, seconded by Cllr Elm, that new swings of steel be bought.\n\n"
        "Cllr Fir moved an amendment, seconded by Cllr Beech, that the swings be of oak.\n\n"
        "On being put to the meeting the amendment fell.\n\nThe motion as first put was agreed unanimously."
    )
    assert [(one.proposer, one.outcome) for one in parsed(text).resolutions] == [
        ("Cllr Ash", "carried"),
        ("Cllr Fir", "lost"),
    ]


def test_names_that_do_not_make_up_the_count_are_remarked():
    remarks = parsed(LOST + "For (3): Cllr Ash, Cllr Elm\n\nMotion carried.").remarks
    assert "item 1 counts 3 for and names 2" in remarks
