"""What a run keeps and tells: failures, links, archives, files exported anew, what changed, what looks wrong."""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest

from ingest.job import ingest
from ingest.manifest import Entry
from ingest.report import Report, passed_over
from ingest.watching import watch
from ingest.workers import Given, Parsed, parsed
from rag.errors import UnreadableFile
from rag.home import opened
from rag.ledger import Ledger, Oddity, oddities
from rag.minutes import AgendaItem, Document, Meeting
from rag.settings import Settings

T = TypeVar("T")
LINK = "https://orrin.example/may"
MAY = """Orrin Parish Council

Minutes of the meeting held on 3 May 2024

1. Wall

The churchyard wall was mended for £450 by Mr Dent, the mason of Upper Orrin, in the last week of April.

2. Bench

RESOLVED: that a bench of oak be bought for the green. Proposed by Cllr Moss, seconded by Cllr Dent.
"""


@pytest.fixture(autouse=True)
def _no_indexes(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is told here is the ledger's; the indexes follow it in test_job."""
    monkeypatch.setattr("ingest.job.follow", lambda *_, **__: None)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", cache=tmp_path / "cache")


@pytest.fixture
def minutes(tmp_path: Path) -> Path:
    (tmp_path / "minutes").mkdir()
    (tmp_path / "minutes" / "may.md").write_text(MAY, encoding="utf-8")
    return tmp_path / "minutes"


def run(
    settings: Settings, *paths: Path, retry: bool = False, prune: bool = False, entries: Sequence[Entry] = ()
) -> Report:
    with opened(settings.home, create=True) as ledger:
        return ingest(paths, ledger, settings, retry=retry, prune=prune, entries=entries)


def kept(settings: Settings) -> list[str]:
    """The names of the files that the ledger says can't be read."""
    with opened(settings.home) as ledger:
        return [one.document for one in ledger.failures()]


# Failures


def test_a_failure_is_kept_told_again_and_tried_again_when_its_bytes_change_or_on_demand(
    settings: Settings, minutes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (minutes / "bad.txt").write_bytes(b"\0\1\2\3" * 100)
    first = run(settings, minutes)
    tried: list[str] = []

    def noted(files: Iterable[tuple[T, Given]], settings: Settings) -> Iterator[tuple[T, Parsed | UnreadableFile]]:
        def each() -> Iterator[tuple[T, Given]]:
            for place, given in files:
                tried.append(given.file)
                yield place, given

        return parsed(each(), settings)

    monkeypatch.setattr("ingest.job.parsed", noted)
    assert run(settings, minutes).failed == first.failed
    assert tried == []
    run(settings, retry=True)
    assert tried == ["bad.txt"]
    (minutes / "bad.txt").write_bytes(b"\0\1\2" * 100)
    run(settings, minutes)
    assert tried == ["bad.txt", "bad.txt"]


def test_a_failure_is_forgotten_when_the_file_is_read_or_gone_or_as_it_was(settings: Settings, minutes: Path) -> None:
    bad = minutes / "bad.txt"
    bad.touch()
    run(settings, minutes)
    assert kept(settings) == ["bad.txt"]
    bad.write_text(MAY.replace("3 May", "7 June"), encoding="utf-8")
    assert run(settings, retry=True).new == ("bad.txt",)
    assert kept(settings) == []
    bad.write_bytes(b"")
    run(settings, minutes)
    assert kept(settings) == ["bad.txt"]
    bad.write_text(MAY.replace("3 May", "7 June"), encoding="utf-8")
    assert "bad.txt" in run(settings, minutes).unchanged
    assert kept(settings) == []
    bad.write_bytes(b"")
    run(settings, minutes)
    bad.unlink()
    assert run(settings, retry=True).failed == ()
    assert kept(settings) == []


def test_a_failing_file_keeps_its_name(settings: Settings, tmp_path: Path) -> None:
    for parish in ("east", "west"):
        (tmp_path / parish).mkdir()
        (tmp_path / parish / "may.txt").write_bytes(b"")
    run(settings, tmp_path / "east", tmp_path / "west")
    assert kept(settings) == ["may.txt", "west/may.txt"]
    (tmp_path / "west" / "may.txt").write_text(MAY, encoding="utf-8")
    assert run(settings, tmp_path / "west").new == ("west/may.txt",)


# Names


@pytest.mark.parametrize("between", [0, 20])
def test_a_copy_takes_no_name_however_far_from_its_file_it_is_found(
    settings: Settings, tmp_path: Path, between: int
) -> None:
    others = {f"a/other{n}.md": MAY.replace("450", str(n)) for n in range(between)}
    files = {"A/may.md": MAY, **others, "b/may.md": MAY, "c/b/may.md": MAY.replace("3 May", "7 June")}
    for place, text in files.items():
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(text, encoding="utf-8")
    report = run(settings, *(tmp_path / place for place in files))
    assert report.unchanged == ("may.md",)
    assert report.new == ("may.md", *(Path(one).name for one in others), "b/may.md")


# Archives


def test_the_members_of_an_archive_are_documents(settings: Settings, minutes: Path) -> None:
    with zipfile.ZipFile(minutes / "minutes.zip", "w") as archive:
        archive.writestr("2024/june.md", MAY.replace("3 May", "7 June"))
        archive.writestr("may.md", MAY)
        archive.writestr("empty.md", "")
    assert run(settings, minutes / "may.md").new == ("may.md",)
    report = run(settings, minutes / "minutes.zip")
    assert (report.new, report.unchanged) == (("minutes.zip/2024/june.md",), ("may.md",))
    assert [failure.document for failure in report.failed] == [str(minutes / "minutes.zip" / "empty.md")]
    again = run(settings, minutes / "minutes.zip")
    assert len(again.unchanged) == 2
    with zipfile.ZipFile(minutes / "minutes.zip", "w") as archive:
        archive.writestr("2024/june.md", MAY.replace("3 May", "7 June").replace("450", "475"))
    assert run(settings, minutes / "minutes.zip").changed == ("minutes.zip/2024/june.md",)


# What a folder holds besides, and what is gone from it


def test_what_is_passed_over_is_reported_and_kept_while_it_is_there(settings: Settings, minutes: Path) -> None:
    (minutes / "slides.pptx").touch()
    report = run(settings, minutes)
    reason = f"{str(minutes / 'slides.pptx')!r} is of a kind that isn't read: save it as .docx or PDF"
    assert [(one.document, one.reason) for one in report.passed_over] == [(str(minutes / "slides.pptx"), reason)]
    assert list(report.lines())[:3] == [
        "1 new, 0 changed, 0 unchanged, 0 failed, 1 passed over",
        "  passed over: 1 .pptx",
        f"    {reason}",
    ]
    with opened(settings.home) as ledger:
        assert [one.reason for one in passed_over(ledger)] == [reason]
        assert report.record(ledger.summary())["passed_over"] == [asdict(report.passed_over[0])]
    (minutes / "slides.pptx").unlink()
    run(settings, minutes)
    with opened(settings.home) as ledger:
        assert passed_over(ledger) == []


def test_what_vanished_from_a_folder_is_reported_and_taken_out_when_asked(settings: Settings, minutes: Path) -> None:
    (minutes / "june.md").write_text(MAY.replace("3 May", "7 June"), encoding="utf-8")
    run(settings, minutes)
    (minutes / "june.md").unlink()
    assert run(settings, minutes / "may.md").vanished == ()
    report = run(settings, minutes)
    assert (report.vanished, report.removed) == (("june.md",), ())
    assert "  vanished: june.md; --prune takes out what is gone" in report.lines()
    report = run(settings, minutes, prune=True)
    assert (report.vanished, report.removed) == ((), ("june.md",))
    with opened(settings.home) as ledger:
        assert [row["name"] for row in ledger.documents()] == ["may.md"]


def test_what_moved_within_a_folder_did_not_vanish(settings: Settings, minutes: Path) -> None:
    run(settings, minutes)
    (minutes / "2024").mkdir()
    (minutes / "may.md").rename(minutes / "2024" / "may.md")
    report = run(settings, minutes, prune=True)
    assert (report.unchanged, report.removed) == (("may.md",), ())


def test_what_vanished_from_an_archive_is_taken_out_unless_the_archive_is_damaged(
    settings: Settings, minutes: Path
) -> None:
    archive = minutes / "minutes.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("june.md", MAY.replace("3 May", "7 June"))
        made.writestr("july.md", MAY.replace("3 May", "5 July"))
    run(settings, minutes)
    whole = archive.read_bytes()
    archive.write_bytes(whole[:40])
    assert run(settings, minutes, prune=True).removed == ()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("june.md", MAY.replace("3 May", "7 June"))
    assert run(settings, minutes, prune=True).removed == ("minutes.zip/july.md",)


def test_a_watched_folder_is_kept_in_step(settings: Settings, minutes: Path) -> None:
    (minutes / "june.md").write_text(MAY.replace("3 May", "7 June"), encoding="utf-8")
    run(settings, minutes)
    (minutes / "june.md").unlink()
    taken = next(watch(minutes, settings, pause=lambda: None, prune=True))
    report, summary = taken.report, taken.summary
    assert (report.removed, summary.documents) == (("june.md",), 1)


# Exports


def test_a_file_exported_anew_with_another_suffix_is_the_same_document(settings: Settings, minutes: Path) -> None:
    run(settings, minutes)
    with opened(settings.home) as ledger:
        [old] = [p for p in ledger.paragraphs_of("may.md") if "£450" in p.paragraph.text]
    (minutes / "may.md").rename(minutes / "may.txt")
    (minutes / "may.txt").write_text(MAY.replace("Mr Dent", "Mr J Dent"), encoding="utf-8")
    assert run(settings, minutes).changed == ("may.txt",)
    with opened(settings.home) as ledger:
        assert [row["name"] for row in ledger.documents()] == ["may.txt"]
        now = ledger.paragraph(old.id)
        assert now
        assert now.document == "may.txt"
        assert "Mr J Dent" in now.paragraph.text


def test_other_minutes_in_the_place_of_a_file_that_is_gone_are_new(settings: Settings, minutes: Path) -> None:
    run(settings, minutes)
    (minutes / "may.md").unlink()
    (minutes / "may.txt").write_text("Wexley Town Council\n\n1. Roads\n\nNobody spoke about the road at all.\n")
    assert run(settings, minutes).new == ("may.txt",)
    (minutes / "may.html").write_text("<p>Wexley Town Council</p><p>Nobody spoke about the road at all.</p>")
    assert run(settings, minutes).new == ("may.html",)  # beside a file that is still there


# Manifests


def test_a_manifest_links_documents_read_before_or_now_and_is_remembered(settings: Settings, minutes: Path) -> None:
    run(settings, minutes)
    (minutes / "june.md").write_text(MAY.replace("3 May", "7 June"), encoding="utf-8")
    entries = [
        Entry(file="may.md", link=LINK),
        Entry(file="june.md", link=LINK + "?2"),
        Entry(file="july.md", link=LINK),
    ]
    report = run(settings, minutes, entries=entries)
    assert (report.new, report.unchanged) == (("june.md",), ("may.md",))
    assert [failure.document for failure in report.failed] == ["july.md"]
    (minutes / "may.md").write_text(MAY.replace("450", "475"), encoding="utf-8")
    run(settings, minutes)
    with opened(settings.home) as ledger:
        assert {row["name"]: row["link"] for row in ledger.documents()} == {"may.md": LINK, "june.md": LINK + "?2"}


def test_a_body_and_date_that_are_told_stand_in_place_of_those_found(settings: Settings, minutes: Path) -> None:
    run(settings, minutes)
    told = Entry(file="may.md", link=LINK, body="Orrin Burial Board", held_on=date(2024, 5, 4))
    assert run(settings, minutes, entries=[told]).changed == ("may.md",)
    assert run(settings, minutes, entries=[told]).unchanged == ("may.md",)
    assert run(settings, minutes).unchanged == ("may.md",)
    with opened(settings.home) as ledger:
        [meeting] = ledger.meetings()
        assert (meeting.body, meeting.held_on) == ("Orrin Burial Board", date(2024, 5, 4))


# What is told at the end


def test_what_changed_is_told_by_item_and_resolution(settings: Settings, minutes: Path) -> None:
    run(settings, minutes)
    changed = (
        MAY.replace("£450", "£475").replace("of oak", "of iron") + "\n3. Pump\n\nRESOLVED: that the pump be painted.\n"
    )
    (minutes / "may.md").write_text(changed, encoding="utf-8")
    [told] = run(settings, minutes).changes
    assert (told.items.added, told.items.removed, told.items.changed) == (("3 Pump",), (), ("1 Wall", "2 Bench"))
    assert (told.resolutions.added, told.resolutions.removed) == (("3 Pump",), ())
    assert told.resolutions.changed == ("2 Bench",)
    (minutes / "may.md").write_text(MAY.partition("2. Bench")[0], encoding="utf-8")
    report = run(settings, minutes)
    [told] = report.changes
    assert (told.items.removed, told.resolutions.removed) == (("2 Bench", "3 Pump"), ("2 Bench", "3 Pump"))
    assert "  changed: may.md: item “2 Bench”; “3 Pump” removed, item “1 Wall” changed, resolution in" in "\n".join(
        report.lines()
    )


def test_what_looks_wrong_is_told_of_what_was_read(settings: Settings, minutes: Path) -> None:
    (minutes / "next.md").write_text(MAY.replace("2024", "2099"), encoding="utf-8")
    (minutes / "note.md").write_text(
        "The village fete was held in bright sunshine and everybody came.", encoding="utf-8"
    )
    wrong = run(settings, minutes).looks_wrong
    assert wrong == (
        Oddity(of="next.md", what="its date, 2099-05-03, lies in the future"),
        Oddity(of="note.md", what="no date was found"),
        Oddity(of="note.md", what="no body was found"),
        Oddity(of="note.md", what="it has no agenda items"),
    )
    assert run(settings, minutes).looks_wrong == ()


def series(home: Path, left_out: set[date]) -> list[str]:
    """What looks wrong in three years of meetings, each month but August, on their last day."""
    with closing(Ledger(home, create=True)) as ledger:
        for n in range(36):
            day = date(2021 + n // 12, n % 12 + 1, 9)
            if day not in left_out and day.month != 8:
                meeting = Meeting(
                    body="Orrin Parish Council",
                    held_on=day,
                    draft=False,
                    items=(AgendaItem(number="1", title="", paragraphs=()),),
                    resolutions=(),
                    actions=(),
                    attendance=(),
                    remarks=(),
                )
                ledger.put(
                    Document(name=f"{day}", source=f"{day}", digest="0", format="text", text="x", meetings=(meeting,))
                )
        return [one.what for one in oddities(ledger, date(2023, 12, 31))]


def test_a_gap_in_a_monthly_series_is_told_but_no_recess(tmp_path: Path) -> None:
    told = "it meets every month otherwise, but there are no minutes of March 2022"
    assert series(tmp_path, {date(2022, 3, 9)}) == [told]


@pytest.mark.parametrize("step", [2, 40])
def test_a_series_that_is_not_monthly_or_whole_has_no_gaps(tmp_path: Path, step: int) -> None:
    assert (
        series(tmp_path, {date(2021 + n // 12, n % 12 + 1, 9) for n in range(1, 36, step)} - {date(2021, 2, 9)}) == []
    )


# Watching


def test_a_folder_that_is_watched_is_taken_in_when_it_settles(settings: Settings, minutes: Path) -> None:
    growing = minutes / "june.md"
    pauses: list[str] = []

    def pause() -> None:
        pauses.append("")
        if len(pauses) in (3, 4):  # still being copied
            growing.write_text(MAY[: 100 * len(pauses)].replace("3 May", "7 June"))
        if len(pauses) > 8:
            raise KeyboardInterrupt

    rounds = []

    def follow() -> None:
        for taken in watch(minutes, settings, pause=pause):
            rounds.append((len(pauses), taken.report.new))
            with opened(settings.home):  # the home is free between the rounds
                assert taken.summary.documents == len(rounds)

    with pytest.raises(KeyboardInterrupt):
        follow()
    assert rounds == [(1, ("may.md",)), (5, ("june.md",))]


def test_a_home_in_use_is_waited_for(settings: Settings, minutes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.home._WAIT", 0.01)
    other = ExitStack()
    other.enter_context(opened(settings.home, create=True))
    pauses = iter([lambda: None, lambda: None, other.close])
    report = next(watch(minutes, settings, pause=lambda: next(pauses)())).report
    assert report.new == ("may.md",)
    assert list(pauses) == []
