"""Where minutes lie: files, folders, patterns and archives, each file of minutes found once and in order."""

import glob
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from ingest.archives import is_archive, members, unpacked
from ingest.reading import SUFFIXES, read_bytes
from rag.errors import UnreadableFile

_SYSTEM = frozenset({"thumbs.db", "desktop.ini", "__macosx"})
_NOTE = 60  # words of an e-mail that only brings the minutes
_KIND = "is of a kind that isn't read: save it as .docx or PDF"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A file that wasn't taken in, and why."""

    document: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file of minutes: a file on the disk, or a member of the archive that is there."""

    path: Path
    member: str = ""

    @property
    def place(self) -> str:
        """Where it is, whatever the working folder: for a member, its path within the archive's."""
        return "/".join(filter(None, [writable(self.path.resolve()), self.member]))

    @property
    def file(self) -> str:
        """Its own name, without any folder."""
        return PurePosixPath(self.member).name if self.member else self.path.name

    @property
    def names(self) -> tuple[str, ...]:
        """The names that its document may have, shortest first: the file's, led by more and more of its folders."""
        parts = PurePosixPath(self.place).parts
        shortest = 1 + len(PurePosixPath(self.member).parts) if self.member else 1
        return tuple("/".join(parts[-length:]) for length in range(shortest, len(parts) + 1))

    def __str__(self) -> str:
        return writable(self.path / self.member)

    def read_bytes(self, max_bytes: int) -> bytes:
        """All its bytes; raises UnreadableFile if they can't be had or are more than `max_bytes`."""
        return (
            unpacked(self.path, self.member, max_bytes) if self.member else read_bytes(self.path, max_bytes=max_bytes)
        )


def at(place: str) -> Source | None:
    """What lies at a place that a source once named; None where nothing does."""
    path = Path(place)
    if path.exists():
        return Source(path=path)
    archive = next((parent for parent in path.parents if parent.is_file()), None)
    return Source(path=archive, member=str(path.relative_to(archive))) if archive else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What paths lead to.

    Attributes:
        sources: the files to read, each once and in order.
        failed: the paths that lead to nothing, and the folders and archives that can't be opened.
        passed_over: what lies there and isn't read.
        archives: the archives that were looked through to their end.
    """

    sources: dict[Source, None] = field(default_factory=dict)
    failed: list[Failure] = field(default_factory=list)
    passed_over: list[Failure] = field(default_factory=list)
    archives: set[Path] = field(default_factory=set)

    def passes_over(self, path: Path, reason: str) -> None:
        """Note what isn't read; the reason goes on from the path."""
        name = writable(path)
        self.passed_over.append(Failure(document=name, reason=f"{name!r} {reason}"))


def find(paths: Sequence[Path], manifest: Path | None = None) -> Found:
    """The files of minutes that paths and patterns lead to, without the manifest that may lie among them."""
    found = Found()
    for path in paths:
        try:
            _look(path, found, manifest)
        except UnreadableFile as error:
            found.failed.append(Failure(document=writable(path), reason=str(error)))
    return found


def writable(path: Path) -> str:
    """The path in characters that can be kept and printed, also where its name was written in another encoding."""
    return str(path).encode(errors="backslashreplace").decode()


def _look(path: Path, found: Found, manifest: Path | None) -> None:
    if path.is_dir():
        _look_through(path, found, manifest)
    elif path.is_file() and is_archive(path.name):
        _open(path, found)
    elif path.exists() or path.is_symlink():
        found.sources[Source(path=path)] = None
    elif not glob.has_magic(str(path)):
        raise UnreadableFile(f"{writable(path)!r} doesn't exist: check the path")
    elif matched := sorted(glob.glob(str(path), recursive=True)):
        for file in map(Path, matched):
            if file.is_file():
                _take(file, (file.name,), found, manifest)
    else:
        raise UnreadableFile(f"{writable(path)!r} matches no file: check the pattern, and that the shell left it alone")


def _look_through(folder: Path, found: Found, manifest: Path | None) -> None:
    """Takes in the files of a folder and its folders; a link is followed to a file, but not to a folder."""

    def refused(error: OSError) -> None:
        name = writable(Path(str(error.filename)))
        found.failed.append(
            Failure(
                document=name, reason=f"{name!r} may not be looked into: change its permissions and ingest it again"
            )
        )

    files = [Path(at, name) for at, folders, names in os.walk(folder, onerror=refused) for name in [*names, *folders]]
    for path in sorted(files):
        if path.is_symlink() or not path.is_dir():
            _take(path, path.relative_to(folder).parts, found, manifest, folder.resolve())


def _take(path: Path, parts: Sequence[str], found: Found, manifest: Path | None, within: Path | None = None) -> None:
    """Takes in a file that nobody named, or says why not; `parts` are its name and those of its folders."""
    read = PurePosixPath(path.name).suffix.lower() in SUFFIXES or is_archive(path.name)
    if _is_systems(parts) or (path.exists() and manifest and path.samefile(manifest)):
        return
    if any(part.startswith(".") for part in parts):
        if read:
            found.passes_over(path, "is hidden: name it without the dot, or give its own path")
    elif path.is_symlink() and not path.exists():
        found.passes_over(path, "is a link that leads nowhere: put back what it led to")
    elif path.is_dir():
        found.passes_over(path, "is a link to a folder, which isn't followed: give that folder")
    elif path.is_symlink() and within and path.resolve().is_relative_to(within):
        found.passes_over(path, f"is a link to {writable(path.resolve())!r}, which is read there")
    elif not path.is_file():
        found.passes_over(path, "is no regular file: give a file or a folder")
    elif is_archive(path.name):
        try:
            _open(path, found)
        except UnreadableFile as error:
            found.failed.append(Failure(document=writable(path), reason=str(error)))
    elif not read:
        found.passes_over(path, _KIND)
    elif _is_manifest(path):
        found.passes_over(path, "is a manifest: give it with --manifest")
    else:
        found.sources[Source(path=path)] = None


def _is_systems(parts: Sequence[str]) -> bool:
    """Whether a system or an Office program keeps it for itself: what isn't anybody's needs no word in a report."""
    return parts[-1].startswith(("~$", "._")) or any(part.casefold() in _SYSTEM for part in parts)


def _is_manifest(path: Path) -> bool:
    if path.suffix.lower() != ".csv":
        return False
    try:
        with path.open("rb") as file:
            columns = file.readline(1000).removeprefix(b"\xef\xbb\xbf").lower().split(b",")
    except OSError:  # reading will say what is wrong
        return False
    return {b"file", b"url"} <= {column.strip(b' "\r\n') for column in columns}


def _open(archive: Path, found: Found) -> None:
    """Takes in an archive's members; raises UnreadableFile where it is damaged, or made to do harm."""
    inside, broken = members(archive)
    found.failed.extend(Failure(document=writable(archive / name), reason=why) for name, why in broken.items())
    if not broken:
        found.archives.add(archive)
    readable = set[str]()
    for member in inside:
        parts = PurePosixPath(member).parts
        if _is_systems(parts) or any(part.startswith(".") for part in parts):
            continue
        if PurePosixPath(member).suffix.lower() in SUFFIXES:
            readable.add(member)
        else:
            found.passes_over(archive / member, _KIND)
    for member in [one for one in sorted(readable) if PurePosixPath(one).stem == "message"]:
        if len(_beside(member, readable)) > 1 and _of_mail(archive, member) and (words := _few(archive, member)):
            readable.remove(member)
            found.passes_over(archive / member, f"is a covering note of {words} words: read it in the mail")
    found.sources.update(dict.fromkeys(Source(path=archive, member=member) for member in sorted(readable)))


def _beside(member: str, others: set[str]) -> list[str]:
    return [other for other in others if PurePosixPath(other).parent == PurePosixPath(member).parent]


def _of_mail(archive: Path, member: str) -> bool:
    """Whether it is the text of an e-mail rather than a file in an archive."""
    return str(archive / PurePosixPath(member).parent).lower().endswith(".eml")


def _few(archive: Path, member: str) -> int:
    """How many words it has, if they are few; 0 otherwise."""
    words = len(unpacked(archive, member, 10_000).split())
    return words if words <= _NOTE else 0
