"""A language model as the planner's help: it makes a follow-up complete by itself; the offline planner plans that."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Self

from rag.answers import LONGEST_QUESTION, Question
from rag.errors import ModelFailure
from rag.plan import Plan, Turn
from rag.planning.lexicon import words
from rag.planning.planner import Planner
from rag.prompting import Form, Prompt
from rag.settings import ModelPart
from rag.stores.words import question_terms, term_set

if TYPE_CHECKING:  # LangChain is imported where there is a model, and a model is handed in
    from rag.chat_models import Chat

_REMEMBERED = 4  # earlier questions that the model sees
_TELLING = re.compile(r"\d+(?:[,./]\d+)*|(?<!^)(?<![.?!] )\b[A-Z][\w'’-]+")  # figures, and names within a sentence
_UNFIT = re.compile(r"[<>\[\]{}|`]|://|www\.")


class Completed(Form):
    """The last question, complete by itself."""

    question: str

    @classmethod
    def of_text(cls, said: str) -> Self:
        """The question as it was written."""
        return cls(question=said)


class ChatPlanner:
    """Plans a follow-up as a language model completes it, and as the offline planner does where the model fails."""

    def __init__(self, chat: "Chat", prompt: Prompt, offline: Planner) -> None:
        self._chat, self._prompt, self._offline = chat, prompt, offline

    def plan(self, question: Question, turns: Sequence[Turn] = ()) -> Plan:
        """What a question asks for, after earlier turns; raises WrongUse where it is bounded by what there isn't."""
        earlier = [turn.plan.standalone for turn in turns[-_REMEMBERED:]]
        if not earlier:
            return self._offline.plan(question)
        try:
            completed = self._completed(question.text, earlier)
        except ModelFailure:
            completed = question.text
        if completed == question.text:
            return self._offline.plan(question, turns)
        return replace(self._offline.plan(replace(question, text=completed)), question=question.text)

    def _completed(self, question: str, earlier: Sequence[str]) -> str:
        """The question complete by itself; raises ModelFailure, too where the model adds what nobody said."""
        listed = "\n".join(f"- {one}" for one in earlier)
        said = self._chat.fill(Completed, ModelPart.PLAN, self._prompt, earlier=listed, question=question)
        completed = said.question.strip().strip("\"'“”")
        known = " ".join([*earlier, question])
        if "\n" in completed or len(completed) > LONGEST_QUESTION or _UNFIT.search(completed):
            raise self._chat.unusable("gave no question in one line")
        if new := [word for word in _TELLING.findall(completed) if word.casefold() not in known.casefold()]:
            raise self._chat.unusable(f"added {new[0]!r}, which was not asked")
        if frozenset(question_terms(question)) - term_set(completed) - words("frame"):
            raise self._chat.unusable("left out words of the question")
        return completed
