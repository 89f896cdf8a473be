"""The naive LangChain chain that our answers are held against, measured as any other system is.

`--python eval.naive:quoting` quotes the best chunk whole; by `--python eval.naive:writing` MINUTEBOOK_MODEL writes from
the best four. Both read the minutes in the folder that MINUTES names.
"""

import os
import re
from functools import cache
from pathlib import Path
from typing import Any

from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.runnables import RunnableLambda
from langchain_core.vectorstores import InMemoryVectorStore

from eval.baseline import FIRST, chunked, langchain_split
from rag.chat_models import Chat, build_chat
from rag.errors import WrongUse
from rag.prompting import load_prompt
from rag.settings import ModelPart, Settings
from rag.stores.embedders import open_embedder
from rag.stores.embedding import Embedder

_SHOWN = 4  # chunks that the model sees, as LangChain's retrievers give them
_SILENT = re.compile(r"(?i)\bI (?:don.t|do not) know\b")


class _Embedded(Embeddings):
    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [[float(number) for number in row] for row in self._embedder.embed(texts)]

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


@cache
def _store(folder: Path) -> InMemoryVectorStore:
    settings = Settings()
    chunks = chunked([folder], langchain_split(), settings.max_file_mb * 1_000_000)
    store = InMemoryVectorStore(_Embedded(open_embedder(settings.embedder)))
    store.add_documents([Document(chunk.text, metadata={"source": chunk.document}) for chunk in chunks])
    return store


def _find(question: str) -> list[Document]:
    folder = Path(os.environ.get("MINUTES", "eval/data/minutes"))
    return _store(folder).similarity_search(question, k=FIRST)


def _chat() -> Chat:
    if (chat := build_chat(Settings())) is None:
        raise WrongUse("There is no model to write with; set MINUTEBOOK_MODEL.")
    return chat


def quoted(question: str) -> dict[str, Any]:
    """The best chunk, whole, as the answer."""
    best, *_ = found = _find(question)
    return _record(best.page_content, [best], found)


def written(question: str) -> dict[str, Any]:
    """What the model writes from the best chunks; an abstention where it says that it doesn't know.

    Raises WrongUse where no model is set, and ModelFailure where it can't be asked.
    """
    found = _find(question)
    context = "\n\n".join(one.page_content for one in found[:_SHOWN])
    said = _chat().ask(ModelPart.WRITE, load_prompt("naive/v1"), context=context, question=question)
    return _record("" if _SILENT.search(said) else said, found[:_SHOWN], found)


def _record(text: str, cited: list[Document], found: list[Document]) -> dict[str, Any]:
    passages = [{"document": str(one.metadata["source"]), "text": one.page_content} for one in found]
    return {"text": text, "citations": passages[: len(cited)], "retrieved": passages}


quoting, writing = RunnableLambda(quoted), RunnableLambda(written)
