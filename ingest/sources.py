"""Where minutes lie: files, folders, patterns and zip archives, each file of minutes found once and in order."""

import glob
import zipfile
import zlib
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ingest.reading import SUFFIXES, read_bytes
from rag.errors import UnreadableFile

_MOST_MEMBERS = 10_000
_MOST_PACKED = 200  # times: text packs to a tenth, zeros to a thousandth
_SMALL = 1_000_000  # bytes: no bomb, however well packed


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A file that couldn't be taken in, and why."""

    document: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file of minutes: a file on the disk, or a member of the zip archive that is there."""

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
        return _unpacked(self, max_bytes) if self.member else read_bytes(self.path, max_bytes=max_bytes)


def at(place: str) -> Source | None:
    """What lies at a place that a source once named; None where nothing does."""
    path = Path(place)
    if path.exists():
        return Source(path=path)
    archive = next((parent for parent in path.parents if parent.is_file()), None)
    return Source(path=archive, member=str(path.relative_to(archive))) if archive else None


def find(paths: Sequence[Path]) -> tuple[list[Source], list[Failure]]:
    """The files to read, and the paths that lead to none."""
    found: dict[Source, None] = {}
    failed = []
    for path in paths:
        try:
            found |= dict.fromkeys(_found(path))
        except UnreadableFile as error:
            failed.append(Failure(document=writable(path), reason=str(error)))
    return list(found), failed


def writable(path: Path) -> str:
    """The path in characters that can be kept and printed, also where its name was written in another encoding."""
    return str(path).encode(errors="backslashreplace").decode()


def _found(path: Path) -> list[Source]:
    if path.is_dir():
        return [Source(path=file) for file in _walk(path)]
    if path.is_file() and path.suffix.lower() == ".zip":
        return [Source(path=path, member=name) for name in _members(path)]
    if path.exists() or path.is_symlink():
        return [Source(path=path)]
    if not glob.has_magic(str(path)):
        raise UnreadableFile(f"{writable(path)!r} doesn't exist: check the path")
    matched = [Path(one) for one in sorted(glob.glob(str(path), recursive=True))]
    if not matched:
        raise UnreadableFile(f"{writable(path)!r} matches no file: check the pattern, and that the shell left it alone")
    files = [file for file in matched if file.is_file() and _wanted(PurePosixPath(file.name), {*SUFFIXES, ".zip"})]
    return [source for file in files for source in _found(file)]


def _walk(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if _wanted(PurePosixPath(*path.relative_to(folder).parts), SUFFIXES) and path.is_file():
            yield path


def _wanted(path: PurePosixPath, suffixes: Set[str]) -> bool:
    hidden = any(part.startswith((".", "~$", "__MACOSX")) for part in path.parts)
    return not hidden and path.suffix.lower() in suffixes


def _members(archive: Path) -> list[str]:
    """The minutes in an archive; raises UnreadableFile where it is damaged, or made to do harm."""
    name = archive.name
    try:
        with zipfile.ZipFile(archive) as opened:
            infos = [info for info in opened.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableFile(
            f"{name!r} can't be opened ({error}): make the archive anew and ingest it again"
        ) from error
    unpacked = sum(info.file_size for info in infos)
    if len(infos) > _MOST_MEMBERS or (unpacked > _SMALL and unpacked > _MOST_PACKED * archive.stat().st_size):
        raise UnreadableFile(
            f"{name!r} holds {len(infos):,} files of {unpacked / 1e6:,.0f} MB in all, as archives do that are made "
            "to do harm: unpack it, and ingest the folder"
        )
    # nothing is ever unpacked to the disk; a name that leads elsewhere would still be shown as if it lay there
    for info in infos:
        path = PurePosixPath(info.filename)
        if path.is_absolute() or {"..", "."} & set(path.parts) or "\\" in info.filename or not str(path).isprintable():
            raise UnreadableFile(
                f"{name!r} holds {info.filename!r}, a name that leads out of it: make the archive anew"
            )
    return sorted({str(path) for info in infos if _wanted(path := PurePosixPath(info.filename), SUFFIXES)})


def _unpacked(source: Source, max_bytes: int) -> bytes:
    name = f"{source.path.name}/{source.member}"
    try:
        with zipfile.ZipFile(source.path) as archive, archive.open(source.member) as member:
            data = member.read(max_bytes + 1)
    except FileNotFoundError as error:
        raise UnreadableFile(f"{name!r} vanished before it could be read: put it back and ingest it again") from error
    except RuntimeError as error:  # as zipfile says that a member is encrypted, or packed in a way it doesn't know
        raise UnreadableFile(f"{name!r} can't be unpacked ({error}): unpack it and ingest the folder") from error
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, OSError) as error:
        raise UnreadableFile(f"{name!r} is damaged ({error}): make the archive anew and ingest it again") from error
    if len(data) > max_bytes:
        way_out = "split it, or raise MINUTEBOOK_MAX_FILE_MB, and ingest it again"
        raise UnreadableFile(f"{name!r} is larger than {max_bytes / 1e6:,.0f} MB: {way_out}")
    return data
