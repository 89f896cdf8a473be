"""A language model as the reader: it names those of the numbered sentences that answer, or says that none does."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

from pydantic import Field

from rag.errors import ModelFailure
from rag.evidence import AnswerSpan, Ranked, Reading
from rag.fencing import fenced, fit, heading, plain
from rag.minutes import CitedParagraph
from rag.plan import Plan
from rag.prompting import Form, Prompt
from rag.reader.local import Reader, quoted
from rag.sentences import sentences
from rag.settings import ModelPart
from rag.stores.words import term_set

if TYPE_CHECKING:  # LangChain is imported where there is a model, and a model is handed in
    from rag.chat_models import Chat

SHOWN = 15  # paragraphs shown: the proof is among them for nine of ten questions
DECOY = "What colour was the milkman's umbrella?"  # no minutes answer it
_SURE = 0.5  # the offline reader finds it likelier than not that the minutes answer
_MOST = 4  # sentences taken
_LISTED = 400  # numbers in a schema
_LONGEST = 120  # characters of what is missing, or searched for
_WORDS = 12  # of what is to be searched for: more find everything
_NUMBER = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,3})(?![\d.]*\d)")
_NONE = re.compile(r"(?i)^\W*none\b[\s.:,;–-]*(?P<missing>.*)")
_SEARCH = re.compile(r"\bSEARCH\b[\s:]*(?P<words>.*)")


class Choice(Form):
    """The sentences that answer the question."""

    # the schema's bounds are for servers: what is said beyond them is cut here
    sentences: list[str] = Field(
        description="numbers of the sentences that answer, the best first; empty for NONE",
        json_schema_extra={"maxItems": _MOST},
    )
    missing: str = Field(
        default="",
        description="where none answers, what is missing, in the words of the question",
        json_schema_extra={"maxLength": _LONGEST},
    )
    search: str = Field(
        default="",
        description="other words that may find what is missing elsewhere in the minutes",
        json_schema_extra={"maxLength": _LONGEST},
    )

    @classmethod
    def of_text(cls, said: str) -> Self:
        """What a text names; raises ValueError where it neither names a sentence nor says NONE."""
        said = said.strip()
        search = _SEARCH.search(said)
        before = said[: search.start()] if search else said
        none = _NONE.match(before)
        numbers = [] if none else [found[0] for found in _NUMBER.finditer(before)]
        if not (none or numbers):
            raise ValueError("named no sentence that it was shown")
        missing = none["missing"] if none else ""
        return cls(sentences=numbers, missing=missing, search=search["words"] if search else "")


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
            choice = self._choice(plan.standalone, evidence)
            spans = self._held(plan.standalone, _spans(choice, evidence), offline)
        except ModelFailure:
            return offline
        return replace(
            chosen(offline, spans),
            missing=_missing(choice, plan.standalone),
            search=_searched(choice),
            shown=frozenset(cited.id for cited in evidence),
        )

    def _held(self, question: str, spans: Sequence[AnswerSpan], offline: Reading) -> Sequence[AnswerSpan]:
        """The spans that a model chose, where what it was shown can't have made it choose them; raises ModelFailure.

        A planted text makes a model name it whatever is asked, or say that none answers. So what it names beyond the
        offline reader's best must not answer another question too, and where that reader is sure of one paragraph, the
        model is asked of that alone before none is taken for an answer.
        """
        best = offline.spans[0].cited if offline.spans else None
        if not spans and best and offline.answerable >= _SURE:
            alone = fit([best], self._tokens, _numbered)
            return _spans(self._choice(question, alone), alone) if alone else spans
        others = [span.cited for span in spans if span.cited != best]
        if others and _spans(self._choice(DECOY, others), others):
            raise self._chat.unusable("names a paragraph that it names whatever is asked")
        return spans

    def _choice(self, question: str, evidence: Sequence[CitedParagraph]) -> Choice:
        shown = fenced(question, (_numbered(number, cited) for number, cited in enumerate(evidence, 1)))
        choice = self._chat.fill(Choice, ModelPart.READ, self._prompt, schema=_among(evidence), **shown)
        if not (_spans(choice, evidence) or all(map(_NONE.match, choice.sentences))):
            raise self._chat.unusable("named no sentence that it was shown")
        return choice


def _among(evidence: Sequence[CitedParagraph]) -> dict[str, Any]:
    """The schema of a choice among the sentences shown; of so many that servers refuse to list them, of any."""
    schema = Choice.model_json_schema()
    numbers = [
        f"{number}.{n}"
        for number, cited in enumerate(evidence, 1)
        for n in range(1, len(sentences(cited.paragraph.text)) + 1)
    ]
    if len(numbers) <= _LISTED:
        schema["properties"]["sentences"]["items"]["enum"] = numbers
    return schema


def chosen(offline: Reading, spans: Sequence[AnswerSpan]) -> Reading:
    """A reading of which a language model chose the spans; what it chose goes before what it did not."""
    place = {span.cited.id: place for place, span in enumerate(spans)}
    return replace(
        offline,
        spans=tuple(spans),
        answerable=float(bool(spans)),
        ranked=tuple(sorted(offline.ranked, key=lambda one: place.get(one.cited.id, len(place)))),
        chosen=True,
    )


def _spans(choice: Choice, evidence: Sequence[CitedParagraph]) -> list[AnswerSpan]:
    """A span for each paragraph of which sentences were named, in the order they were named in."""
    named: dict[int, list[int]] = {}
    taken = 0
    for found in _NUMBER.finditer(" ".join(choice.sentences)):
        paragraph, sentence = int(found[1]), int(found[2])
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


def _missing(choice: Choice, question: str) -> str:
    """What the model says is missing; nothing where that has a word that the question hasn't.

    Minutes may hold an instruction to a model; what it says in the question's own words adds nothing.
    """
    missing = " ".join(plain(choice.missing).split()).rstrip(" .?!")
    return missing if term_set(missing) <= term_set(question) else ""


def _searched(choice: Choice) -> str:
    """The words that the model would have searched for: they find paragraphs, and are never shown to a reader."""
    return " ".join(re.findall(r"[\w'’-]+", plain(choice.search))[:_WORDS])


def _numbered(number: int, cited: CitedParagraph) -> str:
    """A paragraph as the reader sees it, each sentence behind its number."""
    text = cited.paragraph.text
    lines = [f"[{number}.{n}] {plain(text[start:end])}" for n, (start, end) in enumerate(sentences(text), 1)]
    return "\n".join([f"{heading(cited)}:", *lines])
