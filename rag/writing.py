"""The written answer: a language model drafts from the paragraphs read, and only what they prove is shown."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from rag.answers import Answer, Reason
from rag.errors import ModelFailure
from rag.evidence import Finding
from rag.fencing import fenced, fit, heading, plain
from rag.grounding.citation import cite, text_of
from rag.grounding.claims import unfounded
from rag.grounding.verify import REFUSAL, Checker, DraftSentence, is_refusal, parse_draft
from rag.minutes import CitedParagraph
from rag.prompting import Prompt, load_prompt
from rag.sentences import sentences
from rag.settings import ModelPart, Settings
from rag.tracing import Tell, ignore

if TYPE_CHECKING:  # LangChain is imported where there is a model, and a model is handed in
    from rag.chat_models import Chat

_BEGUN = re.compile(r"[^\W\d_]{2}")  # a sentence, and not only the markers behind the last one


class Writer(Protocol):
    """Somebody who drafts an answer from numbered paragraphs.

    Attributes:
        name: the model, for the answer record.
        prompt: the prompt's name and fingerprint, for the answer record.
        tokens: how much evidence it is shown at most, in tiktoken's cl100k_base.
    """

    name: str
    prompt: str
    tokens: int

    def write(self, question: str, evidence: Sequence[CitedParagraph]) -> Iterator[str]:
        """A raw draft whose sentences cite the evidence as [1], [2]..., in pieces; raises ModelFailure."""

    def mend(self, question: str, evidence: Sequence[CitedParagraph], faults: Sequence[str]) -> Iterator[str]:
        """Another draft, in place of sentences that were not proved; `faults` says of each why. Raises ModelFailure."""


class ChatWriter:
    """A writer made of a language model and two prompts: one to write with, one to mend."""

    def __init__(self, chat: "Chat", prompt: Prompt, mending: Prompt, *, tokens: int) -> None:
        self.name, self.tokens = chat.name, tokens
        self.prompt = f"{prompt.name} {prompt.fingerprint}"
        self._chat, self._prompt, self._mending = chat, prompt, mending

    def write(self, question: str, evidence: Sequence[CitedParagraph]) -> Iterator[str]:
        """The model's draft as it comes; raises ModelFailure."""
        return self._chat.stream(ModelPart.WRITE, self._prompt, **_shown(question, evidence))

    def mend(self, question: str, evidence: Sequence[CitedParagraph], faults: Sequence[str]) -> Iterator[str]:
        """The model's other draft as it comes; raises ModelFailure."""
        said = "\n".join(f"- {fault}" for fault in faults)
        return self._chat.stream(ModelPart.WRITE, self._mending, **_shown(question, evidence), faults=said)


def build_writer(chat: "Chat", settings: Settings) -> Writer:
    """A writer that asks a model with the settings' prompt; raises PromptNotFound where there is no such prompt."""
    return ChatWriter(chat, load_prompt(settings.answer_prompt), load_prompt("mend/v1"), tokens=settings.model_tokens)


def written(answer: Answer, writer: Writer, tell: Tell = ignore) -> Answer:
    """The answer in the writer's words as far as they are proved; the quoted one where none is or the last step lacks.

    Each sentence is reported as soon as it is proved. One that isn't is drafted once more, then left out.
    """
    # What was not quoted is not shown: whatever is planted there can neither be obeyed nor be cited.
    quoted = {citation.cited.id: citation.cited for citation in answer.citations}
    evidence = fit(list(quoted.values()), writer.tokens, _numbered)
    if not evidence:
        return answer
    draft = _Draft(evidence=evidence, tell=tell)
    named = replace(answer, writer=writer.name, prompt=writer.prompt)
    try:
        declined = draft.take(writer.write(answer.asked_as, evidence))
    except ModelFailure:
        return named
    if declined:
        return named
    faults, draft.unproved, draft.mended = draft.unproved, [], 0
    if faults:
        with suppress(ModelFailure):  # what was proved before stays
            draft.take(writer.mend(answer.asked_as, evidence, [_fault(one, evidence) for one in faults]))
    findings = tuple(draft.proved.values())
    if not findings:
        return replace(named, dropped=len(faults), reason=answer.reason or Reason.WRITER_UNSUPPORTED)
    used = [proof.cited for finding in findings for proof in finding.proofs]
    if any(all(one.is_later_than(other) for other in used) for one in quoted.values()):
        return named  # it leaves out the last step of the matter
    shown, citations = cite(findings)
    return replace(
        named,
        text=text_of(shown) + answer.text.removeprefix(text_of(answer.sentences)),
        sentences=tuple(shown),
        citations=tuple(citations),
        mode="written",
        dropped=max(0, len(faults) - draft.mended),
    )


@dataclass(slots=True, kw_only=True)
class _Draft:
    """What is proved of a draft so far, in order, and what is not.

    Attributes:
        mended: how many sentences were proved since `unproved` was last emptied.
    """

    evidence: Sequence[CitedParagraph]
    tell: Tell
    proved: dict[str, Finding] = field(default_factory=dict)
    unproved: list[DraftSentence] = field(default_factory=list)
    mended: int = 0

    def take(self, pieces: Iterator[str]) -> bool:
        """Check a draft sentence by sentence, as it comes; whether it is a refusal, which ends it."""
        said, done = "", 0
        for piece in pieces:
            said += piece
            if REFUSAL in said:
                break
            parsed = parse_draft(said, len(self.evidence))
            whole = len(parsed) - 1 if parsed and _BEGUN.search(parsed[-1].text) else 0
            for sentence in parsed[done:whole]:
                self._check(sentence)
            done = max(done, whole)
        if is_refusal(said):
            return True
        for sentence in parse_draft(said, len(self.evidence))[done:]:
            self._check(sentence)
        return False

    def _check(self, sentence: DraftSentence) -> None:
        finding = Checker().prove(sentence, self.evidence)
        if finding is None:
            self.unproved.append(sentence)
        elif finding.text.casefold() not in self.proved:
            self.mended += 1
            self.proved[finding.text.casefold()] = finding
            self.tell(cite(tuple(self.proved.values()))[0][-1])


def _fault(sentence: DraftSentence, evidence: Sequence[CitedParagraph]) -> str:
    """A sentence that was not proved, and why."""
    if not sentence.sound:
        return f"“{sentence.text}” must end with the number of its paragraph, and hold no link."
    texts = [f"{heading(evidence[index])}\n\n{plain(evidence[index].paragraph.text)}" for index in sentence.cited]
    missing = ", ".join(claim.written for claim in unfounded(sentence.text, texts))
    why = f"does not stand there: {missing}" if missing else "says something that its paragraph does not"
    return f"“{sentence.text}” {why}."


def _shown(question: str, evidence: Sequence[CitedParagraph]) -> dict[str, str]:
    return fenced(question, (_numbered(number, cited) for number, cited in enumerate(evidence, 1)))


def _numbered(number: int, cited: CitedParagraph) -> str:
    """A paragraph as the writer sees it, its number after every sentence, so that who copies a sentence cites it."""
    text = plain(cited.paragraph.text)
    marked = " ".join(f"{text[start:end]} [{number}]" for start, end in sentences(text))
    return f"{heading(cited)}:\n{marked}"
