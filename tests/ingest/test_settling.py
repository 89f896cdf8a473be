"""One name for each body of a folder."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ingest.parsing import parse
from ingest.parsing.bodies import UNNAMED
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
    meeting = parse(read(name, text.encode()), name)
    ledger.put(Document(name=name, source=f"/{name}", digest=name, format="txt", text=text, meeting=meeting))


def bodies(folder: str, *printed: str) -> list[str]:
    names = {f"/files/{folder}/{n}.txt": name for n, name in enumerate(printed)}
    return list(settled(names).values())


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
    names = {"/files/orme-pc/a.txt": "Parish Council", "/files/vale-pc/a.txt": "Vale Parish Council"}
    assert settled(names)["/files/orme-pc/a.txt"] == "Orme Parish Council"


def test_a_new_name_reaches_every_citation_and_the_indexes_take_the_document_anew(ledger: Ledger):
    put(ledger, "a.txt", MINUTES)
    ledger.indexed("dense", ["a.txt"])
    ledger.name_bodies({"a.txt": "Orme Parish Council"})
    assert {one.body for one in ledger.paragraphs_of("a.txt")} == {"Orme Parish Council"}
    assert ledger.unindexed("dense") == ["a.txt"]
    assert ledger.documents()[0]["printed"] == "Parish Council"


def test_the_name_that_stood_already_changes_nothing(ledger: Ledger):
    put(ledger, "a.txt", MINUTES)
    ledger.indexed("dense", ["a.txt"])
    ledger.name_bodies({"a.txt": "Parish Council"})
    assert ledger.unindexed("dense") == []


def test_copies_meet_under_one_name_and_the_final_one_stands_before_the_longer(ledger: Ledger):
    put(ledger, "may final.txt", MINUTES)
    put(ledger, "may.txt", f"Orme {MINUTES} Much was said of it, as ever.")
    ledger.name_bodies({"may final.txt": "Orme Parish Council", "may.txt": "Orme Parish Council"})
    assert ledger.superseded_by("may.txt") == "may final.txt"
    assert [one.held_on for one in ledger.meetings()] == [date(2024, 5, 14)]


def test_an_item_of_another_meeting_is_cited_with_its_own_date(ledger: Ledger):
    put(ledger, "year.txt", MINUTES + "\n\n" + MINUTES.replace("14 May", "11 June").replace("road", "ditch"))
    dates = {one.paragraph.text.strip(): one.held_on for one in ledger.paragraphs_of("year.txt")}
    assert dates["The road was mended."] == date(2024, 5, 14)
    assert dates["The ditch was mended."] == date(2024, 6, 11)
