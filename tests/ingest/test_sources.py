"""Where minutes lie: folders, patterns, archives; what is done about archives that mean harm."""

import os
import zipfile
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest

from ingest.sources import Failure, Source, at, find
from rag.errors import UnreadableFile

MOST = 100_000


def packed(path: Path, **members: str | bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("2023/may.txt", "2024/june.md", "2024/july/plan.pdf", "2024/photo.jpg", ".hidden/may.txt", "old.doc"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path


def names(*paths: Path) -> list[str]:
    return [source.file for source in find(paths).sources]


def test_a_folder_is_walked_in_order_without_what_is_hidden_or_of_other_kinds(folder: Path):
    assert names(folder) == ["may.txt", "plan.pdf", "june.md", "old.doc"]


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("**/*.txt", ["may.txt"]),
        ("2024/*", ["june.md"]),
        ("20*/*", ["may.txt", "june.md"]),
        ("**/*.jpg", []),
        ("**", ["may.txt", "plan.pdf", "june.md", "old.doc"]),
    ],
)
def test_a_pattern_finds_files_of_minutes(folder: Path, pattern: str, found: list[str]):
    assert names(folder / pattern) == found


def test_a_file_whose_name_looks_like_a_pattern_is_a_file(tmp_path: Path):
    (tmp_path / "minutes [draft].txt").write_text("x")
    assert names(tmp_path / "minutes [draft].txt") == ["minutes [draft].txt"]


def test_what_leads_to_nothing_is_told(tmp_path: Path):
    found = find([tmp_path / "gone.txt", tmp_path / "*.txt"])
    assert not found.sources
    assert [failure.reason.rpartition(": ")[0].split("' ")[1] for failure in found.failed] == [
        "doesn't exist",
        "matches no file",
    ]


def test_the_members_of_an_archive_are_files_of_their_own(tmp_path: Path):
    content = {
        "b.md": "Bench",
        "2024/a.txt": "Wall",
        "photo.jpg": "",
        "__MACOSX/._a.txt": "",
        ".a.txt": "",
    }
    archive = packed(tmp_path / "Minutes.ZIP", **content)
    found = find([archive])
    wall, bench = found.sources
    assert not found.failed
    assert [one.document for one in found.passed_over] == [f"{archive}/photo.jpg"]
    assert (wall.file, wall.names[0], wall.read_bytes(MOST)) == ("a.txt", "Minutes.ZIP/2024/a.txt", b"Wall")
    assert (bench.file, bench.names[0], bench.read_bytes(MOST)) == ("b.md", "Minutes.ZIP/b.md", b"Bench")
    assert wall.place == f"{tmp_path}/Minutes.ZIP/2024/a.txt"
    assert at(wall.place) == wall
    archive.unlink()
    assert at(wall.place) is None


def test_the_name_of_a_file_grows_by_its_folders():
    assert Source(path=Path("/east/2024/may.txt")).names[:2] == ("may.txt", "2024/may.txt")


@pytest.mark.parametrize(
    "name", ["../may.txt", "/etc/may.txt", "2024/../../may.txt", "..\\may.txt", "C:\\may.txt", "a\x1b[1m.txt"]
)
def test_an_archive_with_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str):
    found = find([packed(tmp_path / "a.zip", **{"june.txt": "x", name: "x"})])
    [failure] = found.failed
    assert not found.sources
    assert "a name that leads out of it: make the archive anew" in failure.reason


def test_an_archive_that_unpacks_to_far_more_than_it_is_is_refused(tmp_path: Path):
    found = find([packed(tmp_path / "a.zip", **{f"{n}.txt": bytes(10**6) for n in range(20)})])
    [failure] = found.failed
    assert not found.sources
    assert "holds 20 files of 20 MB in all" in failure.reason


def test_no_more_of_a_member_is_read_than_a_file_may_be_long(tmp_path: Path):
    [source] = find([packed(tmp_path / "a.zip", **{"a.txt": os.urandom(200_000)})]).sources
    with pytest.raises(UnreadableFile, match=r"'a.zip/a.txt' is larger than 0 MB: split it"):
        source.read_bytes(MOST)


def test_a_damaged_archive_or_member_is_told(tmp_path: Path):
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 no archive")
    assert "can't be opened" in find([tmp_path / "a.zip"]).failed[0].reason
    archive = packed(tmp_path / "b.zip", **{"a.txt": os.urandom(50_000)})
    data = bytearray(archive.read_bytes())
    data[1000:1100] = bytes(100)
    archive.write_bytes(data)
    [source] = find([archive]).sources
    with pytest.raises(UnreadableFile, match=r"'b.zip/a.txt' is damaged .*: make the archive anew"):
        source.read_bytes(MOST)


def test_an_encrypted_member_is_told(tmp_path: Path):
    archive = packed(tmp_path / "a.zip", **{"a.txt": "Wall"})
    data = archive.read_bytes()
    for mark, flags in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        place = data.index(mark) + flags
        data = data[:place] + bytes([data[place] | 1]) + data[place + 1 :]
    archive.write_bytes(data)
    [source] = find([archive]).sources
    with pytest.raises(UnreadableFile, match=r"'a.zip/a.txt' can't be unpacked .*: unpack it and ingest the folder"):
        source.read_bytes(MOST)


def zipped(**members: str | bytes) -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


def mail(body: str, **attached: bytes) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "Minutes of 3 May"
    message.set_content(body)
    for name, data in attached.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message


def reasons(passed: list[Failure]) -> dict[str, str]:
    return {Path(one.document).name: one.reason.partition("' ")[2] for one in passed}


def test_what_a_folder_holds_besides_is_named(folder: Path):
    (folder / "sheet.ods").touch()
    (folder / "Thumbs.db").touch()
    (folder / ".june.txt").touch()
    assert reasons(find([folder]).passed_over) == {
        ".june.txt": "is hidden: name it without the dot, or give its own path",
        "may.txt": "is hidden: name it without the dot, or give its own path",
        "photo.jpg": "is of a kind that isn't read: save it as .docx or PDF",
        "sheet.ods": "is of a kind that isn't read: save it as .docx or PDF",
    }
    assert reasons(find([folder / "2024" / "*"]).passed_over).keys() == {"photo.jpg"}


def test_links_are_followed_to_files_and_named_otherwise(tmp_path: Path, folder: Path):
    (elsewhere := tmp_path / "elsewhere").mkdir()
    (outside := tmp_path.parent / f"{tmp_path.name}.txt").write_text("outside")
    (elsewhere / "out.txt").symlink_to(outside)
    (elsewhere / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    (elsewhere / "more").symlink_to(folder / "2024")
    (elsewhere / "a.txt").write_text("a")
    (elsewhere / "again.txt").symlink_to(elsewhere / "a.txt")
    found = find([elsewhere])
    assert [source.file for source in found.sources] == ["a.txt", "out.txt"]
    assert reasons(found.passed_over) == {
        "again.txt": f"is a link to '{elsewhere}/a.txt', which is read there",
        "gone.txt": "is a link that leads nowhere: put back what it led to",
        "more": "is a link to a folder, which isn't followed: give that folder",
    }


def test_a_folder_that_may_not_be_looked_into_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch):
    look = os.scandir

    def guarded(path: str) -> object:
        if str(path).endswith("2024"):
            raise PermissionError(13, "Permission denied", str(path))
        return look(path)

    monkeypatch.setattr("os.scandir", guarded)
    found = find([folder])
    assert [source.file for source in found.sources] == ["may.txt", "old.doc"]
    assert found.failed[0].reason.endswith("/2024' may not be looked into: change its permissions and ingest it again")


def test_a_manifest_is_no_minutes(tmp_path: Path):
    (tmp_path / "list.csv").write_text("file,url,date\n")
    (tmp_path / "own.csv").write_text("Action,Owner\n")
    (tmp_path / "given.csv").write_text("x\n")
    found = find([tmp_path], tmp_path / "given.csv")
    assert [source.file for source in found.sources] == ["own.csv"]
    assert reasons(found.passed_over) == {"list.csv": "is a manifest: give it with --manifest"}


def test_archives_within_archives_and_folders_are_looked_through(tmp_path: Path):
    held: dict[str, str | bytes] = {"june.txt": "June", "x.png": "", "bad.zip": "none"}
    inner = zipped(**held, **{"deep.zip": zipped(**{"may.txt": "May"})})
    packed(tmp_path / "2024.zip", **{"inner.zip": inner}, **{"july.txt": "July"})
    found = find([tmp_path])
    assert {source.member: source.read_bytes(MOST) for source in found.sources} == {
        "inner.zip/deep.zip/may.txt": b"May",
        "inner.zip/june.txt": b"June",
        "july.txt": b"July",
    }
    assert reasons(found.passed_over).keys() == {"x.png"}
    assert found.failed[0].document == f"{tmp_path}/2024.zip/inner.zip/bad.zip"
    first = next(iter(found.sources))
    assert at(first.place) == first
    assert not found.archives


def test_the_files_attached_to_an_email_are_documents(tmp_path: Path):
    sent = mail(
        "Please find them attached.", **{"may.txt": b"May", "logo.png": b"", "all.zip": zipped(**{"a.txt": "A"})}
    )
    sent.add_attachment(mail("The gate was mended.", **{"../june.md": b"June"}))
    (tmp_path / "minutes.eml").write_bytes(sent.as_bytes())
    found = find([tmp_path])
    assert {source.member: source.read_bytes(MOST) for source in found.sources} == {
        "all.zip/a.txt": b"A",
        "attachment 4.eml/june.md": b"June",
        "may.txt": b"May",
    }
    assert reasons(found.passed_over) == {
        "logo.png": "is of a kind that isn't read: save it as .docx or PDF",
        "message.txt": "is a covering note of 8 words: read it in the mail",
    }


def test_the_text_of_an_email_is_a_document_where_it_says_more(tmp_path: Path):
    (tmp_path / "alone.eml").write_bytes(mail("The gate – green – was mended.").as_bytes())
    (tmp_path / "long.eml").write_bytes(mail("The gate was mended. " * 30, **{"may.txt": b"May"}).as_bytes())
    alone, *others = find([tmp_path]).sources
    assert alone.read_bytes(MOST).decode().startswith("Minutes of 3 May\n\nThe gate – green")
    assert [source.member for source in others] == ["may.txt", "message.txt"]


def test_what_is_no_email_is_told(tmp_path: Path):
    (tmp_path / "a.eml").write_bytes(b"\0\1\2 none")
    assert "'a.eml' can't be opened" in find([tmp_path]).failed[0].reason


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "may.txt"
    path.write_text("May")
    size = iter([3, 5, 5, 5])
    real = os.fstat
    monkeypatch.setattr("os.fstat", lambda file: os.stat_result((*real(file)[:6], next(size), 0, 0, 0)))
    with pytest.raises(UnreadableFile, match=r"'may.txt' changed while it was read: ingest it again once it is saved"):
        Source(path=path).read_bytes(MOST)
