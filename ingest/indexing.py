"""From the ledger to its indexes: what is missing is added, what left is taken out; everything can be made again."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from typing import TYPE_CHECKING

from ingest.passages import Passage, context, indexable, openings, passages, word_entries
from rag.errors import HomeDamaged
from rag.home import assert_embedder
from rag.ledger import Ledger
from rag.minutes import CitedParagraph
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.stores.embedding import Embedder

Progress = Callable[[str, int], AbstractContextManager[Callable[[int], object]]]
_DOCUMENTS = 64  # a commit: few enough that a killed run loses little, many enough that batches are of like length


def silent(_what: str, _total: int) -> AbstractContextManager[Callable[[int], object]]:
    """A progress that shows nothing."""
    return nullcontext(lambda _done: None)


def follow(ledger: Ledger, settings: Settings, progress: Progress = silent, embedder: "Embedder | None" = None) -> None:
    """Make the indexes hold what the ledger holds, with the model of the settings unless it is loaded already."""
    retired, waiting = ledger.retired(), ledger.unindexed()
    if not retired and not waiting:
        return
    # imported here: a run in which nothing changed shall not pay for the models
    from rag.stores.dense import DenseIndex
    from rag.stores.embedding import EmbeddingCache, SentenceTransformerEmbedder
    from rag.stores.words import WordIndex

    assert_embedder(ledger, settings.embedder, settings.home)
    embedder = embedder or SentenceTransformerEmbedder(settings.embedder)
    # loads the model: a home isn't noted as made with one that isn't there
    longest = embedder.longest if waiting else 0
    words, dense = WordIndex(settings.home / "words"), DenseIndex(settings.home / "dense", settings.chroma_url)
    ledger.note("embedder", embedder.name)
    if retired:
        gone = set(retired)
        # taken out one by one, paragraphs would leave their words behind, and those count in every ranking
        words.clear()
        kept = sorted({row["name"] for row in ledger.documents()} - set(waiting))
        with progress("indexing words", len(kept)) as advance:
            for name in kept:
                words.put(word_entries(ledger.paragraphs_of(name)))
                advance(1)
        words.commit()
        dense.remove(sorted(id for id in dense.ids() if id.partition(":")[0] in gone))
        ledger.given_up()
    with closing(EmbeddingCache(settings.cache, embedder)) as cache, progress("indexing", len(waiting)) as advance:
        for first in range(0, len(waiting), _DOCUMENTS):
            names = waiting[first : first + _DOCUMENTS]
            batch: list[Passage] = []
            for name in names:
                paragraphs = ledger.paragraphs_of(name)
                words.put(word_entries(paragraphs))
                batch += _passages(paragraphs, longest, embedder.pieces)
            dense.put([passage.id for passage in batch], cache.embed([passage.text for passage in batch]))
            words.commit()
            ledger.indexed(names)
            advance(len(names))


def _passages(paragraphs: Sequence[CitedParagraph], longest: int, pieces: Callable[[str], int]) -> list[Passage]:
    opening = openings(paragraphs)
    return [
        passage
        for p in paragraphs
        if indexable(p)
        for passage in passages(p, context(p, opening.get(p.item, "")), longest, pieces)
    ]


def rebuild(ledger: Ledger, settings: Settings, progress: Progress = silent) -> None:
    """Make the indexes anew from the ledger, with the embedding model of the settings."""
    import shutil

    from rag.stores.embedding import SentenceTransformerEmbedder

    embedder = SentenceTransformerEmbedder(settings.embedder)
    _ = embedder.longest  # loads the model: one that isn't there must not cost the indexes
    for index in ("words", "dense"):
        shutil.rmtree(settings.home / index, ignore_errors=True)
    if settings.chroma_url:
        from rag.stores.dense import DenseIndex

        DenseIndex(settings.home / "dense", settings.chroma_url).clear()
    ledger.unindex()
    ledger.note("embedder", settings.embedder)
    follow(ledger, settings, progress, embedder)


def disagreements(ledger: Ledger, settings: Settings) -> list[str]:
    """What the indexes hold otherwise than the ledger, a sentence each; none when all is well."""
    from rag.stores.dense import DenseIndex
    from rag.stores.words import WordIndex

    wanted = {id for id, kind in ledger.all_ids() if kind != "heading"}
    found = []
    try:
        held = len(WordIndex(settings.home / "words"))
        if held != len(wanted):
            found.append(f"the word index holds {held} paragraphs, the ledger {len(wanted)}")
        dense = {id.partition(":")[0] for id in DenseIndex(settings.home / "dense", settings.chroma_url).ids()}
        if dense != wanted:
            found.append(
                f"the vector index lacks {len(wanted - dense)} paragraphs "
                f"and holds {len(dense - wanted)} that the ledger doesn't"
            )
    except HomeDamaged as error:
        found.append(str(error))
    return found
