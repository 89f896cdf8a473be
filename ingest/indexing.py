"""From the ledger to its indexes: what is missing is added, what left is taken out; everything can be made again."""

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from typing import TYPE_CHECKING

from ingest.passages import Passage, context, indexable, item, openings, passages, word_entries
from ingest.workers import Workers
from rag.errors import HomeDamaged
from rag.home import assert_embedder
from rag.ledger import Ledger
from rag.minutes import CitedParagraph, Kind
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.stores.embedding import Embedder

Progress = Callable[[str, int], AbstractContextManager[Callable[[int], object]]]
_DOCUMENTS = 64  # a commit: few enough that a killed run loses little, many enough that batches are of like length
_TRACES = 0.05  # share of the paragraphs that a run may replace one by one; a removed document leaves no trace at all


def silent(_what: str, _total: int) -> AbstractContextManager[Callable[[int], object]]:
    """A progress that shows nothing."""
    return nullcontext(lambda _done: None)


def follow(
    ledger: Ledger,
    settings: Settings,
    progress: Progress = silent,
    embedder: "Embedder | None" = None,
    workers: Workers | None = None,
) -> None:
    """Make the indexes hold what the ledger holds: the words of all documents at once, then what they mean.

    With the model of the settings, unless it is loaded already; by workers elsewhere, where there are any.
    """
    if not ledger.retired() and not ledger.unindexed("dense"):
        return
    # imported here, as below: a run in which nothing changed shall not pay for them
    from rag.stores.indexes import assert_indexes, forget_by_themselves, settle_indexes

    assert_embedder(ledger, settings.embedder, settings.home)
    assert_indexes(ledger, settings)
    settle_indexes(ledger, settings)
    # no index may keep a trace of what was removed, and Chroma only marks it as deleted
    if ledger.removed() and not forget_by_themselves(settings):
        _clear(ledger, settings)
    _follow_words(ledger, settings, progress)
    _follow_dense(ledger, settings, progress, embedder, workers)


def _follow_words(ledger: Ledger, settings: Settings, progress: Progress) -> None:
    from rag.stores.indexes import forget_by_themselves, word_index

    names = ledger.unindexed("words")
    with word_index(ledger, settings) as words:
        if not forget_by_themselves(settings) and len(ledger.retired()) > _TRACES * len(words):
            # taken out one by one, paragraphs leave their words behind, which count in every ranking
            words.clear()
            names = [row["name"] for row in ledger.documents()]
        else:
            words.remove(ledger.gone())
        with progress("indexing words", len(names)) as advance:
            for name in names:
                words.put(word_entries(ledger.paragraphs_of(name)))
                advance(1)
        words.commit()
    ledger.indexed("words", names)


def _follow_dense(
    ledger: Ledger, settings: Settings, progress: Progress, embedder: "Embedder | None", workers: Workers | None
) -> None:
    from rag.stores.embedders import open_embedder
    from rag.stores.embedding import EmbeddingCache
    from rag.stores.indexes import vector_index

    with vector_index(ledger, settings) as dense:
        dense.remove(ledger.retired())
        ledger.given_up()
        if not (waiting := ledger.unindexed("dense")):
            return
        embedder = embedder or open_embedder(settings.embedder, threads=os.cpu_count() or 1)
        longest = embedder.longest  # loads the model: a home isn't noted as made with one that isn't there
        ledger.note("embedder", embedder.name)
        cache = EmbeddingCache(settings.cache, embedder, workers.embedded if workers else None)
        at_once = workers.documents if workers else _DOCUMENTS
        with closing(cache), progress("indexing", len(waiting)) as advance:
            for first in range(0, len(waiting), at_once):
                names = waiting[first : first + at_once]
                batch = [
                    passage
                    for name in names
                    for passage in passages_of(ledger.paragraphs_of(name), longest, embedder.pieces)
                ]
                dense.put([passage.id for passage in batch], cache.embed([passage.text for passage in batch]))
                ledger.indexed("dense", names)
                advance(len(names))


def passages_of(paragraphs: Sequence[CitedParagraph], longest: int, pieces: Callable[[str], int]) -> list[Passage]:
    """The passages of one document's paragraphs, in order; headings have none."""
    opening = openings(paragraphs)
    return [
        passage
        for p in paragraphs
        if indexable(p)
        for passage in passages(p, context(p, opening.get(item(p), "")), longest, pieces)
    ]


def rebuild(
    ledger: Ledger, settings: Settings, progress: Progress = silent, embedder: "Embedder | None" = None
) -> None:
    """Make the indexes anew from the ledger, with the embedding model of the settings, unless it is loaded already."""
    from rag.stores.embedders import open_embedder

    embedder = embedder or open_embedder(settings.embedder, threads=os.cpu_count() or 1)
    _ = embedder.longest  # loads the model: one that isn't there must not cost the indexes
    _clear(ledger, settings)
    ledger.note("embedder", settings.embedder)
    follow(ledger, settings, progress, embedder)


def _clear(ledger: Ledger, settings: Settings) -> None:
    """Empty the indexes, and note it; a run that is killed meanwhile is followed by one that does it again."""
    from rag.stores.indexes import settle_indexes, vector_index, wipe_files, word_index

    settle_indexes(ledger, settings)
    ledger.unindex()
    wipe_files(settings)
    if settings.chroma_url or settings.milvus:
        with vector_index(ledger, settings) as dense:
            dense.clear()
    if settings.milvus:
        with word_index(ledger, settings) as words:
            words.clear()
    ledger.given_up()


def disagreements(ledger: Ledger, settings: Settings) -> list[str]:
    """What the indexes hold otherwise than they should by now, a sentence each; none when all is well.

    Documents that wait for an index, and paragraphs that it has yet to give up, may stand in it or not.
    """
    from rag.stores.indexes import vector_index, word_index

    may_hold = _indexed(ledger.all_ids()) | set(ledger.retired())
    found = []
    try:
        with word_index(ledger, settings) as words:
            held, wanted = len(words), len(_indexed(ledger.all_ids("words")))
        if not wanted <= held <= len(may_hold):
            found.append(f"the word index holds {held} paragraphs, the ledger {wanted}")
        with vector_index(ledger, settings) as dense:
            there = {id.partition(":")[0] for id in dense.ids()}
        lacking, surplus = _indexed(ledger.all_ids("dense")) - there, there - may_hold
        if lacking or surplus:
            found.append(
                f"the vector index lacks {len(lacking)} paragraphs and holds {len(surplus)} that the ledger doesn't"
            )
    except HomeDamaged as error:
        found.append(str(error))
    return found


def _indexed(paragraphs: Iterable[tuple[str, str]]) -> set[str]:
    return {id for id, kind in paragraphs if kind != Kind.HEADING}
