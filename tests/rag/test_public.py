"""What was taken in private isn't there for the public, whatever of the ledger is asked for."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from rag.errors import StorageFailure
from rag.ledger import Ledger, PublicLedger
from rag.minutes import Action, Attendance, Box, Cast, Document, Outcome, Presence, Resolution, Vote

Make = Callable[..., Document]
SECRET = "The clerk's pay goes up by £900."


@pytest.fixture
def home(tmp_path: Path, document: Make) -> Path:
    """Two minutes; of one the second item is exempt, with records of every kind in its paragraph."""
    made = document("mixed.txt", ["The wall was mended."], [SECRET, "Cllr Dent left."], ["The meeting closed."])
    pages = {0: 1, 1: 2, 2: 2, 3: 4}
    items = []
    for item in made.meeting.items:
        paragraphs = [
            replace(one, page=pages[int(one.id[-1])], boxes=(Box(pages[int(one.id[-1])], 0, 0, 9, 9),))
            for one in item.paragraphs
        ]
        if item.number == "2":
            paragraphs[1] = replace(paragraphs[1], boxes=(Box(2, 0, 0, 9, 9), Box(3, 0, 0, 9, 9)))
        items.append(replace(item, paragraphs=tuple(paragraphs), exempt=item.number == "2"))
    secret = "mixed.txt-1"
    meeting = replace(
        made.meeting,
        items=tuple(items),
        resolutions=(Resolution(paragraph_id=secret, proposer=None, seconder=None, outcome=Outcome.CARRIED),),
        actions=(Action(paragraph_id=secret, owner="Clerk", task="sign", due=None),),
        attendance=(Attendance(paragraph_id=secret, name="A Dent", organisation=None, presence=Presence.PRESENT),),
        votes=(Vote(paragraph_id=secret, name="A Dent", cast=Cast.FOR),),
    )
    with closing(Ledger(tmp_path / "home", create=True)) as ledger:
        ledger.put(replace(made, meeting=meeting))
        ledger.put(document("open.txt", ["A bench was bought."], held_on=date(2024, 2, 1)))
    return tmp_path / "home"


@pytest.fixture
def public(home: Path) -> Iterator[PublicLedger]:
    with closing(PublicLedger(home)) as ledger:
        yield ledger


def test_exempt_paragraphs_are_not_there(public: PublicLedger) -> None:
    texts = [one.paragraph.text for one in public.paragraphs_of("mixed.txt")]
    assert texts == ["The wall was mended.", "The meeting closed."]
    assert public.paragraph("mixed.txt-1") is None
    assert [one.id for one in public.paragraphs(["mixed.txt-0", "mixed.txt-1", "open.txt-0"])] == [
        "mixed.txt-0",
        "open.txt-0",
    ]
    assert [one.id for one in public.neighbours("mixed.txt-0", after=3)] == ["mixed.txt-0", "mixed.txt-3"]


def test_nothing_recorded_of_them_is_there(public: PublicLedger, home: Path) -> None:
    summary = public.summary()
    assert (summary.items, summary.paragraphs) == (3, 3)
    assert (summary.resolutions, summary.actions, summary.attendance) == (0, 0, 0)
    assert public.rows("SELECT * FROM votes") == []
    with closing(Ledger(home)) as whole:
        assert (whole.summary().resolutions, whole.summary().paragraphs) == (1, 5)


def test_the_text_hides_them_and_moves_nothing(public: PublicLedger, home: Path) -> None:
    with closing(Ledger(home)) as whole:
        text = whole.text("mixed.txt")
    shown = public.text("mixed.txt")
    assert text is not None
    assert shown is not None
    assert len(shown) == len(text)
    assert SECRET not in shown
    assert "Dent" not in shown
    assert all(shown[one.paragraph.start : one.paragraph.end] in text for one in public.paragraphs_of("mixed.txt"))
    assert public.text("open.txt") == "A bench was bought."
    assert public.text("gone.txt") is None


def test_a_document_and_its_pages_are_withheld_where_they_hold_them(public: PublicLedger) -> None:
    assert public.withholds("mixed.txt")
    assert not public.withholds("open.txt")
    assert [page for page in (1, 2, 3, 4) if public.withholds("mixed.txt", page)] == [2, 3]


def test_it_is_for_reading_only(public: PublicLedger, document: Make) -> None:
    with pytest.raises(StorageFailure):
        public.note("embedder", "x")


def test_what_is_taken_in_meanwhile_is_read(public: PublicLedger, home: Path, document: Make) -> None:
    assert public.paragraph("later.txt-0") is None
    with closing(Ledger(home)) as whole:
        whole.put(document("later.txt", ["A gate was hung."]))
    assert public.paragraph("later.txt-0") is not None
