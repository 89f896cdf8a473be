"""The retriever as LangChain knows it: any chain can take its documents, `retriever | format | model`."""

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, SkipValidation

from rag.evidence import Ranked
from rag.minutes import readable
from rag.plan import Plan, Term
from rag.retrieval.retriever import Retriever
from rag.stores.words import question_terms


class DocumentRetriever(BaseRetriever):
    """Finds the paragraphs that may answer a question's text, as LangChain documents.

    Attributes:
        retriever: what finds passages by a plan.
        k: how many documents are given at most.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    retriever: SkipValidation[Retriever]
    k: int = 8

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        plan = Plan(question=query, standalone=query, topic=tuple(Term(word, 1.0) for word in question_terms(query)))
        return [_document(one) for one in self.retriever.retrieve(plan)[: self.k]]


def _document(one: Ranked) -> Document:
    cited = one.cited
    return Document(
        id=cited.id,
        page_content=readable(cited.paragraph.text),
        metadata={
            "label": cited.label,
            "document": cited.document,
            "body": cited.body,
            "held_on": cited.held_on.isoformat() if cited.held_on else None,
            "item": cited.item,
            "item_title": cited.item_title,
            "start": cited.paragraph.start,
            "end": cited.paragraph.end,
            "score": one.score,
        },
    )
