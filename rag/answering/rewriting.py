"""The written answer: a language model's sentences in place of the quotes, those that what they cite proves."""

from collections.abc import Sequence
from dataclasses import replace

from rag.answering.checking import best_quote, check
from rag.answering.citing import text_of
from rag.answering.writing import Writer, fit
from rag.answers import Answer, Candidate, Citation, Sentence
from rag.errors import WritingFailure

SHOWN = 6  # paragraphs shown to the writer at most: small models lose themselves in more


def rewritten(answer: Answer, candidates: Sequence[Candidate], writer: Writer, tokens: int) -> Answer:
    """The answer in the writer's words where every sentence is proved; the quoted answer as it was where none is."""
    quoted = {citation.cited.id: citation.cited for citation in answer.citations}
    others = [candidate.cited for candidate in candidates[:SHOWN] if candidate.cited.id not in quoted]
    evidence = fit([*quoted.values(), *others][:SHOWN], tokens)
    named = replace(answer, writer=writer.name, prompt=writer.prompt)
    try:
        checked = check(writer.write(answer.asked_as, evidence), evidence)
    except WritingFailure:
        return named
    if not checked.sentences:
        return named
    markers: dict[tuple[int, int, int], Citation] = {}
    sentences = []
    for sentence in checked.sentences:
        cited = []
        for index in sentence.cited:
            start, end = best_quote(sentence.text, evidence[index])
            paragraph = evidence[index].paragraph
            quote = paragraph.text[start - paragraph.start : end - paragraph.start]
            citation = Citation(marker=len(markers) + 1, cited=evidence[index], start=start, end=end, quote=quote)
            cited.append(markers.setdefault((index, start, end), citation).marker)
        sentences.append(Sentence(text=sentence.text, citations=tuple(cited), support=sentence.support))
    return replace(
        named,
        text=text_of(sentences) + answer.text.removeprefix(text_of(answer.sentences)),
        sentences=tuple(sentences),
        citations=tuple(markers.values()),
        mode="written",
    )
