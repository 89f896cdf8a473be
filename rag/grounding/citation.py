"""From findings to sentences with numbered citations, and the check of a citation against the ledger."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rag.answers import Citation, Sentence
from rag.evidence import Finding
from rag.ledger import Ledger
from rag.minutes import readable

_LISTED = 4  # markers in a row that are shown one by one; more are shown as the first and the last


def cite(findings: Sequence[Finding]) -> tuple[list[Sentence], list[Citation]]:
    """The sentences of an answer and their citations, numbered from 1; what is quoted twice is cited once.

    A quote supports itself in full, a sentence in other words as well as the least probable of its proofs.
    """
    citations: dict[tuple[str, int, int], Citation] = {}
    sentences = []
    for finding in findings:
        markers = []
        for proof in finding.proofs:
            citation = Citation(
                marker=len(citations) + 1, cited=proof.cited, start=proof.start, end=proof.end, quote=proof.quote
            )
            markers.append(citations.setdefault((proof.cited.id, proof.start, proof.end), citation).marker)
        text = finding.text or " ".join(shown(proof.quote) for proof in finding.proofs)
        support = min((proof.probability for proof in finding.proofs), default=0.0) if finding.text else 1.0
        cited = tuple(dict.fromkeys(markers))
        sentences.append(Sentence(text=text, citations=cited, support=support, quoted=not finding.text))
    return sentences, list(citations.values())


def shown(quote: str) -> str:
    """A quote as a sentence of an answer: its words without line ends and markup, from a capital on."""
    words = readable(quote)
    return words[:1].upper() + words[1:]


def text_of(sentences: Sequence[Sentence], between: str = " ") -> str:
    """The answer's text: its sentences with their markers, and `between` them a space or a line end."""
    return between.join(f"{sentence.text} {_marked(sentence.citations)}" for sentence in sentences)


def _marked(markers: Sequence[int]) -> str:
    if len(markers) > _LISTED and list(markers) == list(range(markers[0], markers[-1] + 1)):
        return f"[{markers[0]}]–[{markers[-1]}]"
    return "".join(f"[{marker}]" for marker in markers)


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
