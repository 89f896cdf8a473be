"""A language model as the reader of one paragraph at a time: how likely it says yes and not no, by log-probabilities.

Each paragraph is judged alone, so that one in which a text is planted can speak for itself only, and for no other. The
model and the offline reader have one voice each: what they say is averaged (docs/measured.md).
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.errors import ModelFailure
from rag.evidence import LEAST_ANSWERABLE, Ranked, Reading
from rag.fencing import fenced, fit, heading, plain
from rag.minutes import CitedParagraph
from rag.plan import Plan
from rag.prompting import Prompt
from rag.reader.chat import chosen
from rag.reader.local import Reader
from rag.settings import ModelPart

if TYPE_CHECKING:  # LangChain is imported where there is a model, and a model is handed in
    from rag.chat_models import Chat

JUDGED = 5  # paragraphs: each is a call, and the best five of the offline reader hold nearly all that it can quote
_LIKELY = 0.5  # the probability of a yes from which a further paragraph is taken
_MOST = 2  # paragraphs taken


class ScoringReader:
    """Reads by a language model's yes or no of each paragraph and by another reader, by that alone where it fails."""

    def __init__(self, chat: "Chat", prompt: Prompt, offline: Reader, *, tokens: int) -> None:
        """`offline` chooses the paragraphs, has a voice in their order, and chooses which of their words are quoted."""
        self._chat, self._prompt, self._offline, self._tokens = chat, prompt, offline, tokens

    def read(self, plan: Plan, passages: Sequence[Ranked]) -> Reading:
        """What both find likeliest, and what else the model says yes to; nothing where they find it unlikely."""
        offline = self._offline.read(plan, passages)
        spans = {span.cited.id: span for span in offline.spans[:JUDGED]}
        evidence = fit([span.cited for span in spans.values()], self._tokens, _shown)
        if not evidence:
            return offline
        try:
            likely = {
                cited.id: self._chat.likely(ModelPart.READ, self._prompt, **fenced(plan.standalone, [_shown(1, cited)]))
                for cited in evidence
            }
        except ModelFailure:
            return offline
        if (offline.answerable + max(likely.values())) / 2 < LEAST_ANSWERABLE:
            return chosen(offline, [])
        first, *others = sorted(likely, key=lambda id: -(likely[id] + spans[id].probability))
        taken = [first, *(id for id in others if likely[id] >= _LIKELY)][:_MOST]
        return chosen(offline, [replace(spans[id], probability=likely[id]) for id in taken])


def _shown(number: int, cited: CitedParagraph) -> str:
    return f"{heading(cited)}:\n{plain(cited.paragraph.text)}"
