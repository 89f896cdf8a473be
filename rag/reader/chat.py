"""A language model as the reader: it names those of the numbered sentences that answer, or says that none does."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.errors import ModelFailure
from rag.evidence import AnswerSpan, Ranked, Reading
from rag.fencing import fit, heading, mark, plain
from rag.minutes import CitedParagraph
from rag.plan import Plan
from rag.prompting import Prompt
from rag.reader.local import Reader, quoted
from rag.sentences import sentences
from rag.settings import ModelPart
from rag.stores.words import term_set

if TYPE_CHECKING:  # LangChain is imported where there is a model, and a model is handed in
    from rag.chat_models import Chat

SHOWN = 15  # paragraphs shown: the proof is among them for nine of ten questions
_MOST = 4  # sentences taken
_NUMBER = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,3})(?![\d.]*\d)")
_NONE = re.compile(r"(?i)^\W*none\b[\s.:,;–-]*(?P<missing>.*)")


class ChatReader:
    """Reads with a language model, and as another reader does where the model fails."""

    def __init__(self, chat: "Chat", prompt: Prompt, offline: Reader, *, tokens: int) -> None:
        """`offline` also ranks the passages, of which the model is shown the best within a budget of `tokens`."""
        self._chat, self._prompt, self._offline, self._tokens = chat, prompt, offline, tokens

    def read(self, plan: Plan, passages: Sequence[Ranked]) -> Reading:
        """What the model chose; nothing where it says that no passage answers; the other reading where it fails."""
        offline = self._offline.read(plan, passages)
        evidence = fit([one.cited for one in offline.ranked[:SHOWN]], self._tokens, _numbered)
        if not evidence:
            return offline
        try:
            said = self._ask(plan.standalone, evidence)
            return _reading(offline, _chosen(said, evidence), _missing(said, plan.standalone))
        except ModelFailure:
            return offline

    def _ask(self, question: str, evidence: Sequence[CitedParagraph]) -> str:
        paragraphs = "\n\n".join(_numbered(number, cited) for number, cited in enumerate(evidence, 1))
        said = self._chat.ask(
            ModelPart.READ,
            self._prompt,
            token=mark(question, paragraphs),
            paragraphs=paragraphs,
            question=" ".join(question.split()),
        )
        if not (_NONE.match(said) or _chosen(said, evidence)):
            raise self._chat.unusable("named no sentence that it was shown")
        return said


def _reading(offline: Reading, spans: Sequence[AnswerSpan], missing: str) -> Reading:
    place = {span.cited.id: place for place, span in enumerate(spans)}
    return replace(
        offline,
        spans=tuple(spans),
        answerable=float(bool(spans)),
        ranked=tuple(sorted(offline.ranked, key=lambda one: place.get(one.cited.id, len(place)))),
        chosen=True,
        missing=missing,
    )


def _chosen(said: str, evidence: Sequence[CitedParagraph]) -> list[AnswerSpan]:
    """A span for each paragraph of which sentences were named, in the order they were named in."""
    if _NONE.match(said):
        return []
    named: dict[int, list[int]] = {}
    taken = 0
    for paragraph, sentence in ((int(one[1]), int(one[2])) for one in _NUMBER.finditer(said)):
        if 1 <= paragraph <= len(evidence) and 1 <= sentence <= len(sentences(evidence[paragraph - 1].paragraph.text)):
            named.setdefault(paragraph, []).append(sentence)
            taken += 1
        if taken == _MOST:
            break
    return [_span(evidence[paragraph - 1], numbers) for paragraph, numbers in named.items()]


def _span(cited: CitedParagraph, numbers: Sequence[int]) -> AnswerSpan:
    """The sentences with these numbers, from 1, with what a quote has around them; the first named counts most."""
    worth = [0.0] * len(sentences(cited.paragraph.text))
    for rank, number in enumerate(reversed(numbers), 1):
        worth[number - 1] = float(rank)
    return quoted(cited, worth)


def _missing(said: str, question: str) -> str:
    """What the model says is missing; nothing where that has a word that the question hasn't.

    A model may have been told by the minutes what to say; what it says in the question's own words tells nothing new.
    """
    found = _NONE.match(said.strip())
    missing = " ".join(plain(found["missing"]).split()).rstrip(" .?!") if found else ""
    return missing if term_set(missing) <= term_set(question) else ""


def _numbered(number: int, cited: CitedParagraph) -> str:
    """A paragraph as the reader sees it, each sentence behind its number."""
    text = cited.paragraph.text
    lines = [f"[{number}.{n}] {plain(text[start:end])}" for n, (start, end) in enumerate(sentences(text), 1)]
    return "\n".join([f"{heading(cited)}:", *lines])
