"""Small real records: paragraphs, documents, and an embedder that counts words instead of loading a model."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import date

import numpy as np
import pytest

from rag.answers import Candidate
from rag.finding.reranking import FeatureReranker
from rag.finding.retrieval import MEANING, WORDS, fuse
from rag.minutes import AgendaItem, CitedParagraph, Document, Kind, Meeting, Paragraph
from rag.question.understanding import Understanding
from rag.stores.embedding import Vectors
from rag.stores.words import Hit, question_terms, terms


@pytest.fixture
def cited() -> Callable[..., CitedParagraph]:
    """`cited(text, ...)` is a paragraph of its own document, which begins `start` characters before it."""

    def make(
        text: str,
        *,
        id: str | None = None,
        number: str = "",
        kind: Kind = Kind.DISCUSSION,
        start: int = 100,
        page: int | None = None,
        document: str = "minutes.txt",
        body: str = "Ottermouth Parish Council",
        held_on: date | None = date(2024, 1, 18),
        draft: bool = False,
        item: str = "9",
        item_title: str = "",
        position: int = 0,
    ) -> CitedParagraph:
        made = Paragraph(
            id=id or hashlib.sha256(f"{document} {text}".encode()).hexdigest()[:12],
            number=number,
            kind=kind,
            text=text,
            start=start,
            end=start + len(text),
            page=page,
        )
        return CitedParagraph(
            paragraph=made,
            document=document,
            digest="0" * 64,
            body=body,
            held_on=held_on,
            draft=draft,
            item=item,
            item_title=item_title,
            position=position,
        )

    return make


@pytest.fixture
def document() -> Callable[..., Document]:
    """`document(name, ["a paragraph", ...], ["one of the next item", ...])`; paragraph ids are "<name>-<n>"."""

    def make(
        name: str,
        *items: Sequence[str],
        body: str = "Ottermouth Parish Council",
        held_on: date | None = date(2024, 1, 18),
        source: str | None = None,
        break_: str = "\n\n",
        ids: str | None = None,
        draft: bool = False,
    ) -> Document:
        text = ""
        made: list[AgendaItem] = []
        for number, item in enumerate(items, 1):
            paragraphs: list[Paragraph] = []
            for words in item:
                text += break_ if text else ""
                count = sum(len(one.paragraphs) for one in made) + len(paragraphs)
                paragraphs.append(
                    Paragraph(
                        id=f"{ids or name}-{count}",
                        number="",
                        kind=Kind.DISCUSSION,
                        text=words,
                        start=len(text),
                        end=len(text) + len(words),
                        page=None,
                    )
                )
                text += words
            made.append(AgendaItem(number=str(number), title=f"Item {number}", paragraphs=tuple(paragraphs)))
        meeting = Meeting(
            body=body,
            held_on=held_on,
            draft=draft,
            items=tuple(made),
            resolutions=(),
            actions=(),
            attendance=(),
            remarks=(),
        )
        return Document(
            name=name,
            source=source or f"/minutes/{name}",
            digest=hashlib.sha256(text.encode()).hexdigest(),
            format="text",
            text=text,
            meeting=meeting,
        )

    return make


class WordBag:
    """An embedder that adds up a direction for each term of a text, and remembers what it was given."""

    name = "word-bag"
    longest = 256

    def __init__(self) -> None:
        self.given: list[str] = []

    def pieces(self, text: str) -> int:
        return len(text.split()) + 2

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.given += texts
        rows = np.array([self._row(text) for text in texts])
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)

    @staticmethod
    def _row(text: str) -> Vectors:
        row = np.full(64, 0.01)
        for term in terms(text):
            row[int(hashlib.sha256(term.encode()).hexdigest(), 16) % 64] += 1.0
        return np.asarray(row, dtype=np.float32)


@pytest.fixture
def word_bag() -> WordBag:
    return WordBag()


@pytest.fixture
def ranked() -> Callable[[Understanding, Iterable[CitedParagraph]], list[Candidate]]:
    """The candidates of a few paragraphs, each word equally rare, both legs ranking by the number of shared words."""

    def make(asked: Understanding, paragraphs: Iterable[CitedParagraph]) -> list[Candidate]:
        known = {one.id: one for one in paragraphs}
        wanted = set(question_terms(asked.asked_as))
        shares = {id: len(wanted & set(terms(one.paragraph.text))) / len(wanted) for id, one in known.items()}
        hits = sorted((Hit(id, share) for id, share in shares.items()), key=lambda hit: (-hit.score, hit.id))
        return FeatureReranker(lambda _: 1.0).rerank(asked, fuse({MEANING: hits, WORDS: hits}), known, {})

    return make
