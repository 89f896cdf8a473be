"""A language model that reads perfectly: it answers from the gold, so that what is lost with it was lost before."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from langchain_core.language_models import SimpleChatModel
from langchain_core.messages import BaseMessage

from eval.questions import GoldQuestion, Place, plain
from rag.reader.chat import DECOY

_SENTENCE = re.compile(r"(?m)^\[(\d+)\.(\d+)\] (.*)$")


class Oracle(SimpleChatModel):
    """Names the sentences that prove the question that it is given, among those that it is shown; NONE without one."""

    question: GoldQuestion | None = None

    @property
    def _llm_type(self) -> str:
        return "oracle"

    def _call(self, messages: Sequence[BaseMessage], *_: Any, **__: Any) -> str:
        places = self.question.gold if self.question else ()
        shown = str(messages[-1].content)
        return (", ".join(proving(shown, places)) if DECOY not in shown else "") or "NONE"


def proving(shown: str, places: Sequence[Place]) -> Iterator[str]:
    """The number of one sentence for each place that stands in a paragraph shown: that with most of its anchor."""
    paragraphs: dict[str, list[tuple[str, str]]] = {}
    for paragraph, sentence, text in _SENTENCE.findall(shown):
        paragraphs.setdefault(paragraph, []).append((f"{paragraph}.{sentence}", text))
    for place in places:
        anchor = frozenset(plain(place.anchor).split())
        for sentences in paragraphs.values():
            if place.is_in(" ".join(text for _, text in sentences)):
                yield max(sentences, key=lambda one: len(anchor & frozenset(plain(one[1]).split())))[0]
                break
