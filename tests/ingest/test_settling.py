"""One name for each body of a folder."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ingest.parsing import parse
from ingest.parsing.meeting.bodies import UNNAMED
from ingest.reading import read
from ingest.settling import settled
from rag.ledger import Ledger
from rag.minutes import Document

MINUTES = "Minutes of the Parish Council held on 14 May 2024\n\nPresent: Cllr A Ash\n\n1. Roads\n\nThe road was mended."


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = Ledger(tmp_path, create=True)
    yield opened
    opened.close()


def put(ledger: Ledger, name: str, text: str) -> None:
    meetings = parse(read(name, text.encode()), name)
    ledger.put(Document(name=name, source=f"/{name}", digest=name, format="txt", text=text, meetings=meetings))


def bodies(folder: str, *printed: str) -> list[str]:
    return settled([(f"/files/{folder}/{n}.txt", name) for n, name in enumerate(printed)])


@pytest.mark.parametrize(
    ("variant", "name"),
    [
        ("Parish Council", "Orme Parish Council"),
        ("orme parish council", "Orme Parish Council"),
        ("Orrme Parish Council", "Orme Parish Council"),
        ("Orme and Vale Parish Council", "Orme Parish Council"),
        ("Orme Parish Council Roads Committee", "Orme Parish Council Roads Committee"),
        ("Roads Committee", "Roads Committee"),
        ("West Orme Parish Council", "West Orme Parish Council"),
        (UNNAMED, "Orme Parish Council"),
    ],
)
def test_a_variant_takes_the_name_of_most_of_its_folder(variant, name):
    assert bodies("minutes", variant, *["Orme Parish Council"] * 9)[0] == name


def test_what_a_name_leaves_out_stands_in_the_longer_one():
    assert (
        bodies("x", "Orme School District Board", "Orme School District Board of Trustees")
        == ["Orme School District Board of Trustees"] * 2
    )
    assert bodies("x", "Commission on Aging", "Orme County Commission on Aging")[0] == "Orme County Commission on Aging"


def test_a_committee_is_the_councils_of_its_folder_that_another_heading_says():
    both = bodies("x", "Roads Committee", "Orme Council Roads Committee", "Orme Council", "Orme Council")
    assert both[0] == both[1] == "Orme Council Roads Committee"


def test_two_places_of_which_each_has_its_body_stay_two():
    names = ["Orme Parish Council", "Orme and Vale Parish Council", "Vale Parish Council"]
    assert bodies("x", *names, names[0]) == [*names, names[0]]


@pytest.mark.parametrize(
    ("folder", "printed", "body"),
    [
        ("orme-pc", UNNAMED, "Orme Parish Council"),
        ("orme-pc", "Parish Council", "Orme Parish Council"),
        ("orme-cc", UNNAMED, "Orme CC"),
        ("planning", "Committee", "Planning Committee"),
        ("orme-pc/2024", UNNAMED, "Orme Parish Council"),
        ("minutes", UNNAMED, UNNAMED),
        ("minutes", "Council", "Council"),
        ("case-7", "Council", "Council"),
    ],
)
def test_where_no_minutes_name_their_body_the_folder_does(folder, printed, body):
    assert bodies(folder, printed) == [body]


def test_the_unnamed_of_a_folder_of_several_bodies_are_nobodys():
    assert bodies("minutes", UNNAMED, "Orme Parish Council", "Vale Parish Council")[0] == UNNAMED


def test_folders_do_not_mix():
    names = [("/files/orme-pc/a.txt", "Parish Council"), ("/files/vale-pc/a.txt", "Vale Parish Council")]
    assert settled(names)[0] == "Orme Parish Council"


def test_a_new_name_reaches_every_citation_and_the_indexes_take_the_document_anew(ledger: Ledger):
    put(ledger, "a.txt", MINUTES)
    ledger.indexed("dense", ["a.txt"])
    ledger.name_bodies({("a.txt", 0): "Orme Parish Council"})
    assert {one.body for one in ledger.paragraphs_of("a.txt")} == {"Orme Parish Council"}
    assert ledger.unindexed("dense") == ["a.txt"]
    assert ledger.documents()[0]["printed"] == "Parish Council"


def test_the_name_that_stood_already_changes_nothing(ledger: Ledger):
    put(ledger, "a.txt", MINUTES)
    ledger.indexed("dense", ["a.txt"])
    ledger.name_bodies({("a.txt", 0): "Parish Council"})
    assert ledger.unindexed("dense") == []


def test_copies_meet_under_one_name_and_the_final_one_stands_before_the_longer(ledger: Ledger):
    put(ledger, "may final.txt", MINUTES)
    put(ledger, "may.txt", f"Orme {MINUTES} Much was said of it, as ever.")
    ledger.name_bodies({("may final.txt", 0): "Orme Parish Council", ("may.txt", 0): "Orme Parish Council"})
    assert ledger.superseded_by("may.txt") == "may final.txt"
    assert [one.held_on for one in ledger.meetings()] == [date(2024, 5, 14)]


def test_an_item_of_another_meeting_is_cited_with_its_own_date(ledger: Ledger):
    put(ledger, "year.txt", MINUTES + "\n\n" + MINUTES.replace("14 May", "11 June").replace("road", "ditch"))
    dates = {one.paragraph.text.strip(): one.held_on for one in ledger.paragraphs_of("year.txt")}
    assert dates["The road was mended."] == date(2024, 5, 14)
    assert dates["The ditch was mended."] == date(2024, 6, 11)


def test_draft_minutes_in_a_pack_give_way_to_the_adopted_ones_of_that_meeting(ledger: Ledger):
    agenda = "Orme Parish Council\n\nYou are summoned to the meeting on 11 June 2024.\n\n" + "1. Hall\n\n" * 40
    put(ledger, "pack.txt", f"{agenda}APPENDIX A\nDRAFT\nOrme {MINUTES}\n")
    put(ledger, "may.txt", f"Orme {MINUTES}")
    ledger.name_bodies({(one.meeting, one.position): "Orme Parish Council" for one in ledger.bodies_printed()})
    draft = next(one.meeting for one in ledger.paragraphs_of("pack.txt") if "mended" in one.paragraph.text)
    assert ledger.superseded_by(draft) == "may.txt"
    assert [(one.document, one.held_on) for one in ledger.meetings()] == [
        ("may.txt", date(2024, 5, 14)),
        ("pack.txt", date(2024, 6, 11)),
    ]


def test_a_joint_meeting_is_found_under_each_of_its_bodies(ledger: Ledger):
    put(
        ledger,
        "a.txt",
        MINUTES.replace("the Parish Council", "the Joint Meeting of the Roads Board and the Staff Board"),
    )
    ledger.name_bodies({("a.txt", 0): "Orme Roads Board", ("a.txt", 1): "Orme Staff Board"})
    assert [(one.id, one.body) for one in ledger.meetings()] == [
        ("a.txt", "Orme Roads Board"),
        ("a.txt", "Orme Staff Board"),
    ]
    first = ledger.paragraphs_of("a.txt")[0]
    assert first.label.startswith("Orme Roads Board and Orme Staff Board, 14 May 2024")
    assert ledger.summary().meetings == 1


def test_minutes_of_one_evening_that_begin_at_another_hour_are_of_another_sitting(ledger: Ledger):
    for name, hour in (("six.txt", "6 pm"), ("eight.txt", "8 pm")):
        put(ledger, name, MINUTES.replace("May 2024", f"May 2024 at {hour}"))
    assert len(ledger.meetings()) == 2
