"""Any number of minutes made of a home's own: real paragraphs cut at their sentences and put together otherwise."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256
from itertools import count
from random import Random
from typing import Any

import numpy as np

from ingest.passages import indexable
from rag.ledger import Ledger
from rag.minutes import (
    AgendaItem,
    Attendance,
    CitedParagraph,
    Document,
    Kind,
    Meeting,
    Paragraph,
    Presence,
    Resolution,
)
from rag.sentences import sentences
from rag.stores.embedding import Vectors
from rag.stores.indexes import VectorIndex

DOCUMENT = 80  # paragraphs of a document, about as in the real minutes
_ITEM = 4  # paragraphs of an item
_MEETINGS = 60  # of one body: where there are more minutes there are more bodies
_BLUR = 0.02  # spread of what is added to each of a vector's numbers: of 384, a copy's cosine with its model is 0.93
_FIRST_DAY, _DAYS = date(2001, 1, 1), 25 * 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Real paragraphs, each with its vector, and what was recorded of them by their ids."""

    paragraphs: Sequence[CitedParagraph]
    vectors: Vectors
    attendance: Mapping[str, Sequence[Attendance]]
    resolutions: Mapping[str, Sequence[Resolution]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A made document with a vector for each of its paragraphs."""

    document: Document
    vectors: Vectors


def pool(ledger: Ledger, dense: VectorIndex) -> Pool:
    """The paragraphs of a home that its vector index holds."""
    known: list[CitedParagraph] = []
    vectors: list[Vectors] = []
    for row in ledger.documents():
        cited = [one for one in ledger.paragraphs_of(row["name"]) if indexable(one)]
        found = dense.vectors([f"{one.id}:0" for one in cited])
        known += [one for one in cited if f"{one.id}:0" in found]
        vectors += [found[f"{one.id}:0"] for one in cited if f"{one.id}:0" in found]
    return Pool(
        paragraphs=known,
        vectors=np.array(vectors, dtype=np.float32),
        attendance=_records(ledger, "attendance", _attendance),
        resolutions=_records(ledger, "resolutions", Resolution),
    )


def _attendance(*, presence: str, **row: Any) -> Attendance:
    return Attendance(presence=Presence(presence), **row)


def _records(ledger: Ledger, table: str, record: Callable[..., Any]) -> dict[str, list[Any]]:
    found = defaultdict(list)
    for row in map(dict, ledger.rows(f"SELECT * FROM {table}")):
        id = row.pop("paragraph")
        found[id].append(record(paragraph_id=id, **row))
    return found


def documents(pool: Pool, paragraphs: int, seed: int = 0) -> Iterator[Made]:
    """Documents of that many paragraphs in all; the same seed gives the same."""
    random, numbers = Random(seed), np.random.default_rng(seed)
    by_body: dict[str, Iterator[int]] = defaultdict(count)
    for number, first in enumerate(range(0, paragraphs, DOCUMENT)):
        lead = random.randrange(len(pool.paragraphs))
        body = pool.paragraphs[lead].body
        series = next(by_body[body]) // _MEETINGS
        # a run of one real document's paragraphs, so that its attendance and its business stand in their order
        chosen = [(lead + n) % len(pool.paragraphs) for n in range(min(DOCUMENT, paragraphs - first))]
        others = [random.randrange(len(pool.paragraphs)) for _ in chosen]
        document = _document(
            f"{number:06}.txt",
            f"{body} {series + 1}" if series else body,
            _FIRST_DAY + timedelta(days=random.randrange(_DAYS)),
            [(pool.paragraphs[n], pool.paragraphs[other]) for n, other in zip(chosen, others, strict=True)],
            pool,
        )
        blurred = pool.vectors[chosen] + numbers.normal(0.0, _BLUR, (len(chosen), pool.vectors.shape[1]))
        length = np.linalg.norm(blurred, axis=1, keepdims=True)
        yield Made(document=document, vectors=np.asarray(blurred / length, dtype=np.float32))


def _document(
    name: str, body: str, held_on: date, pairs: Sequence[tuple[CitedParagraph, CitedParagraph]], pool: Pool
) -> Document:
    text, made = "", []
    attendance: list[Attendance] = []
    resolutions: list[Resolution] = []
    for place, (one, other) in enumerate(pairs):
        words, id = recombined(one, other), sha256(f"{name} {place}".encode()).hexdigest()[:16]
        made.append(replace(one.paragraph, id=id, text=words, start=len(text), end=len(text) + len(words), boxes=()))
        attendance += [replace(record, paragraph_id=id) for record in pool.attendance.get(one.id, ())]
        resolutions += [
            replace(record, paragraph_id=id, ballot=None)  # no ballot is made with it
            for record in pool.resolutions.get(one.id, ())
        ]
        text += words + "\n\n"
    return Document(
        name=name,
        source=f"/synthetic/{name}",
        digest=sha256(text.encode()).hexdigest(),
        format="text",
        text=text,
        meetings=(
            Meeting(
                body=body,
                held_on=held_on,
                draft=False,
                items=_items(made, [one.item_title for one, _ in pairs]),
                resolutions=tuple(resolutions),
                actions=(),
                attendance=tuple(attendance),
                remarks=(),
            ),
        ),
    )


def _items(paragraphs: Sequence[Paragraph], titles: Sequence[str]) -> tuple[AgendaItem, ...]:
    return tuple(
        AgendaItem(number=str(number), title=titles[first], paragraphs=tuple(paragraphs[first : first + _ITEM]))
        for number, first in enumerate(range(0, len(paragraphs), _ITEM), 1)
    )


def recombined(one: CitedParagraph, other: CitedParagraph) -> str:
    """The first half of one paragraph's sentences and the second half of another's; a list of names stays whole."""
    if one.paragraph.kind is Kind.ATTENDANCE:
        return one.paragraph.text
    before, after = one.paragraph.text, other.paragraph.text
    begins, ends = sentences(before), sentences(after)
    begun = before[: begins[(len(begins) - 1) // 2][1]]
    return f"{begun} {after[ends[len(ends) // 2][0] :]}" if len(ends) > 1 else begun
