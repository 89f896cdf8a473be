"""Files that hold files: zip archives, and e-mails with what is attached to them; also one within another."""

import zipfile
import zlib
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email import message_from_bytes
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import default
from io import BytesIO
from pathlib import Path, PurePosixPath

from rag.errors import UnreadableFile

ARCHIVES = frozenset({".zip", ".eml"})
"""The suffixes, in lower case, of files that hold files."""

_MOST_MEMBERS = 10_000
_MOST_PACKED = 200  # times: text packs to a tenth, zeros to a thousandth
_SMALL = 1_000_000  # bytes: no bomb, however well packed
_MOST_WITHIN = 200_000_000  # bytes of an archive within an archive
_DEEPEST = 3  # archives within each other
_SUFFIXES = {"text/plain": ".txt", "text/html": ".html", "application/pdf": ".pdf", "message/rfc822": ".eml"}


def is_archive(name: str) -> bool:
    """Whether a file of this name holds files."""
    return PurePosixPath(name).suffix.lower() in ARCHIVES


def members(archive: Path) -> tuple[list[str], dict[str, str]]:
    """The paths of the files within an archive, those of archives within it included, in order.

    Returns:
        The members, and those archives within it that can't be opened, each with the reason.

    Raises:
        UnreadableFile: if the archive is damaged, or made to do harm.
    """
    broken: dict[str, str] = {}
    return sorted(set(_members(archive, archive.name, broken))), broken


def unpacked(archive: Path, member: str, most: int) -> bytes:
    """The bytes of a member; raises UnreadableFile if they can't be had or are more than `most`."""
    name = f"{archive.name}/{member}"
    try:
        data = _unpacked(archive, archive.name, member, most)
    except FileNotFoundError as error:
        raise UnreadableFile(f"{name!r} vanished before it could be read: put it back and ingest it again") from error
    except RuntimeError as error:  # as zipfile says that a member is encrypted, or packed in a way it doesn't know
        raise UnreadableFile(f"{name!r} can't be unpacked ({error}): unpack it and ingest the folder") from error
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, OSError) as error:
        raise UnreadableFile(f"{name!r} is damaged ({error}): make the archive anew and ingest it again") from error
    if len(data) > most:
        way_out = "split it, or raise MINUTEBOOK_MAX_FILE_MB, and ingest it again"
        raise UnreadableFile(f"{name!r} is larger than {most / 1e6:,.0f} MB: {way_out}")
    return data


class _Archive(ABC):
    """An opened archive: its files' names and sizes, and their bytes."""

    sizes: Mapping[str, int]
    packed: int

    @abstractmethod
    def read(self, member: str, most: int) -> bytes:
        """A member's bytes, or the first `most` of them and one more."""


class _Zip(_Archive):
    def __init__(self, file: Path | BytesIO) -> None:
        self._zip = zipfile.ZipFile(file)
        self.packed = file.stat().st_size if isinstance(file, Path) else len(file.getbuffer())
        self.infos = [info for info in self._zip.infolist() if not info.is_dir()]
        self.sizes = {info.filename: info.file_size for info in self.infos}

    def read(self, member: str, most: int) -> bytes:
        with self._zip.open(member) as opened:
            return opened.read(most + 1)


class _Mail(_Archive):
    """An e-mail: its text as message.txt or message.html, led by its subject, and the files attached to it."""

    def __init__(self, file: Path | BytesIO) -> None:
        data = file.read_bytes() if isinstance(file, Path) else file.getvalue()
        mail = message_from_bytes(data, _class=EmailMessage, policy=default)
        if not mail.keys():
            raise zipfile.BadZipFile("it has no headers of an e-mail")
        self._files: dict[str, bytes] = {}
        if body := mail.get_body(("plain", "html")):
            suffix = _SUFFIXES[body.get_content_type()]
            subject = f"{mail.get('Subject', '')}\n\n" if suffix == ".txt" else ""
            self._files[f"message{suffix}"] = (subject + str(body.get_content())).encode(errors="replace")
        for number, part in enumerate(mail.iter_attachments(), 1):
            suffix = _SUFFIXES.get(part.get_content_type(), "")
            name = PurePosixPath((part.get_filename() or "").replace("\\", "/")).name or f"attachment {number}{suffix}"
            self._files[name if name not in self._files else f"{number} {name}"] = _content(part)
        self.sizes = {name: len(content) for name, content in self._files.items()}
        self.packed = len(data)

    def read(self, member: str, most: int) -> bytes:
        return self._files[member][: most + 1]


def _content(part: EmailMessage) -> bytes:
    if part.get_content_type() == "message/rfc822":
        return bytes(part.get_content().as_bytes())
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


@contextmanager
def _opened(file: Path | BytesIO, name: str) -> Iterator[_Archive]:
    """The archive; raises UnreadableFile where it is damaged, or made to do harm."""
    try:
        archive = (_Mail if name.lower().endswith(".eml") else _Zip)(file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, LookupError, MessageError) as error:
        if isinstance(error, FileNotFoundError):
            raise
        raise UnreadableFile(
            f"{name!r} can't be opened ({error}): make the archive anew and ingest it again"
        ) from error
    total = sum(archive.sizes.values())
    if len(archive.sizes) > _MOST_MEMBERS or (total > _SMALL and total > _MOST_PACKED * archive.packed):
        raise UnreadableFile(
            f"{name!r} holds {len(archive.sizes):,} files of {total / 1e6:,.0f} MB in all, as archives do that are "
            "made to do harm: unpack it, and ingest the folder"
        )
    # nothing is ever unpacked to the disk; a name that leads elsewhere would still be shown as if it lay there
    for member in archive.sizes:
        path = PurePosixPath(member)
        if path.is_absolute() or {"..", "."} & set(path.parts) or "\\" in member or not member.isprintable():
            raise UnreadableFile(f"{name!r} holds {member!r}, a name that leads out of it: make the archive anew")
    yield archive


def _members(
    file: Path | BytesIO, name: str, broken: dict[str, str], within: str = "", depth: int = 1
) -> Iterator[str]:
    with _opened(file, name) as archive:
        for member in archive.sizes:
            path = within + str(PurePosixPath(member))
            if not is_archive(member) or depth == _DEEPEST:
                yield path
                continue
            try:
                inner = BytesIO(archive.read(member, _MOST_WITHIN))
                yield from _members(inner, PurePosixPath(member).name, broken, f"{path}/", depth + 1)
            except UnreadableFile as error:
                broken[path] = str(error)
            except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError) as error:
                broken[path] = f"{path!r} is damaged ({error}): make the archive anew and ingest it again"


def _unpacked(file: Path | BytesIO, name: str, member: str, most: int) -> bytes:
    with _opened(file, name) as archive:
        outer = next((one for one in archive.sizes if is_archive(one) and member.startswith(f"{one}/")), None)
        if outer is None:
            return archive.read(member, most)
        inner = BytesIO(archive.read(outer, _MOST_WITHIN))
    return _unpacked(inner, outer, member.removeprefix(f"{outer}/"), most)
