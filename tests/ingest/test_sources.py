"""Where minutes lie: folders, patterns, archives; what is done about archives that mean harm."""

import os
import zipfile
from pathlib import Path

import pytest

from ingest.sources import Source, at, find
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
    return [source.file for source in find(paths)[0]]


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
    found, failed = find([tmp_path / "gone.txt", tmp_path / "*.txt"])
    assert found == []
    assert [failure.reason.rpartition(": ")[0].split("' ")[1] for failure in failed] == [
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
        "c.zip": "",
    }
    archive = packed(tmp_path / "Minutes.ZIP", **content)
    [wall, bench], failed = find([archive])
    assert not failed
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
    found, [failure] = find([packed(tmp_path / "a.zip", **{"june.txt": "x", name: "x"})])
    assert found == []
    assert "a name that leads out of it: make the archive anew" in failure.reason


def test_an_archive_that_unpacks_to_far_more_than_it_is_is_refused(tmp_path: Path):
    found, [failure] = find([packed(tmp_path / "a.zip", **{f"{n}.txt": bytes(10**6) for n in range(20)})])
    assert found == []
    assert "holds 20 files of 20 MB in all" in failure.reason


def test_no_more_of_a_member_is_read_than_a_file_may_be_long(tmp_path: Path):
    [source], _ = find([packed(tmp_path / "a.zip", **{"a.txt": os.urandom(200_000)})])
    with pytest.raises(UnreadableFile, match=r"'a.zip/a.txt' is larger than 0 MB: split it"):
        source.read_bytes(MOST)


def test_a_damaged_archive_or_member_is_told(tmp_path: Path):
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 no archive")
    assert "can't be opened" in find([tmp_path / "a.zip"])[1][0].reason
    archive = packed(tmp_path / "b.zip", **{"a.txt": os.urandom(50_000)})
    data = bytearray(archive.read_bytes())
    data[1000:1100] = bytes(100)
    archive.write_bytes(data)
    [source], _ = find([archive])
    with pytest.raises(UnreadableFile, match=r"'b.zip/a.txt' is damaged .*: make the archive anew"):
        source.read_bytes(MOST)


def test_an_encrypted_member_is_told(tmp_path: Path):
    archive = packed(tmp_path / "a.zip", **{"a.txt": "Wall"})
    data = archive.read_bytes()
    for mark, flags in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        place = data.index(mark) + flags
        data = data[:place] + bytes([data[place] | 1]) + data[place + 1 :]
    archive.write_bytes(data)
    [source], _ = find([archive])
    with pytest.raises(UnreadableFile, match=r"'a.zip/a.txt' can't be unpacked .*: unpack it and ingest the folder"):
        source.read_bytes(MOST)
