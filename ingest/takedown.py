"""Taking a document down: out of every store, with a search for what may be left of it, and a line that says it."""

import mmap
import os
import re
import shutil
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from ingest.indexing import Progress, disagreements, follow, passages_of, silent
from rag.home import assert_embedder
from rag.ledger import Ledger
from rag.security.audit import AuditLog
from rag.service.keeping import Kept
from rag.settings import Settings
from rag.stores.embedders import open_embedder
from rag.stores.embedding import EmbeddingCache

_PHRASES = 24  # looked for in every file, from the beginning to the end of the document
_SHORTEST, _LONGEST = 16, 80  # characters of a phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Takedown:
    """What became of a document that was taken down.

    Attributes:
        answers: how many kept answers cited it, and went with it.
        files: how many files of the home and of the embeddings were searched afterwards.
        phrases: how many phrases that no other document holds were looked for; none where there are none.
        left: what is left of it and where, a sentence each; none when all is well.
        source: its own file, where that is still there and would be taken in again.
        copies: documents that hold the minutes of the same meeting.
    """

    document: str
    paragraphs: int
    answers: int
    files: int
    phrases: int
    left: tuple[str, ...]
    source: str | None
    copies: tuple[str, ...]


def take_down(name: str, ledger: Ledger, settings: Settings, progress: Progress = silent) -> Takedown:
    """What became of a document that is taken out of the ledger, the indexes, the kept answers and the caches.

    What is made of it goes first, then the ledger's own: a run that was killed can be run again. That it was taken
    down, and when, is noted in the home's removals.jsonl without a word of it.

    Raises UnknownDocument, EmbedderMismatch, StorageFailure.
    """
    home = settings.home
    assert_embedder(ledger, settings.embedder, home)
    rows = {one["name"]: one for one in ledger.documents()}
    row = rows.get(name)
    stands = row and (row["superseded_by"] or name)
    copies = [one for one in rows if one != name and stands in (one, rows[one]["superseded_by"])]
    phrases = _phrases(ledger, name)
    paragraphs, ids = ledger.paragraphs_of(name), ledger.ids_of(name)
    answers = 0
    if row is not None:
        if settings.server or (home / "service.sqlite").exists():
            with closing(Kept(home, settings.server)) as kept:
                answers = kept.withdraw(name, ids)
        shutil.rmtree(home / "pages", ignore_errors=True)  # pictures of pages, drawn anew where they are asked for
        embedder = open_embedder(settings.embedder, threads=os.cpu_count() or 1)
        with closing(EmbeddingCache(settings.cache, embedder)) as cache:
            passages = passages_of(paragraphs, embedder.longest, embedder.pieces)
            cache.forget([one.text for one in passages])
    ledger.remove(name)
    follow(ledger, settings, progress)
    files = [file for folder in (home, settings.cache) for file in sorted(folder.rglob("*")) if file.is_file()]
    left = [f"{file} holds words of it" for file in files if _holds(file, phrases)] + disagreements(ledger, settings)
    AuditLog(home / "removals.jsonl").write(
        document=name, digest=row and row["digest"], paragraphs=len(paragraphs), answers=answers, left=len(left)
    )
    return Takedown(
        document=name,
        paragraphs=len(paragraphs),
        answers=answers,
        files=len(files),
        phrases=len(phrases),
        left=tuple(left),
        source=row["source"] if row and Path(row["source"]).exists() else None,
        copies=tuple(copies),
    )


def _phrases(ledger: Ledger, name: str) -> Sequence[bytes]:
    """Phrases that a document alone holds, as any file would hold them that keeps its text, or JSON made of it."""
    found = [
        line.strip()[:_LONGEST] for line in re.split(r'[\n\r\t"\\]', ledger.text(name) or "") if len(line) >= _SHORTEST
    ]
    several = [found[place] for place in range(0, len(found), max(1, len(found) // (2 * _PHRASES)))]
    own = [phrase for phrase in dict.fromkeys(several) if phrase and not ledger.held_elsewhere(name, phrase)]
    return [phrase.encode() for phrase in own[:: max(1, len(own) // _PHRASES)]]


def _holds(file: Path, phrases: Sequence[bytes]) -> bool:
    """Whether a file holds one of these phrases; one that is empty or gone by now holds nothing."""
    with (
        suppress(FileNotFoundError, ValueError),
        file.open("rb") as opened,
        mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as data,
    ):
        return any(data.find(phrase) >= 0 for phrase in phrases)
    return False
