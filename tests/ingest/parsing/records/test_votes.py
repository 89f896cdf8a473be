"""How each named person voted, when a meeting began and ended, where it was, and who came and went."""

import pytest

from ingest.parsing import parse
from ingest.parsing.records.counts import counts
from ingest.parsing.records.deciding import decisions
from ingest.parsing.records.votes import vote_lists
from ingest.reading import read
from rag.minutes import Cast, Meeting

HEAD = "HALLOWDOWN PARISH COUNCIL\n\nMinutes of the meeting held on 14 May 2024 at 7.30 pm in the Reading Room.\n\n"
PRESENT = "Present: Cllr A Thorne, Cllr B Quill, Cllr J Prendergast\n\n"


def parsed(words: str, head: str = HEAD) -> Meeting:
    return parse(read("minutes.txt", f"{head}{PRESENT}4. Clock\n\n{words}\n".encode()), "minutes.txt")[0]


def voted(words: str) -> dict[str, Cast]:
    meeting = parsed(words)
    ids = {paragraph.id for paragraph in meeting.paragraphs}
    assert all(vote.paragraph_id in ids for vote in meeting.votes)
    return {vote.name.split()[-1]: vote.cast for vote in meeting.votes}


ALL_WAYS = {"Thorne": Cast.FOR, "Quill": Cast.AGAINST, "Ash": Cast.ABSTAINED}


@pytest.mark.parametrize(
    "words",
    [
        "On a recorded vote:\nFor (1): Cllr Thorne.\nAgainst (1): Cllr Quill.\nAbstained (1): Cllr Ash.",
        "The motion was put.\n\n**For**\n\nCouncillor Thorne. **(1)**\n\n**Against:**\n\nCouncillor Quill. **(1)**\n\n"
        "**Abstentions**\n\nCouncillor Ash. **(1)**",
        "SUBJECT: Item 11 | YEAS: Councillor Thorne | NAYS: Councillor Quill | ABSTAINED: Councillor Ash",
    ],
)
def test_the_lists_of_a_recorded_vote_name_who_voted_how(words):
    assert voted(words) == ALL_WAYS


@pytest.mark.parametrize(
    ("words", "votes"),
    [
        (
            "It was agreed, Cllr Quill voted against and Cllr Ash abstained.",
            {"Quill": Cast.AGAINST, "Ash": Cast.ABSTAINED},
        ),
        ("Proposed by Cllr Quill, seconded by Cllr Ash. 5 Votes for 1 Abstention - Agreed", {}),
        ("Cllrs Quill and Ash voted against the motion.", {"Quill": Cast.AGAINST, "Ash": Cast.AGAINST}),
        ("Carried with 5 in favour and 1 abstention (Cllr Ash).", {"Ash": Cast.ABSTAINED}),
        ("Proposed by Cllr Quill, seconded by Cllr Ash, six were in favour, one abstained.", {}),
        ("The Council was against the plan. For: more information.", {}),
        ("SUBJECT: Item 11 | YEAS: Councillor Thorne | NAYS: NIL | DISPOSITION: CARRIED", {"Thorne": Cast.FOR}),
        (
            "A vote was taken.\n\nFor\n\nCouncillor Thorne. (1)\n\nAbstentions\n\nThere were no Abstentions.\n\n"
            "Accordingly, the following was adopted:\n\nProposed by Councillor Quill;\n\nSeconded by Councillor Ash;",
            {"Thorne": Cast.FOR},
        ),
    ],
)
def test_a_sentence_may_name_who_voted_how(words, votes):
    assert voted(words) == votes


def test_a_voter_is_spelt_as_in_the_list_of_those_present():
    votes = parsed("For (2): Councillor Thorne, Councillor Prendergasl. Against (0): none.").votes
    assert [vote.name for vote in votes] == ["Cllr A Thorne", "Councillor Prendergasl"]
    slip = parsed("For (1): Cllr J Prendergasl.").votes
    assert [vote.name for vote in slip] == ["Cllr J Prendergast"]


@pytest.mark.parametrize(
    ("close", "ended"),
    [
        ("The meeting closed at 9.05 pm.", "21:05"),
        ("There being no further business the Chairman closed the meeting at 21:05", "21:05"),
        ("MEETING ENDED 9.O5 P.M.", "21:05"),
        ("The meeting closed with thanks.", None),
    ],
)
def test_the_end_is_told_as_a_time(close, ended):
    meeting = parsed(close)
    assert (meeting.begun, meeting.ended) == ("19:30", ended)


@pytest.mark.parametrize(
    ("head", "begun", "venue"),
    [
        ("Minutes of the meeting held on 14 May 2024 at 7.30 pm in the Reading Room.\n\n", "19:30", "Reading Room"),
        (
            "MEETING HELD IN THE VILLAGE HALL, ORME, ON TUESDAY, 14TH MAY, 2024, AT 10AM.\n\n",
            "10:00",
            "VILLAGE HALL, ORME",
        ),
        ("14 May 2024, 19:00-20:30.\nOrme School\n\n", "19:00", None),
        ("Minutes of the meeting held on 14 May 2024\n\n", None, None),
    ],
)
def test_the_head_tells_when_and_where(head, begun, venue):
    meeting = parsed("The clock was mended.", f"HALLOWDOWN PARISH COUNCIL\n\n{head}")
    assert (meeting.begun, meeting.venue) == (begun, venue)


def test_times_may_stand_in_the_text_and_without_a_point():
    text = "1. Opening\n\nThe meeting opened at 1832.\n\n2. Close\n\nThe meeting closed at 1940.\n"
    meeting = parsed(text, "HALLOWDOWN PARISH COUNCIL\n\nMinutes of the meeting of 14 May 2024\n\n")
    assert (meeting.begun, meeting.ended) == ("18:32", "19:40")


@pytest.mark.parametrize(
    ("words", "arrived", "left"),
    [
        ("Cllr Quill arrived at 7.52 pm during this item.", "arrived at 7.52 pm during this item", None),
        ("Cllr Quill left the room. The clock was discussed.", None, "left the room, item 4"),
        ("Cllrs Thorne and Quill left the meeting at 8.15 pm.", None, "left the meeting at 8.15 pm"),
        ("Cllr Quill left the room. Cllr Quill returned at 9 pm.", None, "left the room, item 4; returned at 9 pm"),
        ("Cllr Quill left a note. Cllr Quill withdrew the motion.", None, None),
    ],
)  # fmt: skip
def test_who_came_and_went_is_told_in_the_minutes_words(words, arrived, left):
    quill = next(person for person in parsed(words).attendance if "Quill" in person.name)
    assert (quill.arrived, quill.left) == (arrived, left)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("5 for, 2 against", (5, 2)),
        ("6 for and 1 against", (6, 1)),
        ("4 voted for the motion, 3 votes against", (4, 3)),
        ("It was agreed to hire 20 for the day", (None, None)),
        ("It was agreed to buy 6 for children", (None, None)),
    ],
)
def test_a_number_is_a_count_of_votes_where_nothing_else_is_counted(words, told):
    found = counts(words)
    assert (found.votes_for, found.against) == told


def test_what_was_voted_on_begins_behind_the_count():
    [ballot] = parsed("It was resolved by 3 votes to 1 that the clock be mended.").ballots
    assert (ballot.matter, ballot.votes_for, ballot.votes_against) == ("that the clock be mended", 3, 1)


def test_what_stands_behind_a_number_and_the_next_item_are_no_voters():
    meeting = parsed(
        "Proposed Cllr Thorne, seconded Cllr Quill. For - 2 Abstention - 1 5. Matters Cllr Ash gave Mr Elm a map."
    )
    assert meeting.votes == ()


def test_who_was_not_present_at_the_vote_ends_the_list_and_did_not_vote():
    votes = voted("Motion Carried\nYes: Cllr Thorne, Cllr Quill\nNot Present at Vote: Cllr Prendergast")
    assert votes == {"Thorne": Cast.FOR, "Quill": Cast.FOR}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("5 in favour, 1 abstain", (5, None, 1)),
        ("The motion carried 3-0", (3, 0, None)),
        ("Vote: Aye: Ash No: None Abstain: Elm", (None, None, None)),
        ("2 Agreed as a true record", (None, None, None)),
    ],
)
def test_numbers_are_counts_where_they_count_votes(words: str, told: tuple[int | None, int | None, int | None]) -> None:
    counted = counts(words)
    assert (counted.votes_for, counted.against, counted.abstained) == told


def test_voters_end_where_the_next_motion_is_made() -> None:
    words = (
        "Motion Carried\nYes: Board Members Ash, Elm\nNo: Board Members Fir, Oak\n\n"
        "Board Member Beech moved that the mill be let; second by Board Member Cedar."
    )
    assert [one.names for one in vote_lists(words)] == [("Ash", "Elm"), ("Fir", "Oak")]
    carried, moved = decisions(words.replace("\n", " "))
    assert not carried.movers
    assert moved.movers.proposer == "Board Member Beech"
