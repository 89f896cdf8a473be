"""What was taken in private isn't there for the public, whatever of the ledger is asked for."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import closing
from contextvars import copy_context
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from rag.errors import OriginalGone, StorageFailure
from rag.ledger import GuardedLedger, Ledger, PublicLedger, reading
from rag.minutes import Action, Attendance, Box, Cast, Document, Outcome, Presence, Resolution, Vote
from rag.originals import original
from rag.settings import Server

Make = Callable[..., Document]
SECRET = "The clerk's pay goes up by £900."


@pytest.fixture
def home(tmp_path: Path, database: Server | None, document: Make) -> Path:
    """Two minutes; of one the second item is exempt, with records of every kind in its paragraph."""
    made = document("mixed.txt", ["The wall was mended."], [SECRET, "Cllr Dent left."], ["The meeting closed."])
    pages = {0: 1, 1: 2, 2: 2, 3: 4}
    items = []
    for item in made.meetings[0].items:
        paragraphs = [
            replace(one, page=pages[int(one.id[-1])], boxes=(Box(pages[int(one.id[-1])], 0, 0, 9, 9),))
            for one in item.paragraphs
        ]
        if item.number == "2":
            paragraphs[1] = replace(paragraphs[1], boxes=(Box(2, 0, 0, 9, 9), Box(3, 0, 0, 9, 9)))
        items.append(replace(item, paragraphs=tuple(paragraphs), exempt=item.number == "2"))
    secret = "mixed.txt-1"
    meeting = replace(
        made.meetings[0],
        items=tuple(items),
        resolutions=(Resolution(paragraph_id=secret, proposer=None, seconder=None, outcome=Outcome.CARRIED),),
        actions=(Action(paragraph_id=secret, owner="Clerk", task="sign", due=None),),
        attendance=(Attendance(paragraph_id=secret, name="A Dent", organisation=None, presence=Presence.PRESENT),),
        votes=(Vote(paragraph_id=secret, name="A Dent", cast=Cast.FOR),),
    )
    with closing(Ledger(tmp_path / "home", create=True, server=database)) as ledger:
        ledger.put(replace(made, meetings=(meeting,)))
        ledger.put(document("open.txt", ["A bench was bought."], held_on=date(2024, 2, 1)))
    return tmp_path / "home"


@pytest.fixture
def public(home: Path, database: Server | None) -> Iterator[PublicLedger]:
    with closing(PublicLedger(home, server=database)) as ledger:
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


def test_nothing_recorded_of_them_is_there(public: PublicLedger, home: Path, database: Server | None) -> None:
    summary = public.summary()
    assert (summary.items, summary.paragraphs) == (3, 3)
    assert (summary.resolutions, summary.actions, summary.attendance) == (0, 0, 0)
    assert public.rows("SELECT * FROM votes") == []
    with closing(Ledger(home, server=database)) as whole:
        assert (whole.summary().resolutions, whole.summary().paragraphs) == (1, 5)


def test_the_text_hides_them_and_moves_nothing(public: PublicLedger, home: Path, database: Server | None) -> None:
    with closing(Ledger(home, server=database)) as whole:
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


@pytest.fixture
def guarded(home: Path, database: Server | None) -> Iterator[GuardedLedger]:
    with closing(GuardedLedger(home, server=database)) as ledger:
        yield ledger


def counted(ledger: Ledger) -> int:
    return len(ledger.paragraphs_of("mixed.txt"))


def test_a_guarded_ledger_is_what_its_reader_may_read(guarded: GuardedLedger) -> None:
    assert counted(guarded) == 2  # where nobody said who reads, that is the public
    with reading(public=False):
        assert (counted(guarded), guarded.is_public, guarded.summary().resolutions) == (4, False, 1)
        assert SECRET in (guarded.text("mixed.txt") or "")
        with reading(public=True):
            assert (counted(guarded), guarded.is_public, guarded.summary().resolutions) == (2, True, 0)
        assert counted(guarded) == 4
    assert guarded.is_public


def test_what_is_kept_at_hand_for_one_reader_is_not_shown_to_another(guarded: GuardedLedger) -> None:
    ids = ["mixed.txt-0", "mixed.txt-1"]
    with reading(public=False):
        assert len(guarded.paragraphs(ids)) == 2
        assert guarded.kept("made", lambda: "whole") == "whole"
    with reading(public=True):
        assert len(guarded.paragraphs(ids)) == 1
        assert guarded.kept("made", lambda: "public") == "public"


def test_threads_and_tasks_read_for_whoever_began_them_while_they_wait(guarded: GuardedLedger) -> None:
    with reading(public=False):
        assert asyncio.run(_in_a_thread(guarded)) == 4
        context = copy_context()
    assert context.run(counted, guarded) == 2  # what goes on after its reader has gone is nobody's


async def _in_a_thread(ledger: Ledger) -> int:
    return await asyncio.to_thread(counted, ledger)


def test_a_file_with_exempt_items_is_not_handed_to_the_public(guarded: GuardedLedger) -> None:
    with reading(public=True), pytest.raises(OriginalGone, match="ask an officer for it"):
        original(guarded, "mixed.txt")
    with reading(public=False), pytest.raises(OriginalGone, match="no longer where it was read"):
        original(guarded, "mixed.txt")


def test_which_paragraphs_are_exempt_is_known_whoever_reads(guarded: GuardedLedger) -> None:
    for public in (True, False):
        with reading(public=public):
            assert guarded.exempt(["mixed.txt-0", "mixed.txt-1", "none"]) == {"mixed.txt-1"}


def test_the_whole_is_written_to_and_the_public_is_not(guarded: GuardedLedger) -> None:
    with reading(public=False):
        guarded.note("embedder", "x")
    with reading(public=True), pytest.raises(StorageFailure):
        guarded.note("embedder", "y")
    assert guarded.about("embedder") == "x"


def test_it_is_for_reading_only(public: PublicLedger, document: Make) -> None:
    with pytest.raises(StorageFailure):
        public.note("embedder", "x")


def test_what_is_taken_in_meanwhile_is_read(
    public: PublicLedger, home: Path, database: Server | None, document: Make
) -> None:
    assert public.paragraph("later.txt-0") is None
    with closing(Ledger(home, server=database)) as whole:
        whole.put(document("later.txt", ["A gate was hung."]))
    assert public.paragraph("later.txt-0") is not None
