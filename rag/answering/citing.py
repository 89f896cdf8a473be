"""From quotes to numbered citations, and the check of a citation against the ledger."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rag.answering.composing import Quote
from rag.answers import Citation, Sentence
from rag.ledger import Ledger
from rag.minutes import readable


def cite(quotes: Sequence[Quote]) -> tuple[list[Sentence], list[Citation]]:
    """Sentences with markers, and the citations that the markers name, numbered from 1 in the order of the quotes."""
    sentences, citations = [], []
    for marker, quote in enumerate(quotes, 1):
        citations.append(
            Citation(marker=marker, cited=quote.candidate.cited, start=quote.start, end=quote.end, quote=quote.text)
        )
        sentences.append(Sentence(text=shown(quote.text), citations=(marker,), support=1.0))
    return sentences, citations


def shown(quote: str) -> str:
    """A quote as a sentence of an answer: its words without line ends and list marks."""
    words = readable(quote)
    return words[0].upper() + words[1:] if words else words


def text_of(sentences: Sequence[Sentence]) -> str:
    """The answer's text: its sentences, each with its markers."""
    return " ".join(
        f"{sentence.text} {''.join(f'[{marker}]' for marker in sentence.citations)}" for sentence in sentences
    )


def faults(record: Mapping[str, Any], ledger: Ledger) -> Iterator[str]:
    """What is wrong with the citations of an answer record, a sentence each; nothing where every character holds."""
    markers = {citation.get("marker") for citation in record.get("citations", [])}
    for sentence in record.get("sentences", []):
        for marker in sentence.get("citations", []):
            if marker not in markers:
                yield f"a sentence cites [{marker}], which isn't there"
    if record.get("status") in ("answered", "partial") and not markers:
        yield "an answer without a citation"
    for citation in record.get("citations", []):
        name = f"[{citation.get('marker')}] {citation.get('label')}"
        cited = ledger.paragraph(str(citation.get("paragraph_id")))
        if cited is None:
            yield f"{name}: the paragraph {whereabouts(str(citation.get('paragraph_id')), ledger)}"
            continue
        start, end = citation.get("start"), citation.get("end")
        text = ledger.text(cited.document) or ""
        if not (isinstance(start, int) and isinstance(end, int)) or text[start:end] != citation.get("quote"):
            yield f"{name}: the quote isn't the document's text at {start}-{end}"
        elif not cited.paragraph.start <= start < end <= cited.paragraph.end:
            yield f"{name}: the quote lies outside its paragraph"
        expected = Citation(marker=0, cited=cited, start=0, end=0, quote="").record()
        # an earlier id of the paragraph found it, and is no fault while every other part of the citation holds
        for key in sorted(expected.keys() - {"marker", "start", "end", "quote", "paragraph_id"}):
            if citation.get(key) != expected[key]:
                yield f"{name}: {key} is {citation.get(key)!r}, in the ledger {expected[key]!r}"


def whereabouts(id: str, ledger: Ledger) -> str:
    """What became of a paragraph that the ledger doesn't hold, to be read after "the paragraph"."""
    departure = ledger.departure(id)
    if departure is None:
        return "never stood in the ledger"
    if departure.there:
        return f"stood in {departure.document!r} until that was taken in anew, and nothing like it stands there now"
    return f"stood in {departure.document!r}, which was removed"
