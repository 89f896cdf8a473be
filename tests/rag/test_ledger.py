import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.errors import HomeDamaged, HomeEmpty, HomeOutdated, StorageFailure, UnknownDocument
from rag.ledger import Departure, FailedFile, Ledger, Listed, MeetingHeld
from rag.minutes import Action, Attendance, Ballot, Cast, Document, Outcome, Presence, Resolution, Vote
from rag.settings import Server

Make = Callable[..., Document]


@pytest.fixture
def ledger(tmp_path: Path, database: Server | None) -> Iterator[Ledger]:
    with closing(Ledger(tmp_path / "home", create=True, server=database)) as made:
        yield made


@pytest.fixture
def in_a_file(tmp_path: Path) -> Iterator[Ledger]:
    with closing(Ledger(tmp_path / "home", create=True)) as made:
        yield made


def texts(ledger: Ledger, document: str) -> list[str]:
    return [one.paragraph.text for one in ledger.paragraphs_of(document)]


# Taking in and taking out


def test_a_ballot_joins_its_counts_its_names_and_its_paragraphs(ledger: Ledger, document: Make):
    made = document("a.txt", ["Cllr Wick moved a fence.", "For: Cllr Wick. Against: Cllr Amble."], ["Amended."])
    ballots = tuple(
        Ballot(
            paragraph_id=ids[0],
            matter=matter,
            amendment=amendment,
            votes_for=1,
            votes_against=1,
            abstentions=None,
            outcome=Outcome.LOST,
            paragraph_ids=ids,
        )
        for matter, amendment, ids in (("an amendment", 1, ("a.txt-2",)), ("a fence", 0, ("a.txt-0", "a.txt-1")))
    )
    meeting = replace(
        made.meeting,
        ballots=ballots,
        resolutions=(
            Resolution(paragraph_id="a.txt-0", proposer="Cllr Wick", seconder=None, outcome=Outcome.LOST, ballot=1),
        ),
        votes=(Vote(paragraph_id="a.txt-1", name="Cllr Amble", cast=Cast.AGAINST, ballot=1),),
        attendance=(
            Attendance(
                paragraph_id="a.txt-1", name="Ada Oram", organisation=None, presence=Presence.APOLOGIES, note="illness"
            ),
        ),
    )
    ledger.put(replace(made, meetings=(meeting,)))
    [row] = ledger.rows("""SELECT b.document, b.paragraph, b.matter, b.amendment, b.votes_against, b.outcome, v.name
                           FROM resolutions r JOIN ballots b ON b.id = r.ballot JOIN votes v ON v.ballot = b.id""")
    assert tuple(row) == ("a.txt", "a.txt-0", "a fence", 0, 1, "lost", "Cllr Amble")
    proofs = ledger.rows("SELECT matter, p.paragraph FROM ballots JOIN ballot_paragraphs p ON ballot = id ORDER BY 2")
    assert [tuple(row) for row in proofs] == [
        ("a fence", "a.txt-0"),
        ("a fence", "a.txt-1"),
        ("an amendment", "a.txt-2"),
    ]
    assert ledger.rows("SELECT note FROM attendance")[0]["note"] == "illness"
    ledger.put(replace(made, meetings=(meeting,)))
    ledger.remove("a.txt")
    assert ledger.rows("SELECT 1 FROM ballots UNION ALL SELECT 1 FROM ballot_paragraphs") == []


def test_a_document_that_was_put_is_there_in_full(ledger: Ledger, document: Make):
    made = document("a.txt", ["The grant was cut.", "It hurt."], ["The Chair left."])
    ledger.put(made)
    assert ledger.text("a.txt") == made.text
    assert texts(ledger, "a.txt") == ["The grant was cut.", "It hurt.", "The Chair left."]
    last = ledger.paragraph("a.txt-2")
    assert last is not None
    assert last.paragraph == made.meeting.paragraphs[2]
    assert (last.document, last.digest, last.body, last.held_on) == (
        "a.txt",
        made.digest,
        "Ottermouth Parish Council",
        date(2024, 1, 18),
    )
    assert (last.item, last.item_title, last.position) == ("2", "Item 2", 2)


@pytest.mark.parametrize("break_", ["\r\n", "\r\n\r\n", "😀", "\u2028", "e\u0301", "\n"])
def test_offsets_count_characters_whatever_stands_before(ledger: Ledger, document: Make, break_: str):
    paragraphs = ["The 🏛️ was mended.\r\nTwice.", "It cost £5 — or \U0001d7d3.", "ﬁn."]
    ledger.put(document("a.txt", paragraphs, break_=break_))
    assert texts(ledger, "a.txt") == paragraphs


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    paragraphs=st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1), min_size=1
    )
)
def test_any_paragraph_comes_back_character_for_character(ledger: Ledger, document: Make, paragraphs: list[str]):
    ledger.put(document("a.txt", paragraphs, break_="\r\n"))
    text = ledger.text("a.txt") or ""
    assert texts(ledger, "a.txt") == paragraphs
    assert [text[one.paragraph.start : one.paragraph.end] for one in ledger.paragraphs_of("a.txt")] == paragraphs


def test_a_document_takes_the_place_of_the_one_from_the_same_source(ledger: Ledger, document: Make):
    ledger.put(document("a.txt", ["The grant is £500."], source="/minutes/x"))
    ledger.put(document("b.txt", ["The Chair left at nine."], source="/minutes/x"))
    assert [row["name"] for row in ledger.documents()] == ["b.txt"]
    assert ledger.paragraph("a.txt-0") is None
    assert ledger.text("a.txt") is None


def test_a_document_takes_the_place_of_the_one_of_the_same_name(ledger: Ledger, document: Make):
    ledger.put(document("a.txt", ["The grant is £500."], source="/here/a.txt"))
    ledger.put(document("a.txt", ["The grant is £600."], source="/there/a.txt"))
    assert texts(ledger, "a.txt") == ["The grant is £600."]


def test_a_document_that_was_removed_leaves_no_word_in_the_file(in_a_file: Ledger, document: Make, tmp_path: Path):
    ledger = in_a_file
    ledger.put(document("a.txt", ["A word about Zanzibarquux."]))
    ledger.put(document("b.txt", ["The Chair left."]))
    ledger.remove("a.txt")
    assert ledger.text("a.txt") is None
    assert [row["name"] for row in ledger.documents()] == ["b.txt"]
    assert not [file for file in (tmp_path / "home").iterdir() if b"Zanzibarquux" in file.read_bytes()]


def test_removing_what_isnt_there_says_so(ledger: Ledger):
    with pytest.raises(UnknownDocument, match=r"'a\.txt'.*minutebook status"):
        ledger.remove("a.txt")


def test_a_write_that_fails_changes_nothing(in_a_file: Ledger, document: Make):
    ledger = in_a_file
    ledger.put(document("a.txt", ["The grant is £500."]))
    pages = ledger._base.execute("PRAGMA page_count").fetchone()[0]
    ledger._base.execute(f"PRAGMA max_page_count = {pages}")  # a disk that is full
    with pytest.raises(StorageFailure, match=r"full.*nothing was changed"):
        ledger.put(document("a.txt", ["The grant is £600. " * 5000]))
    assert texts(ledger, "a.txt") == ["The grant is £500."]
    assert ledger.unindexed("dense") == ["a.txt"]


def test_a_moved_file_is_known_by_its_new_place(ledger: Ledger, document: Make):
    ledger.put(document("a.txt", ["The Chair left."], source="/old/a.txt"))
    ledger.moved("a.txt", "/new/a.txt")
    assert [row["source"] for row in ledger.documents()] == ["/new/a.txt"]


# What became of a paragraph

ROOF = "The roof of the village hall leaks above the stage and must be mended."
PUMP = "Mr Orme will ask two firms for the price of a new pump."


def where(ledger: Ledger, id: str) -> str | None:
    found = ledger.paragraph(id)
    return found.id if found else None


def test_an_earlier_id_leads_to_the_paragraph_that_took_its_place_however_often_that_changed(
    ledger: Ledger, document: Make
):
    ledger.put(document("a.txt", [ROOF, PUMP], ids="one"))
    ledger.put(document("a.txt", ["Silence was kept.", ROOF, PUMP.replace("two", "three")], ids="two"))
    ledger.put(document("a.txt", ["Silence was kept.", ROOF.replace("village", "parish")], ids="three"))
    assert [where(ledger, id) for id in ("one-0", "two-0", "two-1", "three-1")] == [
        "three-1",
        "three-0",
        "three-1",
        "three-1",
    ]
    assert [one.id for one in ledger.neighbours("one-0")] == ["three-0", "three-1"]
    for gone in ("one-1", "two-2"):
        assert where(ledger, gone) is None
        assert ledger.departure(gone) == Departure(document="a.txt", there=True)
    assert ledger.departure("nowhere") is None
    assert ledger.departure("three-0") is None


def test_a_document_under_another_name_takes_its_ids_and_what_is_gone_along(ledger: Ledger, document: Make):
    ledger.put(document("a.md", [ROOF, PUMP]))
    ledger.put(document("a.md", [ROOF]))
    ledger.put(document("a.docx", [ROOF + " Soon."]), replaces="a.md")
    assert [row["name"] for row in ledger.documents()] == ["a.docx"]
    assert where(ledger, "a.md-0") == "a.docx-0"
    assert ledger.departure("a.md-1") == Departure(document="a.docx", there=True)


def test_the_ids_of_a_removed_document_say_so_and_come_back_with_it(ledger: Ledger, document: Make):
    ledger.put(document("a.txt", [ROOF, PUMP], ids="one"))
    ledger.put(document("a.txt", [ROOF + " Soon."], ids="two"))
    ledger.remove("a.txt")
    for id in ("one-0", "one-1", "two-0"):
        assert ledger.departure(id) == Departure(document="a.txt", there=False)
    ledger.put(document("a.txt", [ROOF + " Soon."], ids="two"))
    assert where(ledger, "two-0") == "two-0"
    assert ledger.departure("two-0") is None


# The same minutes twice


def test_of_a_draft_and_the_adopted_minutes_the_adopted_ones_answer_in_whatever_order_they_came(
    ledger: Ledger, document: Make
):
    adopted = document("adopted.txt", [ROOF, PUMP])
    draft = document("draft.txt", [ROOF, PUMP, "To be confirmed at the next meeting."], draft=True)
    for order in ((adopted, draft), (draft, adopted)):
        for each in order:
            ledger.put(each)
        assert [one.document for one in ledger.meetings()] == ["adopted.txt"]
        assert ledger.superseded_by("draft.txt") == "adopted.txt"
        assert ledger.superseded_by("adopted.txt") is None
        assert where(ledger, "draft.txt-0")
        ledger.remove("adopted.txt")
        assert [one.document for one in ledger.meetings()] == ["draft.txt"]
        ledger.remove("draft.txt")


def test_minutes_of_two_meetings_on_one_day_both_answer(ledger: Ledger, document: Make):
    ledger.put(document("annual.txt", [ROOF, PUMP]))
    ledger.put(
        document("ordinary.txt", ["The Chair of the council was elected for the year.", "The meeting closed at nine."])
    )
    ledger.put(document("other.txt", [ROOF, PUMP], body="Roads Committee"))
    ledger.put(document("later.txt", [ROOF, PUMP], held_on=date(2024, 2, 1)))
    ledger.put(document("undated.txt", [ROOF, PUMP], held_on=None))
    ledger.put(document("undated too.txt", [ROOF, PUMP], held_on=None))
    assert len(ledger.meetings()) == 6


# What failed, and what a manifest says


def test_a_failure_is_kept_until_the_file_is_read_or_forgotten(ledger: Ledger, document: Make):
    failed = FailedFile(source="/minutes/a.txt", document="a.txt", reason="'a.txt' is empty: save it.", digest="0")
    ledger.fail(failed)
    ledger.fail(replace(failed, reason="'a.txt' is binary: save it."))
    assert [one.reason for one in ledger.failures()] == ["'a.txt' is binary: save it."]
    ledger.put(document("a.txt", ["x"]))
    assert ledger.failures() == []
    ledger.fail(replace(failed, source="/b.txt", document="b.txt"))
    ledger.remove("b.txt")
    assert ledger.failures() == []
    ledger.fail(failed)
    ledger.forget([failed.source])
    assert ledger.failures() == []


def test_a_link_that_is_told_counts_at_once_and_goes_with_a_moved_file(ledger: Ledger, document: Make):
    ledger.put(document("a.txt", ["x"]))
    entry = Listed(source="/minutes/a.txt", link="https://orrin.example/a", held_on=date(2024, 1, 18))
    ledger.list_files([entry])
    found = ledger.paragraph("a.txt-0")
    assert found
    assert found.link == "https://orrin.example/a"
    ledger.list_files([Listed(source="/minutes/a.txt", link="https://orrin.example/b")])
    ledger.moved("a.txt", "/elsewhere/a.txt")
    assert ledger.listed() == {
        "/elsewhere/a.txt": replace(entry, source="/elsewhere/a.txt", link="https://orrin.example/b")
    }
    ledger.remove("a.txt")
    assert ledger.listed() == {}


# What the indexes follow


def test_a_new_document_waits_for_the_indexes_until_they_hold_it(ledger: Ledger, document: Make):
    ledger.put(document("b.txt", ["one"]))
    ledger.put(document("a.txt", ["two"]))
    ledger.indexed("words", ["a.txt", "b.txt"])
    assert ledger.unindexed("words") == []
    assert ledger.unindexed("dense") == ["a.txt", "b.txt"]
    ledger.indexed("dense", ["a.txt"])
    assert ledger.unindexed("dense") == ["b.txt"]
    assert {id for id, _ in ledger.all_ids("dense")} == {"a.txt-0"}
    ledger.put(document("a.txt", ["two", "three"]))
    assert ledger.unindexed("words") == ["a.txt"]
    ledger.unindex()
    assert ledger.unindexed("words") == ledger.unindexed("dense") == ["a.txt", "b.txt"]


def test_paragraphs_that_left_are_told_until_the_indexes_gave_them_up(ledger: Ledger, document: Make):
    ledger.put(document("a.txt", ["one", "two"]))
    ledger.put(document("b.txt", ["three"]))
    ledger.put(document("a.txt", ["one"]))
    assert (ledger.retired(), ledger.gone(), ledger.removed()) == (["a.txt-0", "a.txt-1"], ["a.txt-1"], False)
    ledger.remove("b.txt")
    assert ledger.retired() == ["a.txt-0", "a.txt-1", "b.txt-0"]
    assert (ledger.gone(), ledger.removed()) == (["a.txt-1", "b.txt-0"], True)
    ledger.given_up()
    assert (ledger.retired(), ledger.gone(), ledger.removed()) == ([], [], False)
    assert texts(ledger, "a.txt") == ["one"]


# Reading


def test_paragraphs_come_in_the_order_of_the_ids_without_unknown_ones(ledger: Ledger, document: Make):
    ledger.put(document("a.txt", [f"Point {n}." for n in range(1200)]))
    ids = [f"a.txt-{n}" for n in range(1199, -1, -1)]
    assert [one.id for one in ledger.paragraphs([*ids[:600], "nowhere", *ids[600:]])] == ids


def test_neighbours_are_the_paragraphs_around_one_in_its_document(ledger: Ledger, document: Make):
    ledger.put(document("a.txt", ["one", "two", "three"], ["four"]))
    ledger.put(document("b.txt", ["five"]))

    def around(id: str, **reach: int) -> list[str]:
        return [one.paragraph.text for one in ledger.neighbours(id, **reach)]

    assert around("a.txt-1") == ["one", "two", "three"]
    assert around("a.txt-0") == ["one", "two"]
    assert around("a.txt-3") == ["three", "four"]
    assert around("a.txt-2", before=2, after=0) == ["one", "two", "three"]
    assert around("nowhere") == []


def test_surroundings_are_the_text_beside_a_paragraph_within_its_item(ledger: Ledger, document: Make):
    ledger.put(document("a.txt", ["one", "two", "three"], ["four"], ["five", "six"]))
    around = ledger.surroundings(["a.txt-1", "a.txt-3", "a.txt-4", "a.txt-5", "nowhere"])
    assert around == {
        "a.txt-1": ("one", "three"),
        "a.txt-3": (),
        "a.txt-4": ("six",),
        "a.txt-5": ("five",),
        "nowhere": (),
    }


def test_what_is_written_is_seen_at_once_by_this_process_and_by_others(
    ledger: Ledger, tmp_path: Path, database: Server | None, document: Make
):
    one = ledger
    with closing(Ledger(tmp_path / "home", server=database)) as other:
        one.put(document("a.txt", ["The grant was cut."]))
        for ledger in (one, other):
            assert [meeting.document for meeting in ledger.meetings()] == ["a.txt"]
            assert texts(ledger, "a.txt") == ["The grant was cut."]
        one.put(document("a.txt", ["The grant was kept."]))
        one.put(document("b.txt", ["Other."], held_on=date(2025, 1, 18)))
        for ledger in (one, other):
            assert [meeting.document for meeting in ledger.meetings()] == ["a.txt", "b.txt"]
            assert texts(ledger, "a.txt") == ["The grant was kept."]
        other.remove("a.txt")
        for ledger in (one, other):
            assert [meeting.document for meeting in ledger.meetings()] == ["b.txt"]
            assert texts(ledger, "a.txt") == []


def test_meetings_come_by_date_the_undated_last(ledger: Ledger, document: Make):
    ledger.put(document("c.txt", ["x"], held_on=None))
    ledger.put(document("b.txt", ["x"], held_on=date(2024, 3, 1)))
    ledger.put(document("a.txt", ["x"], held_on=date(2024, 5, 1)))
    assert [one.document for one in ledger.meetings()] == ["b.txt", "a.txt", "c.txt"]
    assert ledger.meetings()[0] == MeetingHeld(
        id="b.txt", document="b.txt", body="Ottermouth Parish Council", held_on=date(2024, 3, 1), minuted=False
    )


def test_a_paper_that_lists_nobody_and_records_no_decision_minutes_nothing(ledger: Ledger, document: Make):
    decided = document("b.txt", ["x"], held_on=date(2024, 3, 1))
    carried = Resolution(paragraph_id="b.txt-0", proposer=None, seconder=None, outcome=Outcome.CARRIED)
    ledger.put(replace(decided, meetings=(replace(decided.meeting, resolutions=(carried,)),)))
    ledger.put(document("a.txt", ["x"], held_on=date(2024, 5, 1)))
    assert [(one.document, one.minuted) for one in ledger.meetings()] == [("b.txt", True), ("a.txt", False)]


def test_a_summary_counts_what_there_is(ledger: Ledger, document: Make):
    first = document("a.txt", ["one", "two"], ["three"], held_on=date(2024, 3, 1))
    meeting = replace(
        first.meeting,
        resolutions=(Resolution(paragraph_id="a.txt-0", proposer="Cllr Wick", seconder=None, outcome=Outcome.CARRIED),),
        actions=(Action(paragraph_id="a.txt-1", owner="the Clerk", task="write"),),
        attendance=(
            Attendance(paragraph_id="a.txt-2", name="Cllr Wick", organisation=None, presence=Presence.PRESENT),
            Attendance(paragraph_id="a.txt-2", name="Cllr Amble", organisation=None, presence=Presence.APOLOGIES),
        ),
    )
    ledger.put(replace(first, meetings=(meeting,)))
    ledger.put(document("b.txt", ["draft of the same meeting"], held_on=date(2024, 3, 1)))
    ledger.put(document("c.txt", ["x"], body="Roads Committee", held_on=date(2023, 5, 2)))
    ledger.put(document("d.txt", ["x"], body="Roads Committee", held_on=None))
    ledger.indexed("dense", ["a.txt", "b.txt", "c.txt"])
    found = ledger.summary()
    assert (found.documents, found.meetings, found.items, found.paragraphs) == (4, 3, 5, 6)
    assert (found.resolutions, found.actions, found.attendance, found.unindexed) == (1, 1, 2, 1)
    assert found.bodies == ("Ottermouth Parish Council", "Roads Committee")
    assert (found.first, found.last) == (date(2023, 5, 2), date(2024, 3, 1))
    ledger.remove("a.txt")
    assert (ledger.summary().resolutions, ledger.summary().actions, ledger.summary().attendance) == (0, 0, 0)


def test_an_empty_ledger_has_an_empty_summary(ledger: Ledger):
    found = ledger.summary()
    assert (found.documents, found.paragraphs, found.bodies, found.first, found.last) == (0, 0, (), None, None)


def test_a_fact_noted_about_the_home_is_kept_and_can_be_changed(
    ledger: Ledger, tmp_path: Path, database: Server | None
):
    assert ledger.about("embedder") is None
    ledger.note("embedder", "one")
    ledger.note("embedder", "two")
    with closing(Ledger(tmp_path / "home", server=database)) as second:
        assert second.about("embedder") == "two"


# The file


def test_a_second_connection_sees_each_write_whole(
    ledger: Ledger, document: Make, tmp_path: Path, database: Server | None
):
    with closing(Ledger(tmp_path / "home", server=database)) as second:
        assert second.summary().documents == 0
        ledger.put(document("a.txt", ["one", "two"]))
        assert texts(second, "a.txt") == ["one", "two"]


def test_what_was_put_outlives_the_connection_and_making_it_again(
    ledger: Ledger, document: Make, tmp_path: Path, database: Server | None
):
    ledger.put(document("a.txt", ["one"]))
    ledger.close()
    with closing(Ledger(tmp_path / "home", create=True, server=database)) as again:
        assert texts(again, "a.txt") == ["one"]


def test_a_home_without_a_ledger_is_empty_and_stays_as_it_was(tmp_path: Path):
    with pytest.raises(HomeEmpty, match="minutebook ingest"):
        Ledger(tmp_path / "home")
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("content", [b"", b"not a ledger at all " * 100, b"SQLite format 3\0" + b"\xff" * 4096])
def test_a_file_that_is_no_ledger_is_a_damaged_home(tmp_path: Path, content: bytes):
    (tmp_path / "ledger.sqlite").write_bytes(content)
    with pytest.raises(HomeDamaged, match="restore it from a backup"):
        Ledger(tmp_path)


def test_damage_met_while_reading_is_a_damaged_home(in_a_file: Ledger, document: Make, tmp_path: Path):
    ledger = in_a_file
    ledger.put(document("a.txt", ["one " * 5000]))
    ledger.close()
    path = tmp_path / "home" / "ledger.sqlite"
    with closing(sqlite3.connect(path)) as base:
        base.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        root = base.execute("SELECT rootpage FROM sqlite_master WHERE name = 'paragraphs'").fetchone()[0]
        size = base.execute("PRAGMA page_size").fetchone()[0]
    data = bytearray(path.read_bytes())
    data[(root - 1) * size : root * size] = b"\xff" * size
    path.write_bytes(data)
    with closing(Ledger(tmp_path / "home")) as damaged, pytest.raises(HomeDamaged, match="restore it from a backup"):
        damaged.paragraphs_of("a.txt")


def test_a_home_that_cannot_be_a_folder_is_a_storage_failure(tmp_path: Path):
    (tmp_path / "home").write_text("a file")
    with pytest.raises(StorageFailure, match="--home"):
        Ledger(tmp_path / "home", create=True)


@pytest.mark.parametrize("create", [False, True])
def test_a_ledger_of_another_version_says_the_way_out_and_stays_as_it_was(
    in_a_file: Ledger, document: Make, tmp_path: Path, create: bool
):
    in_a_file.put(document("a.txt", ["one"]))
    in_a_file._base.execute("ALTER TABLE documents DROP COLUMN remarks")
    in_a_file._base.execute("PRAGMA user_version = 0")
    in_a_file.close()
    with pytest.raises(HomeOutdated, match=r"another version.*new --home"):
        Ledger(tmp_path / "home", create=create)
