from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from langchain_core.documents import Document as Found
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage
from langchain_core.runnables import RunnableLambda

from rag.evidence import Passage, Ranked
from rag.minutes import CitedParagraph
from rag.plan import Plan
from rag.retrieval.documents import DocumentRetriever


@dataclass
class Finds:
    """A retriever that finds the same for every plan, and keeps the plans."""

    passages: Sequence[Ranked]
    plans: list[Plan] = field(default_factory=list)

    def retrieve(self, plan: Plan) -> Sequence[Ranked]:
        self.plans.append(plan)
        return self.passages


@pytest.fixture
def pond(cited: Callable[..., CitedParagraph]) -> Finds:
    paragraphs = (
        cited("The pond was drained and the ducks left.", id="june-0", document="june", held_on=date(2023, 6, 6)),
        cited("The pump was sold.", id="undated-0", document="undated", held_on=None),
    )
    return Finds([Ranked(passage=Passage(cited=one), score=1 - n / 4, ranks={}) for n, one in enumerate(paragraphs)])


def test_documents_come_best_first_with_what_a_citation_needs(pond: Finds):
    first, second = DocumentRetriever(retriever=pond).invoke("Did the ducks leave the pond?")
    assert isinstance(first, Found)
    assert (first.id, first.page_content) == ("june-0", "The pond was drained and the ducks left.")
    assert first.metadata == {
        "label": pond.passages[0].cited.label,
        "document": "june",
        "body": "Ottermouth Parish Council",
        "held_on": "2023-06-06",
        "item": "9",
        "item_title": "",
        "start": 100,
        "end": 140,
        "score": 1.0,
    }
    assert (second.id, second.metadata["held_on"], second.metadata["score"]) == ("undated-0", None, 0.75)


def test_the_question_is_looked_for_by_its_words_and_no_more_than_k_are_given(pond: Finds):
    assert [one.id for one in DocumentRetriever(retriever=pond, k=1).invoke("Did the ducks leave the pond?")] == [
        "june-0"
    ]
    (plan,) = pond.plans
    assert plan.standalone == "Did the ducks leave the pond?"
    assert {"duck", "pond"} <= {term.word for term in plan.topic}


def test_a_langchain_chain_answers_from_what_it_retrieves(pond: Finds):
    shown: list[Any] = []

    def prompt(documents: list[Found]) -> str:
        shown.extend(documents)
        return "\n".join(one.page_content for one in documents)

    model = GenericFakeChatModel(messages=iter([AIMessage("They left.")]))
    chain = DocumentRetriever(retriever=pond) | RunnableLambda(prompt) | model
    assert chain.invoke("Did the ducks leave the pond?").content == "They left."
    assert [one.id for one in shown] == ["june-0", "undated-0"]
