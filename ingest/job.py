"""The ingestion job: find the files, read and parse each, put it into the ledger, let the indexes follow."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.indexing import Progress, follow, silent
from ingest.parsing import parse
from ingest.reading import SUFFIXES, read, read_bytes
from rag.errors import UnreadableFile, WrongUse
from rag.home import assert_embedder
from rag.ledger import Ledger
from rag.minutes import Document
from rag.settings import Settings

_SPOKEN_OF = frozenset({".doc", ".rtf", ".odt"})  # minutes too, so that a folder's walk says why it can't take them


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A file that couldn't be taken in, and why."""

    document: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a run did: names of documents, and the failures."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    failed: tuple[Failure, ...]


def ingest(paths: Sequence[Path], ledger: Ledger, settings: Settings, progress: Progress = silent) -> Report:
    """Take the files and folders in; a file that can't be read is reported and the rest goes on.

    Raises WrongUse where the paths hold no minutes at all or the home was made by another embedding model,
    StorageFailure where the disk refuses.
    """
    files, missing = find(paths)
    if not files:
        what = (
            f"{missing[0].document!r} doesn't exist"
            if missing
            else f"There are no minutes in {', '.join(repr(str(p)) for p in paths)}"
        )
        raise WrongUse(f"{what}; give files or folders with {', '.join(sorted(SUFFIXES))} in them.")
    assert_embedder(ledger, settings.embedder, settings.home)
    shelves = _Shelves(ledger)
    outcomes: dict[str, list[str]] = {"new": [], "changed": [], "unchanged": []}
    failed = list(missing)
    with progress("reading", len(files)) as advance:
        for file in files:
            try:
                outcome, name = _take_in(file, ledger, shelves, settings)
                outcomes[outcome].append(name)
            except UnreadableFile as error:
                failed.append(Failure(document=_writable(file), reason=str(error)))
            advance(1)
    follow(ledger, settings, progress)
    return Report(
        new=tuple(outcomes["new"]),
        changed=tuple(outcomes["changed"]),
        unchanged=tuple(outcomes["unchanged"]),
        failed=tuple(failed),
    )


def find(paths: Sequence[Path]) -> tuple[list[Path], list[Failure]]:
    """The files to read, each once and in order, and the paths that don't exist."""
    found: dict[Path, None] = {}
    missing = []
    for path in paths:
        if path.is_dir():
            found |= dict.fromkeys(_walk(path))
        elif path.exists() or path.is_symlink():
            found[path] = None
        else:
            missing.append(Failure(document=_writable(path), reason=f"{str(path)!r} doesn't exist; check the path."))
    return list(found), missing


def _walk(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
        if not hidden and path.suffix.lower() in SUFFIXES | _SPOKEN_OF and path.is_file():
            yield path


def _take_in(file: Path, ledger: Ledger, shelves: "_Shelves", settings: Settings) -> tuple[str, str]:
    data = read_bytes(file, max_bytes=settings.max_file_mb * 1_000_000)
    digest = hashlib.sha256(data).hexdigest()
    source = _writable(file.resolve())
    known = shelves.find(source, file.name, digest)
    if known and shelves.digest(known) == digest:
        if shelves.left(known):
            ledger.moved(known, source)
            shelves.put(source, known, digest)
        return "unchanged", known
    name = known or shelves.name_for(file)
    text = read(file.name, data)
    ledger.put(
        Document(
            name=name,
            source=source,
            digest=digest,
            format=text.format,
            text=text.text,
            meeting=parse(text, name),
            ocr=text.ocr,
        )
    )
    shelves.put(source, name, digest)
    return ("changed" if known else "new"), name


def _writable(path: Path) -> str:
    """The path in characters that can be kept and printed, also where its name was written in another encoding."""
    return str(path).encode(errors="backslashreplace").decode()


class _Shelves:
    """Which document came from where, as the run goes on; a document's name is unique in the ledger."""

    def __init__(self, ledger: Ledger) -> None:
        rows = ledger.documents()
        self._by_source: dict[str, str] = {row["source"]: row["name"] for row in rows}
        self._sources: dict[str, str] = {row["name"]: row["source"] for row in rows}
        self._digests: dict[str, str] = {row["name"]: row["digest"] for row in rows}

    def find(self, source: str, file_name: str, digest: str) -> str | None:
        """The document from this source; else one of the same name and bytes, which is the same file from elsewhere."""
        if source in self._by_source:
            return self._by_source[source]
        alike = (name for name, held in self._digests.items() if held == digest)
        return next((name for name in alike if name.rpartition("/")[2] == file_name), None)

    def left(self, name: str) -> bool:
        """Whether a document's file is no longer where it was read from."""
        return not Path(self._sources[name]).exists()

    def digest(self, name: str) -> str:
        """The digest of a document's file as last read."""
        return self._digests[name]

    def name_for(self, file: Path) -> str:
        """The file's name, led by as many of its folders as it takes to be unlike every other."""
        parts = Path(_writable(file.resolve())).parts
        for length in range(1, len(parts) + 1):
            name = "/".join(parts[-length:])
            if name not in self._digests:
                return name
        return _writable(file.resolve())

    def put(self, source: str, name: str, digest: str) -> None:
        """Note where a document came from and what it held."""
        self._by_source[source] = name
        self._sources[name] = source
        self._digests[name] = digest
