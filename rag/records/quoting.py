"""Spans of paragraphs that prove what a record says."""

from collections.abc import Callable, Iterable, Sequence
from itertools import takewhile
from re import Pattern, finditer

from rag.evidence import AnswerSpan
from rag.ledger import Ledger
from rag.minutes import CELLS, CitedParagraph, Kind, readable
from rag.names import folded, parsed
from rag.records.vocabulary import holds
from rag.sentences import mark_length, sentences

_SHORT = 60  # words: a paragraph of so few is quoted whole
_POINTS = 12  # paragraphs that one which ends in a colon may open
_ENDS_LIST = frozenset({Kind.HEADING, Kind.RESOLUTION, Kind.VOTE, Kind.MOTION})
_LONG = 80  # words: no decision is quoted at greater length

Spans = Callable[[str], Sequence[tuple[int, int]]]


def lines(text: str) -> Sequence[tuple[int, int]]:
    """The (start, end) offsets of each line that holds a word: the rows of a roll."""
    return [match.span() for match in finditer(r"\S[^\n]*\w[^\n]*", text)]


def part(cited: CitedParagraph, start: int, end: int) -> AnswerSpan:
    """The words of a paragraph between two offsets within it."""
    return AnswerSpan(cited=cited, start=cited.paragraph.start + start, end=cited.paragraph.start + end)


def whole(cited: CitedParagraph) -> AnswerSpan:
    """A paragraph as it stands."""
    return part(cited, 0, len(cited.paragraph.text))


def naming(cited: CitedParagraph, recorded: Iterable[str], by: Spans | None = None) -> AnswerSpan:
    """The sentences, or other spans, from the first to the last that names one of some recorded people.

    Without `by` a short paragraph is quoted whole and a list line by line; where nobody is named the whole is quoted.
    """
    return holding(cited, [name.surname if (name := parsed(one)) else one for one in recorded], by)


def holding(cited: CitedParagraph, words: Iterable[str], by: Spans | None = None) -> AnswerSpan:
    """The same for any words, compared without regard to case and accents."""
    text = cited.paragraph.text
    if by is None and is_short(cited):
        return _between(cited, 0, len(text))
    spans = (by or (lines if text.count("\n") > 2 else sentences))(text)
    wanted = [plain(one) for one in words]
    held = [(start, end) for start, end in spans if any(one in plain(text[start:end]) for one in wanted)]
    return _between(cited, held[0][0], held[-1][1]) if held else _between(cited, 0, len(text))


def deciding(cited: CitedParagraph, words: Pattern[str]) -> AnswerSpan:
    """The sentences of a paragraph from the first to the last that holds one of some words, if they aren't many.

    A short paragraph is quoted whole; of a long run of sentences the last ones: that is where a decision stands.
    """
    text = cited.paragraph.text
    if is_short(cited):
        return _between(cited, 0, len(text))
    spans = sentences(text)
    held = [n for n, (start, end) in enumerate(spans) if words.search(text[start:end])] or [0]
    first, last = held[0], held[-1]
    while first < last and len(text[spans[first][0] : spans[last][1]].split()) > _LONG:
        first += 1
    return _between(cited, spans[first][0], spans[last][1])


def plain(text: str) -> str:
    """Text for comparing: without markup and line ends, case and accents."""
    return folded(readable(text))


def is_short(cited: CitedParagraph) -> bool:
    """Whether a paragraph is short enough to be quoted whole."""
    return len(readable(cited.paragraph.text).split()) <= _SHORT


def points_of(span: AnswerSpan, ledger: Ledger) -> Sequence[CitedParagraph]:
    """The paragraphs of its item that a span opens where it ends in a colon."""
    own = span.cited
    if not readable(span.quote).endswith(":") or span.end != own.paragraph.end:
        return ()
    _, *following = ledger.neighbours(own.id, 0, _POINTS)
    return list(takewhile(lambda one: one.item_key == own.item_key and one.paragraph.kind not in _ENDS_LIST, following))


def rows_of(span: AnswerSpan, ledger: Ledger) -> Sequence[CitedParagraph]:
    """The rows of its item's table that a span points at: "as set out in the table"."""
    if not holds("tabled").search(span.quote):
        return ()
    near = ledger.neighbours(span.cited.id, _POINTS, _POINTS)
    return [one for one in near if one.item_key == span.cited.item_key and CELLS in one.paragraph.text]


def proofs(ledger: Ledger, named: Iterable[tuple[str, str]], by: Spans | None = None) -> tuple[AnswerSpan, ...]:
    """For (paragraph, recorded name) pairs, one span a paragraph that names all of them there."""
    people: dict[str, list[str]] = {}
    for paragraph, name in named:
        people.setdefault(paragraph, []).append(name)
    return tuple(naming(cited, people[cited.id], by) for cited in ledger.paragraphs(list(people)))


def _between(cited: CitedParagraph, start: int, end: int) -> AnswerSpan:
    """A span by offsets within the paragraph, without the mark and number that open it and the white space around."""
    text = cited.paragraph.text
    start = start or min(mark_length(text, cited.paragraph.number), end - 1)
    kept = text[start:end]
    return part(cited, end - len(kept.lstrip()), start + len(kept.rstrip()))
