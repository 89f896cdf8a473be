"""The ingestion job: find the files, read and parse each, put it into the ledger, let the indexes follow."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from ingest.indexing import Progress, follow, silent
from ingest.manifest import Entry, listed_of
from ingest.reading import SUFFIXES
from ingest.report import Change, Report, change, note_passed_over
from ingest.settling import settled
from ingest.sources import Failure, Found, Source, at, find, writable
from ingest.workers import Given, Parsed, Workers, parsed
from rag.errors import UnreadableFile, WrongUse
from rag.home import assert_embedder, note_reading
from rag.identity import likeness
from rag.ledger import FailedFile, Ledger, oddities, outline
from rag.minutes import Document
from rag.settings import Settings
from rag.telemetry import note, span, traced

_EXPORTED = 0.3  # likeness to what lay in a file's place with another suffix; other minutes come to 0.22 at most


@span("ingest")
def ingest(
    paths: Sequence[Path],
    ledger: Ledger,
    settings: Settings,
    progress: Progress = silent,
    *,
    entries: Sequence[Entry] = (),
    manifest: Path | None = None,
    retry: bool = False,
    prune: bool = False,
    workers: Workers | None = None,
) -> Report:
    """Take files, folders, archives and patterns in; a file that can't be read is reported and the rest goes on.

    What failed before is tried again only where its bytes changed or with `retry`, then wherever it lies. What vanished
    from a folder or archive among the paths is reported, and with `prune` taken out. The file `manifest` isn't minutes.
    Files are read and passages embedded by processes and threads of this machine, or by `workers`.

    Raises WrongUse where the paths hold no minutes at all, an entry of a manifest means several files, or the home was
    made by another embedding model; StorageFailure where the disk refuses; ServiceLost where the workers are gone.
    """
    progress = traced(progress)
    found = find(paths, manifest)
    sources = list(found.sources)
    if not sources and not retry:
        what = (
            found.failed[0].reason.rpartition(": ")[0]
            if found.failed
            else f"There are no minutes in {', '.join(repr(str(p)) for p in paths)}"
        )
        raise WrongUse(f"{what}; give files or folders with {', '.join(sorted(SUFFIXES))} in them.")
    assert_embedder(ledger, settings.embedder, settings.home)
    note_reading(ledger)
    if retry:
        sources = list(dict.fromkeys([*sources, *filter(None, (at(one.source) for one in ledger.failures()))]))
    listed, strange = listed_of(entries, sources)
    ledger.list_files(listed)
    with progress("reading", len(sources)) as advance:
        run = _Run(ledger, settings, advance, retry=retry)
        run.failed += found.failed
        run.failed += [
            Failure(document=file, reason=f"{file!r} is in the manifest only: check its path") for file in strange
        ]
        files = run.to_read(sources)
        with closing(workers.parsed(files) if workers else parsed(files, settings)) as outcomes:
            for place, outcome in outcomes:
                run.take_in(place, outcome)
    run.compare(paths, found, prune=prune)
    _name_bodies(ledger)
    follow(ledger, settings, progress, workers=workers)
    report = run.report()
    note(new=len(report.new), changed=len(report.changed), failed=len(report.failed))
    return report


def _name_bodies(ledger: Ledger) -> None:
    """Let each body have one name; what a manifest tells stands."""
    listed, printed = ledger.listed(), ledger.bodies_printed()
    bodies = settled([(one.source, one.printed) for one in printed])
    ledger.name_bodies(
        {
            (one.meeting, one.position): body
            for one, body in zip(printed, bodies, strict=True)
            if not (one.source in listed and listed[one.source].body)
        }
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A file that is being read, and the document that it will be."""

    source: Source
    digest: str
    name: str


class _Run:
    """One run over files: what is to be read, and what became of each."""

    def __init__(self, ledger: Ledger, settings: Settings, advance: Callable[[int], object], *, retry: bool) -> None:
        self._ledger, self._settings, self._advance = ledger, settings, advance
        failures = ledger.failures()
        ledger.forget([one.source for one in failures if at(one.source) is None])
        self._failures = {one.source: one for one in failures}
        self._retry = retry
        self._listed = ledger.listed()
        self._shelves = _Shelves(ledger.documents(), failures)
        self._given: dict[tuple[str, str], str] = {}
        self.new: list[str] = []
        self.changed: list[str] = []
        self.unchanged: list[str] = []
        self.failed: list[Failure] = []
        self.passed_over: list[Failure] = []
        self.vanished: list[str] = []
        self.removed: list[str] = []
        self._changes: list[Change] = []

    def to_read(self, sources: Sequence[Source]) -> Iterator[tuple[_Place, Given]]:
        """The files whose bytes the ledger doesn't know, each with its place; notes the others."""
        for source in sources:
            try:
                data = source.read_bytes(self._settings.max_file_mb * 1_000_000)
            except UnreadableFile as error:
                self._fail(source, None, error)
                continue
            digest = hashlib.sha256(data).hexdigest()
            known, failure = self._shelves.find(source, digest), self._failures.get(source.place)
            if known and self._is_as_it_was(known, source, digest):
                self._leave(known, source, digest)
            elif failure and failure.digest == digest and not self._retry:
                self._refuse(source, failure.reason)
            else:
                copied = (source.file, digest)  # the same file from elsewhere, taken in by now or not
                name = known or self._given.get(copied) or self._shelves.name_for(source)
                self._given[copied] = name
                yield (
                    _Place(source=source, digest=digest, name=name),
                    Given(name=name, file=source.file, data=data),
                )

    def take_in(self, place: _Place, outcome: Parsed | UnreadableFile) -> None:
        """Put what was read into the ledger, or note why it couldn't be read."""
        known = self._shelves.find(place.source, place.digest)
        if isinstance(outcome, UnreadableFile):
            self._fail(place.source, place.digest, outcome)
        elif known and self._is_as_it_was(known, place.source, place.digest):  # its copy was read just before it
            self._leave(known, place.source, place.digest)
        else:
            document = self._document(place, outcome)
            earlier = known or self._exported(place.source, document.text)
            before = outline(self._ledger, earlier) if earlier else None
            self._ledger.put(document, replaces=earlier)
            self._shelves.put(document, earlier)
            if before:
                self._changes.append(change(place.name, before, outline(self._ledger, place.name), self._ledger))
            (self.changed if earlier else self.new).append(place.name)
            self._advance(1)

    def compare(self, paths: Sequence[Path], found: Found, *, prune: bool) -> None:
        """Note what was passed over, and which documents' files are no longer in the folders and archives of a run."""
        self.passed_over = found.passed_over
        note_passed_over(self._ledger, found)
        roots = tuple(f"{writable(path.resolve())}/" for path in (*filter(Path.is_dir, paths), *found.archives))
        places = {source.place for source in found.sources}
        opened = {writable(archive.resolve()) for archive in found.archives}
        for place, name in self._shelves.places():
            if place.startswith(roots) and place not in places:
                source = at(place)
                if source is None or (source.member and writable(source.path.resolve()) in opened):
                    (self.removed if prune else self.vanished).append(name)
        for name in self.removed:
            self._ledger.remove(name)

    def report(self) -> Report:
        """What the run did, and what looks wrong in what it took in."""
        taken = {*self.new, *self.changed}
        bodies = {row["body"] for row in self._ledger.documents() if row["name"] in taken}
        odd = oddities(self._ledger, date.today()) if taken else []
        return Report(
            new=tuple(self.new),
            changed=tuple(self.changed),
            unchanged=tuple(self.unchanged),
            failed=tuple(self.failed),
            passed_over=tuple(self.passed_over),
            vanished=tuple(self.vanished),
            removed=tuple(self.removed),
            changes=tuple(self._changes),
            looks_wrong=tuple(one for one in odd if one.of in taken | bodies),
        )

    def _document(self, place: _Place, read: Parsed) -> Document:
        listed, (own, *others) = self._listed.get(place.source.place), read.meetings
        if listed:
            own = replace(own, body=listed.body or own.body, held_on=listed.held_on or own.held_on)
        return Document(
            name=place.name,
            source=place.source.place,
            digest=place.digest,
            format=read.source.format,
            text=read.source.text,
            meetings=(own, *others),
            link=listed.link if listed else None,
            ocr=read.source.ocr,
        )

    def _exported(self, source: Source, text: str) -> str | None:
        """The document that this file is another export of: it lay next to it, with another suffix, and is gone."""
        name = self._shelves.beside(source)
        return name if name and likeness(self._ledger.text(name) or "", text) >= _EXPORTED else None

    def _is_as_it_was(self, name: str, source: Source, digest: str) -> bool:
        listed = self._listed.get(source.place)
        row = self._shelves.row(name)
        held_on = listed and listed.held_on and listed.held_on.isoformat()
        return bool(
            row["digest"] == digest
            and (not listed or (listed.body or row["body"], held_on or row["held_on"]) == (row["body"], row["held_on"]))
        )

    def _leave(self, name: str, source: Source, digest: str) -> None:
        if self._shelves.row(name)["source"] != source.place and self._shelves.left(name):
            self._ledger.moved(name, source.place)
            self._shelves.moved(name, source.place)
        if source.place in self._failures:
            self._ledger.forget([source.place])
        self.unchanged.append(name)
        self._advance(1)

    def _fail(self, source: Source, digest: str | None, error: UnreadableFile) -> None:
        name = self._shelves.name_for(source)
        self._ledger.fail(FailedFile(source=source.place, document=name, reason=str(error), digest=digest))
        self._refuse(source, str(error))

    def _refuse(self, source: Source, reason: str) -> None:
        self.failed.append(Failure(document=str(source), reason=reason))
        self._advance(1)


class _Shelves:
    """Which document came from where, as the run goes on; a document's name is unique in the ledger."""

    def __init__(self, rows: Sequence[dict[str, Any]], failures: Sequence[FailedFile]) -> None:
        self._rows = {row["name"]: row for row in rows}
        self._by_source: dict[str, str] = {row["source"]: row["name"] for row in rows}
        # a file that fails keeps its name, so that the others' don't hang on when a run was interrupted
        self._names = {one.source: one.document for one in failures} | self._by_source
        self._taken = set(self._names.values())

    def find(self, source: Source, digest: str) -> str | None:
        """The document from this source; else one of the same name and bytes, which is the same file from elsewhere."""
        if source.place in self._by_source:
            return self._by_source[source.place]
        alike = (name for name, row in self._rows.items() if row["digest"] == digest)
        return next((name for name in alike if PurePosixPath(name).name == writable(Path(source.file))), None)

    def places(self) -> list[tuple[str, str]]:
        """Where each document was read from, and its name."""
        return sorted(self._by_source.items())

    def beside(self, source: Source) -> str | None:
        """A document whose file is gone, and lay where this one lies, named alike but for the suffix."""
        stem = PurePosixPath(source.place).with_suffix("")
        places = (place for place in self._by_source if PurePosixPath(place).with_suffix("") == stem)
        return next((self._by_source[place] for place in places if at(place) is None), None)

    def left(self, name: str) -> bool:
        """Whether a document's file is no longer where it was read from."""
        return at(self._rows[name]["source"]) is None

    def row(self, name: str) -> dict[str, Any]:
        """What the ledger says of a document."""
        return self._rows[name]

    def name_for(self, source: Source) -> str:
        """The document's name: the one that it had, else the file's, longer where others have that; kept for it."""
        place = source.place
        if place not in self._names:
            self._names[place] = next((name for name in source.names if name not in self._taken), place)
            self._taken.add(self._names[place])
        return self._names[place]

    def moved(self, name: str, place: str) -> None:
        """Note where a document's file lies now."""
        self._by_source.pop(self._rows[name]["source"], None)
        self._by_source[place] = name
        self._rows[name] = {**self._rows[name], "source": place}

    def put(self, document: Document, earlier: str | None) -> None:
        """Note a document in the place of its earlier version, if there is one."""
        if earlier:
            self._by_source.pop(self._rows.pop(earlier)["source"], None)
        held_on = document.meeting.held_on
        self._by_source[document.source] = document.name
        self._rows[document.name] = {
            "source": document.source,
            "digest": document.digest,
            "body": document.meeting.body,
            "held_on": held_on.isoformat() if held_on else None,
        }
