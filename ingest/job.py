"""The ingestion job: find the files, read and parse each, put it into the ledger, let the indexes follow."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ingest.indexing import Progress, follow, silent
from ingest.reading import SUFFIXES, read_bytes
from ingest.workers import Given, Parsed, parsed
from rag.errors import UnreadableFile, WrongUse
from rag.home import assert_embedder
from rag.ledger import Ledger
from rag.minutes import Document
from rag.settings import Settings


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
    with progress("reading", len(files)) as advance:
        run = _Run(ledger, settings, advance)
        run.failed += missing
        with closing(parsed(run.to_read(files), settings)) as outcomes:
            for place, outcome in outcomes:
                run.take_in(place, outcome)
    follow(ledger, settings, progress)
    return Report(
        new=tuple(run.new), changed=tuple(run.changed), unchanged=tuple(run.unchanged), failed=tuple(run.failed)
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
        if not hidden and path.suffix.lower() in SUFFIXES and path.is_file():
            yield path


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A file that is being read, and the document that it will be."""

    file: Path
    source: str
    digest: str
    name: str


class _Run:
    """One run over files: what is to be read, and what became of each."""

    def __init__(self, ledger: Ledger, settings: Settings, advance: Callable[[int], object]) -> None:
        self._ledger, self._settings, self._advance = ledger, settings, advance
        self._shelves = _Shelves(ledger)
        self.new: list[str] = []
        self.changed: list[str] = []
        self.unchanged: list[str] = []
        self.failed: list[Failure] = []

    def to_read(self, files: Sequence[Path]) -> Iterator[tuple[_Place, Given]]:
        """The files whose bytes the ledger doesn't know, each with its place; notes the others."""
        for file in files:
            try:
                data = read_bytes(file, max_bytes=self._settings.max_file_mb * 1_000_000)
            except UnreadableFile as error:
                self._fail(file, error)
                continue
            digest, source = hashlib.sha256(data).hexdigest(), _writable(file.resolve())
            known = self._shelves.find(source, file.name, digest)
            if known and self._shelves.digest(known) == digest:
                self._leave(known, source, digest)
            else:
                name = known or self._shelves.name_for(file)
                yield (
                    _Place(file=file, source=source, digest=digest, name=name),
                    Given(name=name, file=file.name, data=data),
                )

    def take_in(self, place: _Place, outcome: Parsed | UnreadableFile) -> None:
        """Put what was read into the ledger, or note why it couldn't be read."""
        known = self._shelves.find(place.source, place.file.name, place.digest)
        if isinstance(outcome, UnreadableFile):
            self._fail(place.file, outcome)
        elif known and self._shelves.digest(known) == place.digest:  # its copy was read just before it
            self._leave(known, place.source, place.digest)
        else:
            source, meeting = outcome.source, outcome.meeting
            self._ledger.put(
                Document(
                    name=place.name,
                    source=place.source,
                    digest=place.digest,
                    format=source.format,
                    text=source.text,
                    meeting=meeting,
                    ocr=source.ocr,
                )
            )
            self._shelves.put(place.source, place.name, place.digest)
            (self.changed if known else self.new).append(place.name)
            self._advance(1)

    def _leave(self, name: str, source: str, digest: str) -> None:
        if self._shelves.left(name):
            self._ledger.moved(name, source)
            self._shelves.put(source, name, digest)
        self.unchanged.append(name)
        self._advance(1)

    def _fail(self, file: Path, error: UnreadableFile) -> None:
        self.failed.append(Failure(document=_writable(file), reason=str(error)))
        self._advance(1)


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
        self._taken = set(self._digests)

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
        """The file's name, led by as many of its folders as it takes to be unlike every other; kept for it."""
        parts = Path(_writable(file.resolve())).parts
        names = ("/".join(parts[-length:]) for length in range(1, len(parts) + 1))
        name = next((name for name in names if name not in self._taken), _writable(file.resolve()))
        self._taken.add(name)
        return name

    def put(self, source: str, name: str, digest: str) -> None:
        """Note where a document came from and what it held."""
        self._by_source[source] = name
        self._sources[name] = source
        self._digests[name] = digest
