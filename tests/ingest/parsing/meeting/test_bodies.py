"""The name of a body: ends where its kind ends, has its place before it, and none of the words of the meeting."""

import pytest

from ingest.parsing.meeting.bodies import UNNAMED, also_met, body_of, named, vocabulary, words

PRESENT = "\n\nPresent: Cllr A Thorne\n\n1. Roads\n\nThe road was mended."


@pytest.mark.parametrize(("line", "body"), [pair for kind in vocabulary()["kind"] for pair in kind["says"]])
def test_each_kind_names_the_body_of_its_examples(line, body):
    assert body in [one.name for one in named(line)]


@pytest.mark.parametrize(("line", "place"), vocabulary()["place"]["says"])
def test_a_line_of_the_letterhead_is_a_place(line, place):
    board = body_of(f"{line}\n\nThis Regular Board meeting was called to order.{PRESENT}", None, "a.txt")
    assert board == f"{place} Board"


@pytest.mark.parametrize("line", vocabulary()["place"]["silent"])
def test_other_lines_are_no_places(line):
    assert words().place.match(line) is None


CHAIRED = "Don Vale, Secretary\n\nVoting Advisory Committee\nAnn Oak, Chair\n\n"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (f"Elections Commission\n{CHAIRED}MEETING MINUTES\nVoting Advisory Committee", "Voting Advisory Committee"),
        ("MINUTES OF MEETING OF ORME\n\nCITY AND COUNTY COUNCIL HELD IN THE HALL", "Orme City and County Council"),
        ("MINUTES\n\nOF\n\nTHE\n\nMUNICIPAL DISTRICT OF ORME WEST HELD", "Municipal District of Orme West"),
        ("ORME COUNTY COUNCIL\n\nCOUNTY COUNCIL\n\nMINUTES of the County Council", "Orme County Council"),
        ("Orme Board of Education Agenda - to follow the\nCommittee on Roads meeting", "Orme Board of Education"),
        ("Minutes of the General Purposes Committee", "General Purposes Committee"),
        ("Orme Safety Partnership\n\nVALE BOROUGH COUNCIL OFFICES\n\nMINUTES", "Orme Safety Partnership"),
    ],
)
def test_a_heading_names_the_body_that_met(head, body):
    assert body_of(head + PRESENT, None, "a.txt") == body


def test_a_body_of_which_the_business_speaks_did_not_meet():
    text = (
        "Notes of Tuesday\n\nPresent: A Thorne\n\n## Orme Borough Council Cuts\n\nThe Vale Housing Association wrote."
    )
    assert body_of(text, None, "2024-05-14.md") == UNNAMED


def test_a_joint_meeting_has_other_bodies():
    text = "Minutes of the Joint Meeting of the Finance Committee and the Personnel Committee held on Tuesday"
    assert also_met(text + PRESENT, "Finance Committee") == ["Personnel Committee"]
    for names in ("Finance and Personnel Committees", "Finance Committee and the Personnel Committee of Orme Council"):
        text = f"Joint Meeting of the {names} held on Tuesday" + PRESENT
        assert (body_of(text, None, "a.txt"), also_met(text, "Finance Committee")) == (
            "Finance Committee",
            ["Personnel Committee"],
        )
    assert also_met("Minutes of the Joint Policing Committee" + PRESENT, "Joint Policing Committee") == []
