"""Sentences made from records, each with every paragraph that was counted for it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.answering.citing import shown
from rag.answering.composing import WHOLE, Quote
from rag.answers import Candidate, Citation, Sentence
from rag.minutes import CitedParagraph, readable
from rag.sentences import mark_length, sentences

Spans = Callable[[str], list[tuple[int, int]]]
_FOLDED = 4  # markers in a row that are shown one by one; more are shown as the first and the last
_WORDS = "no one two three four five six seven eight nine ten".split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """A sentence of an answer and the quotes that prove it; where the text is empty the quotes speak for themselves."""

    quotes: tuple[Quote, ...]
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What the records answer.

    Attributes:
        unmet: what they can't carry, a sentence with its bound, or nothing; it makes the answer partial.
        note: where else to look, or nothing.
        between: what parts its sentences in the text: a line end where each stands for itself.
    """

    sentences: tuple[Proved, ...]
    unmet: str = ""
    note: str = ""
    between: str = " "


def told(recorded: Recorded) -> tuple[str, list[Sentence], list[Citation]]:
    """The answer's text, its sentences and their citations, numbered from 1; what is quoted twice is cited once."""
    citations: dict[tuple[int, int, str], Citation] = {}
    sentences_told = []
    for proved in recorded.sentences:
        for quote in proved.quotes:
            place = (quote.start, quote.end, quote.candidate.cited.id)
            if place not in citations:
                citations[place] = Citation(
                    marker=len(citations) + 1,
                    cited=quote.candidate.cited,
                    start=quote.start,
                    end=quote.end,
                    quote=quote.text,
                )
        markers = tuple(citations[q.start, q.end, q.candidate.cited.id].marker for q in proved.quotes)
        text = proved.text or " ".join(shown(quote.text) for quote in proved.quotes)
        sentences_told.append(Sentence(text=text, citations=markers, support=1.0))
    parts = [f"{sentence.text} {_marked(sentence.citations)}" for sentence in sentences_told]
    text = recorded.between.join(filter(None, [*parts, recorded.unmet, recorded.note]))
    return text, sentences_told, list(citations.values())


def _marked(markers: Sequence[int]) -> str:
    if len(markers) > _FOLDED and list(markers) == list(range(markers[0], markers[-1] + 1)):
        return f"[{markers[0]}]–[{markers[-1]}]"
    return "".join(f"[{marker}]" for marker in markers)


def lines(text: str) -> list[tuple[int, int]]:
    """The (start, end) offsets of each line that holds a word: the rows of a roll."""
    return [match.span() for match in re.finditer(r"\S[^\n]*\w[^\n]*", text)]


def quoted(cited: CitedParagraph, holding: Sequence[str] = (), by: Spans = sentences) -> Quote:
    """A quote of a paragraph: the sentences, or other spans, from the first to the last that hold one of some words.

    Read by sentences, a short paragraph is quoted whole; where none holds the words, the first is quoted.
    """
    paragraph = cited.paragraph
    candidate = Candidate(cited=cited, score=0.0, ranks={}, fused=0.0)
    spans = by(paragraph.text) or [(0, len(paragraph.text))]
    wanted = [word.lower() for word in holding]
    held = [n for n, (a, z) in enumerate(spans) if any(word in paragraph.text[a:z].lower() for word in wanted)]
    first, last = (held[0], held[-1]) if held else (0, 0)
    if by is sentences and len(readable(paragraph.text).split()) <= WHOLE:
        first, last = 0, len(spans) - 1
    start = spans[first][0] if first else min(mark_length(paragraph.text, paragraph.number), spans[0][1] - 1)
    return Quote(candidate=candidate, start=paragraph.start + start, end=paragraph.start + spans[last][1])


def in_words(number: int) -> str:
    """A count as prose has it: words up to ten, figures from there on."""
    return _WORDS[number] if number < len(_WORDS) else str(number)


def listed(things: Sequence[str], most: int = 12) -> str:
    """Things in a row: "a, b and c"; those over `most` are only counted."""
    shown_things = [*things[:most], f"{len(things) - most} more"] if len(things) > most + 1 else list(things)
    return " and ".join([", ".join(shown_things[:-1]), shown_things[-1]] if len(shown_things) > 1 else shown_things)
