"""The terms of a text, and the word index in a folder; the only file that imports tantivy."""

import math
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import tantivy
from rapidfuzz.distance import OSA

from rag.errors import HomeDamaged, StorageFailure

_SLIP = 0.8  # of 1: one slip in five letters, two in ten
WEIGHTS = {"text": 1.0, "item": 0.7, "head": 0.6, "around": 0.3}
STOPWORDS = frozenset(
    "a an and any are as at be been but by can could did do does for from had has have he her him his how i if in into "
    "is it its me my of on or our she should so some than that the their them then there these they this those to up "
    "was we were what when where which who whom whose why will with would you your about after s t d ll re ve".split()
)
_MEETING = "document"  # what indexes made before there were several meetings in a document call it
_ANALYZER = (
    tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    .filter(tantivy.Filter.remove_long(60))
    .filter(tantivy.Filter.lowercase())
    .filter(tantivy.Filter.ascii_fold())
    .filter(tantivy.Filter.stemmer("english"))
    .build()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WordEntry:
    """A paragraph as the word index sees it: its text, item title, body and date, and the text around it."""

    id: str
    meeting: str
    text: str
    item: str
    head: str
    around: str


class Hit(NamedTuple):
    """A paragraph's id and its score; comparable within one search only."""

    id: str
    score: float


def plain_numbers(text: str) -> str:
    """The text with "10,000" as "10000", so that a number is one term."""
    return re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)


@lru_cache(maxsize=50_000)
def terms(text: str) -> tuple[str, ...]:
    """The terms of a text in order: lower case, accents folded, stemmed; the same for passages and questions."""
    return tuple(chain.from_iterable(map(_terms_of_word, text.split())))


@lru_cache(maxsize=100_000)
def _terms_of_word(word: str) -> tuple[str, ...]:  # no term reaches over white space, and minutes repeat their words
    return tuple(_ANALYZER.analyze(plain_numbers(word)))


@lru_cache(maxsize=8_192)
def term_set(text: str) -> frozenset[str]:
    """The distinct terms of a text."""
    return frozenset(terms(text))


def question_terms(text: str) -> tuple[str, ...]:
    """The distinct terms of a question that carry meaning, in order."""
    stops = _stop_terms()
    return tuple(dict.fromkeys(term for term in terms(text) if term not in stops))


@lru_cache(maxsize=1)
def _stop_terms() -> frozenset[str]:
    return frozenset(term for word in STOPWORDS for term in terms(word))


def idf(paragraphs: int, spread: int) -> float:
    """How telling a term is that stands in `spread` of the paragraphs: BM25's inverse document frequency."""
    return math.log(1 + (max(paragraphs, 1) - spread + 0.5) / (spread + 0.5))


def may_be_misspelled(term: str) -> bool:
    """Whether a term is long enough, and a word, so that a likelier one may be meant where no paragraph holds it."""
    return len(term) >= 5 and not term.isdigit()


def starts(term: str) -> list[str]:
    """How the terms begin of which a misspelled one may be a slip."""
    return sorted({term[:2], term[0] + term[2]})


def likeliest(term: str, known: Iterable[tuple[str, int]]) -> str:
    """The known term, each given with its spread, that a misspelled one is most like; itself where none is like it."""
    near = {
        other: spread
        for other, spread in known
        if abs(len(other) - len(term)) <= 2 and OSA.normalized_similarity(term, other) >= _SLIP
    }
    return max(near, key=lambda other: (OSA.normalized_similarity(term, other), near[other], other), default=term)


_FILES = Lock()  # held while the files of an index are looked at anew: nobody takes them away meanwhile


def wipe(folder: Path) -> None:
    """Take the files of an index away; whoever has them open in this process sees them until it is made anew."""
    with _FILES:
        shutil.rmtree(folder, ignore_errors=True)


class TantivyIndex:
    """Paragraphs by their words, ranked by BM25 over weighted fields; nothing is seen before `commit`."""

    def __init__(self, folder: Path) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw", fast=True)
        builder.add_text_field(_MEETING, tokenizer_name="raw")
        for field in WEIGHTS:
            builder.add_text_field(field, tokenizer_name="minutes")
        self._schema, self._folder = builder.build(), folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._index = tantivy.Index(self._schema, path=str(folder))
        except (ValueError, OSError) as error:
            raise HomeDamaged(
                f"The word index in {str(folder)!r} can't be opened ({error}); run `minutebook rebuild`."
            ) from error
        self._index.register_tokenizer("minutes", _ANALYZER)
        self._writer: tantivy.IndexWriter | None = None

    def __len__(self) -> int:
        """How many paragraphs can be found."""
        return int(self._index.searcher().num_docs)

    def put(self, entries: Iterable[WordEntry]) -> None:
        """Add paragraphs; those with an id already there are replaced."""
        with self._writing() as writer:
            for entry in entries:
                writer.delete_documents_by_term("id", entry.id)
                document = tantivy.Document()
                document.add_text("id", entry.id)
                document.add_text(_MEETING, entry.meeting)
                for field in WEIGHTS:
                    document.add_text(field, plain_numbers(getattr(entry, field)))
                writer.add_document(document)

    def remove(self, ids: Sequence[str]) -> None:
        """Take paragraphs out."""
        with self._writing() as writer:
            for id in ids:
                writer.delete_documents_by_term("id", id)

    def clear(self) -> None:
        """Take everything out."""
        with self._writing() as writer:
            writer.delete_all_documents()

    def commit(self) -> None:
        """Make what was put and removed visible and lasting."""
        if self._writer is None:
            return
        with self._writing() as writer:
            self._writer = None
            writer.commit()
            writer.wait_merging_threads()
        self.reload()

    def reload(self) -> None:
        """See what others committed."""
        with _FILES:
            if (self._folder / "meta.json").exists():  # they may just be making it anew
                self._index.reload()

    def search(self, wanted: Sequence[tuple[str, float]], limit: int, within: Sequence[str] | None = None) -> list[Hit]:
        """The best paragraphs for weighted terms, best first; ties in the order of their ids.

        `within` are the ids of the meetings to look in; all of them otherwise.
        """
        clauses = [
            (
                tantivy.Occur.Should,
                tantivy.Query.boost_query(
                    tantivy.Query.term_query(self._schema, field, term, "freq"), weight * term_weight
                ),
            )
            for term, term_weight in wanted
            for field, weight in WEIGHTS.items()
        ]
        if not clauses:
            return []
        if within is not None:
            among = tantivy.Query.term_set_query(self._schema, _MEETING, list(within))
            clauses.append((tantivy.Occur.Must, tantivy.Query.const_score_query(among, 0.0)))
        searcher = self._index.searcher()
        found = searcher.search(tantivy.Query.boolean_query(clauses), limit).hits
        # among some documents only, those that hold none of the terms are found too, with nothing to their score
        hits = [Hit(str(searcher.doc(address)["id"][0]), float(score)) for score, address in found if score > 0]
        return sorted(hits, key=lambda hit: (-round(hit.score, 4), hit.id))

    def spread(self, term: str) -> int:
        """In how many paragraphs a term stands, counting their text only."""
        return int(self._index.searcher().doc_freq("text", term))

    def idf(self, term: str) -> float:
        """How telling a term is."""
        return idf(len(self), self.spread(term))

    def spelled(self, term: str) -> str:
        """The term itself, or where no paragraph holds it the likeliest that one does: a slip of a letter or two."""
        if not may_be_misspelled(term) or self.spread(term):
            return term
        searcher = self._index.searcher()
        return likeliest(term, chain.from_iterable(searcher.terms_with_prefix("text", start) for start in starts(term)))

    @contextmanager
    def _writing(self) -> Iterator[tantivy.IndexWriter]:
        try:
            if self._writer is None:
                self._writer = self._index.writer(heap_size=64_000_000, num_threads=1)
            yield self._writer
        except (ValueError, OSError) as error:
            raise StorageFailure(
                f"The word index can't be written ({error}); make room and run `minutebook rebuild`."
            ) from error
