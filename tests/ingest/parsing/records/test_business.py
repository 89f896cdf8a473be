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


def test_a_list_of_voters_far_below_what_ended_is_of_another_vote():
    spoke = "Cllr {} spoke of the weir, of the mill, of the lane that leads there, and of the cost of it all " * 2
    talk = "\n\n".join(f"{spoke.format(name, name)}." for name in ("Ash", "Beech", "Cedar", "Elm"))
    meeting = parsed(
        "On the proposal of Cllr Elm, seconded by Cllr Fir, the plan for the mill was agreed.\n\n"
        f"{talk}\n\nThe result of the voting was as follows:\n\nFor\n\nCllrs Ash, Fir (2)\n\nAgainst\n\nCllr Elm (1)"
    )
    assert [(one.outcome, one.votes_for) for one in meeting.resolutions] == [(Outcome.CARRIED, None)]
    assert [(one.votes_for, one.votes_against) for one in meeting.ballots] == [(2, 1)]


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


def test_a_motion_its_second_its_vote_and_what_sums_it_up_are_one_record():
    text = (
        "Cllr Ash proposed that the lane be closed.\n\nCllr Elm seconded the motion.\n\n"
        "A vote was taken: For 3, Against 1.\n\nRESOLVED: that the lane be closed."
    )
    meeting = parsed(text)
    [one] = meeting.resolutions
    assert (one.proposer, one.seconder, one.outcome) == ("Cllr Ash", "Cllr Elm", Outcome.CARRIED)
    [ballot] = meeting.ballots
    assert (ballot.matter, ballot.votes_for, ballot.votes_against) == ("that the lane be closed", 3, 1)


def test_a_second_with_its_result_ends_the_motion_it_seconds():
    [one] = parsed(
        "Motion was made by Cllr Ash to mend the wall. Motion was seconded by Cllr Elm, carried and passed unanimously."
    ).resolutions
    assert (one.proposer, one.seconder, one.outcome) == ("Cllr Ash", "Cllr Elm", Outcome.CARRIED)


def test_what_only_seconds_is_no_matter():
    [ballot] = parsed("The Motion was seconded by Cllr Elm.\n\nFor (1)\n\nCllr Elm").ballots
    assert ballot.matter == ""


def test_two_motions_of_the_same_people_are_two():
    outcomes = [
        (one.proposer, one.outcome)
        for one in parsed(
            "a) The risks were looked at again. Prop Cllr Ash 2nd Cllr Elm\n\n"
            "b) It was resolved that a clerk be sought for the hall. Prop Cllr Elm 2nd Cllr Ash"
        ).resolutions
    ]
    assert outcomes == [("Cllr Ash", Outcome.NOT_STATED), ("Cllr Elm", Outcome.CARRIED)]


def test_a_new_motion_ends_none_before_it():
    text = (
        "Cllr Ash moved that the wall be mended.\n\nA motion was made to accept the report and was approved.\n\n"
        "It was agreed the Clerk should write to the county."
    )
    assert [one.outcome for one in parsed(text).resolutions] == ["not stated", "carried", "carried"]


def test_a_lettered_point_that_is_agreed_is_its_own():
    text = "a. Cllr Fir proposed that Kit be asked.\n\n(2) A guest was spoken of. This was unanimously agreed."
    assert [one.outcome for one in parsed(text).resolutions] == ["not stated", "carried"]


def test_an_amended_proposal_and_its_vote_do_not_carry_the_first():
    text = (
        "It was proposed by Cllr Ash, seconded by Cllr Elm, that the fee be £100.\n\n"
        "It was proposed by Cllr Fir, seconded by Cllr Beech, that the fee be £70. "
        "Three councillors agreed to this amendment. Motion carried."
    )
    assert [(one.proposer, one.outcome) for one in parsed(text).resolutions] == [
        ("Cllr Ash", "not stated"),
        ("Cllr Fir", "carried"),
    ]


def test_that_there_be_a_vote_is_no_decision_and_what_the_chair_declares_is():
    text = (
        "Cllr Fir moved an amendment, seconded by Cllr Elm, that the seat be of oak.\n\n"
        "It was agreed that the vote would be taken by a show of hands. As most members were not in favour of the "
        "amendment, the Mayor declared it defeated."
    )
    assert [one.outcome for one in parsed(text).resolutions] == ["lost"]


def test_carried_against_the_count_is_not_stated_and_remarked():
    meeting = parsed("Cllr Ash proposed a gate, seconded by Cllr Elm: 2 in favour, 4 against. It was therefore agreed.")
    assert [one.outcome for one in meeting.resolutions] == ["not stated"]
    assert "item 1 says carried and counts 2 for and 4 against" in meeting.remarks


@pytest.mark.parametrize(
    "words",
    [
        "ROLL CALL: Present - Ash, Beech. Absent – Elm.",
        "AYES: DIRECTORS: NOES: DIRECTORS:",
        "The division of work within the Council was approved.",
    ],
)
def test_where_nobody_votes_there_is_no_ballot_with_names(words: str):
    meeting = parsed(words)
    assert meeting.votes == ()
    assert not any(ballot.votes_for for ballot in meeting.ballots)


def test_the_result_beside_the_end_of_the_meeting_is_the_motions():
    text = (
        "Cllr Ash moved to close the meeting.\n\nMotion Carried Yes: Ash, Elm, Fir The meeting was adjourned at nine."
    )
    assert [one.outcome for one in parsed(text).resolutions] == ["carried"]


def test_a_number_without_names_is_not_followed_by_names():
    meeting = parsed(LOST + "For – 2\n\nAgainst – 3\n\nThe Chairman thanked Mrs Oak and Mr Beech.")
    assert meeting.votes == ()


def test_who_was_elected_of_two_ends_neither_nomination():
    text = (
        "Proposed by Cllr Ash; Seconded by Cllr Elm; “That Cllr Cedar be appointed Deputy Mayor for the year.”\n\n"
        "Proposed by Cllr Fir; Seconded by Cllr Beech; “That Cllr Oak be appointed Deputy Mayor for the year.”\n\n"
        "The Mayor declared Cllr Cedar appointed as Deputy Mayor for the year."
    )
    found = [(one.proposer, one.outcome) for one in parsed(text).resolutions]
    assert found == [("Cllr Ash", "not stated"), ("Cllr Fir", "not stated"), (None, "carried")]


def test_nobody_seconds_his_own_motion():
    text = "Cllr Ash proposed that oak be bought.\n\nTalk.\n\nThe Motion was seconded by Cllr Ash."
    assert {(one.proposer, one.seconder) for one in parsed(text).resolutions} == {
        ("Cllr Ash", None),
        (None, "Cllr Ash"),
    }


def test_two_points_each_agreed_are_two():
    text = "(a) The greenway was cut. This amendment was agreed.\n\n(b) A word went. This amendment was agreed."
    assert len(parsed(text).resolutions) == 2


def test_the_motion_that_waits_is_ended_and_not_a_proposal_made_meanwhile():
    text = (
        "Cllr Ash moved to adopt the plan. Cllr Elm seconded the motion.\n\n"
        "Cllr Fir proposed that the lane wait a year.\n\nThe motion carried with 3 Aye votes and 2 No votes."
    )
    assert [(one.proposer, one.outcome) for one in parsed(text).resolutions] == [
        ("Cllr Ash", "carried"),
        ("Cllr Fir", "not stated"),
    ]


def test_a_share_is_no_count():
    [ballot] = parsed("Motion made by Cllr Ash, seconded by Cllr Elm. Vote: Yes: 100% No: 0").ballots
    assert ballot.votes_for is None


def test_movers_below_their_decision_are_not_those_of_the_next():
    text = "b. The Council accepted the annual return.\n\nProp AA 2nd BB c. A precept of £5,700 was approved."
    found = [(one.proposer, one.seconder) for one in parsed(text).resolutions]
    assert found == [("AA", "BB"), (None, None)]


def test_motion_carried_below_the_names_is_not_a_second_decision():
    text = (
        "A motion was made by Cllr Ash, seconded by Cllr Elm, that the Council approved the oath.\n\n"
        "Roll Call Vote: Aye: Ash, Beech, Elm No: None\n\nAbsent: None Motion carried; 3:0 B. The Mill\n\n"
        "The mill was seen."
    )
    [one] = parsed(text).resolutions
    assert (one.proposer, one.votes_for, one.outcome) == ("Cllr Ash", 3, "carried")


def test_a_count_is_no_part_of_the_matter():
    [ballot] = parsed("It was resolved by 4 votes to 1 that the precept be set at £3,472.").ballots
    assert ballot.matter == "that the precept be set at £3,472"


def test_what_a_paragraph_says_and_agrees_by_itself_ends_no_motion_before_it():
    motion, other = parsed(
        "Cllr Ash proposed that the wall be mended.\n\n"
        "A request was made by the baker to receive the miller in June and this was agreed."
    ).resolutions
    assert (motion.outcome, other.outcome) == (Outcome.NOT_STATED, Outcome.CARRIED)


def test_speaking_in_favour_and_against_is_no_vote():
    meeting = parsed("Views were given both in favour of the new road and against, and the smith answered them.")
    assert meeting.resolutions == () == meeting.ballots


def test_a_vote_on_something_else_is_not_that_on_the_matter_before_it():
    ballots = parsed(
        "It was agreed to adjourn for ten minutes.\n\n"
        "A vote was then taken on the flood scheme, with this result:\n\n"
        "For (1)\n\nCllr Ash\n\nAgainst (2)\n\nCllr Elm, Cllr Fir"
    ).ballots
    assert [(one.matter, one.votes_for, one.votes_against) for one in ballots] == [("", 1, 2)]


def test_the_end_of_a_motion_behind_the_names_is_no_ballot_of_its_own():
    [ballot] = parsed(
        "A motion was made by Cllr Ash, seconded by Cllr Elm, that the Council approved the plan of the mill.\n\n"
        "Roll Call Vote: Aye: Ash, Elm, Fir No: None\n\nAbsent: None\n\nMotion carried; 3:0"
    ).ballots
    assert (ballot.votes_for, ballot.votes_against, ballot.outcome) == (3, 0, Outcome.CARRIED)


def test_who_moves_the_resolution_that_follows_did_not_move_what_was_lost():
    ends = {
        one.proposer: one.outcome
        for one in parsed(
            "Cllr Ash proposed no change of the rate. This proposal was seconded by Cllr Elm.\n\n"
            "Cllr Fir proposed to cut the rate by a tenth. This proposal was seconded by Cllr Cedar.\n\n"
            "The Chair declared the motion defeated and accordingly the following resolution was adopted: "
            "Proposed by Cllr Ash; Seconded by Cllr Elm;"
        ).resolutions
    }
    assert ends["Cllr Fir"] is Outcome.LOST
    assert ends["Cllr Ash"] is not Outcome.LOST


def test_the_proposal_that_a_numbered_paragraph_tells_itself_is_not_that_of_another():
    [approval, *_] = parsed(
        "2911. Minutes: approved. Cllr Ash proposed and Cllr Elm seconded this.\n\n"
        "2921. Website: A link was asked for. Members felt this was unfit and the proposal was withdrawn."
    ).resolutions
    assert approval.outcome is not Outcome.WITHDRAWN


def test_a_row_on_an_amendment_has_its_place():
    places = [
        one.amendment
        for one in parsed(
            "SUBJECT: Motion 2 – Amendment to Item 5 | YEAS: Cllr Ash | NAYS: Cllr Elm | DISPOSITION: LOST\n\n"
            "SUBJECT: Item 5 of the Works Report | YEAS: Cllr Ash, Cllr Elm | NAYS: Cllr Fir | DISPOSITION: CARRIED\n\n"
            "SUBJECT: Amendment to the Well By-law | YEAS: Cllr Ash, Cllr Elm | NAYS: Cllr Fir | DISPOSITION: CARRIED"
        ).ballots
    ]
    assert places == [1, 0, 0]


def test_an_amendment_of_the_minutes_is_no_amendment_that_was_voted_on():
    [ballot] = parsed(
        "There was one amendment, the minutes of 2 May were accepted as true, proposed by Cllr Ash, "
        "seconded by Cllr Elm, three were in favour and one abstained."
    ).ballots
    assert (ballot.amendment, ballot.votes_for, ballot.abstentions) == (0, 3, 1)


def test_movers_behind_an_abbreviation_are_of_the_decision_before_them():
    [one] = parsed("It was resolved that oak be bought. Prop. AA, 2nd EE. 3 in favour, 1 against.").resolutions
    assert (one.proposer, one.seconder, one.votes_for, one.votes_against) == ("AA", "EE", 3, 1)


def test_that_a_vote_take_the_form_of_a_show_of_hands_carries_nothing():
    motion, *_ = parsed(
        "Cllr Ash proposed no change of the rate. This proposal was seconded by Cllr Elm.\n\n"
        "It was agreed that the vote would take the form of a show of hands. The Chair declared the proposal defeated."
    ).resolutions
    assert motion.outcome is Outcome.LOST


def test_an_item_put_off_is_the_point_that_it_stands_under() -> None:
    meeting = parsed(
        "(a) Fences\n\nProposed by Cllr Ash; Seconded by Cllr Elm; “That the fence be painted.”\n\n"
        "(b) Wells\n\nThe Clerk spoke of the wells.\n\nThis item was deferred to the June meeting."
    )
    assert [(one.outcome, one.proposer) for one in meeting.resolutions] == [
        (Outcome.NOT_STATED, "Cllr Ash"),
        (Outcome.DEFERRED, None),
    ]


def test_a_vote_in_brackets_is_of_the_resolution_before_it() -> None:
    (ballot,) = parsed(
        "RESOLVED: That the sign be oak. (Five were in favour and one were against) Cllr Ash agreed to send a drawing."
    ).ballots
    assert (ballot.matter, ballot.votes_for, ballot.votes_against) == ("That the sign be oak", 5, 1)


def test_amending_motions_withdrawn_leave_the_motion_to_its_own_end() -> None:
    meeting = parsed(
        "The Motion was proposed by Cllr Ash and seconded by Cllr Elm.\n\n"
        "Cllr Fir proposed an amendment and Cllr Beech seconded it.\n\n"
        "The amending Motion was withdrawn. The Chairman declared the Motion defeated."
    )
    assert [(one.proposer, one.outcome) for one in meeting.resolutions] == [
        ("Cllr Ash", Outcome.LOST),
        ("Cllr Fir", Outcome.WITHDRAWN),
    ]


def test_items_of_a_list_approved_together_end_no_motion() -> None:
    motion, *_ = parsed(
        "It was moved by Cllr Ash, seconded by Cllr Elm, to name the lane.\n\n"
        "Staff: leave, credential recommendations and school actions – approved as submitted."
    ).resolutions
    assert motion.outcome is Outcome.NOT_STATED


def test_a_proposal_withdrawn_far_below_a_motion_is_another() -> None:
    meeting = parsed(
        "Proposed by Cllr Ash, seconded by Cllr Elm that oak be bought.\n\n"
        + "\n\n".join(f"The Clerk spoke of lane {number} and of its many holes." for number in range(5))
        + "\n\nMr Pine asked for a link. Members did not like it and the proposal was withdrawn."
    )
    assert [(one.proposer, one.outcome) for one in meeting.resolutions] == [
        ("Cllr Ash", Outcome.NOT_STATED),
        (None, Outcome.WITHDRAWN),
    ]


def test_a_vote_because_not_all_favour_something_else_is_not_that_on_what_was_agreed_before_it() -> None:
    meeting = parsed(
        "On the proposal of Cllr Elm, seconded by Cllr Fir, it was agreed to oil the gate.\n\n"
        "As not all Members were in favour of the new bridge, the Chair directed that a vote be taken and the result"
        " was as follows:\n\nFor\n\nCllrs Ash, Fir (2)\n\nAgainst\n\nCllr Elm (1)"
    )
    assert [(one.outcome, one.votes_for) for one in meeting.resolutions] == [(Outcome.CARRIED, None)]
    assert [one.votes_for for one in meeting.ballots] == [2]


def test_an_amendment_that_is_to_be_dealt_with_first_is_not_yet_carried() -> None:
    meeting = parsed(
        "It was agreed that Amendment No. 1, proposed by Cllr Ash and seconded by Cllr Elm, would be dealt with first."
    )
    assert [one.outcome for one in meeting.resolutions] == [Outcome.NOT_STATED]


def test_a_proposal_to_put_off_that_is_agreed_puts_off() -> None:
    meeting = parsed("Cllr Ash proposed that the gate should be deferred to June. This proposal was agreed by all.")
    assert [(one.outcome, one.proposer) for one in meeting.resolutions] == [(Outcome.DEFERRED, "Cllr Ash")]


def test_the_number_of_a_recommendation_is_no_count() -> None:
    meeting = parsed("On the proposal of Cllr Ash, seconded by Cllr Elm, Recommendation No.\n\n2 was agreed.")
    assert {one.votes_for for one in meeting.resolutions} == {None}
