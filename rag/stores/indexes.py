"""The two indexes as the rest of the house knows them, and the one place that chooses whose they are."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from types import ModuleType
from typing import Protocol
from uuid import uuid4

from rag.errors import SettingsError
from rag.ledger import Ledger
from rag.settings import Settings
from rag.stores.embedding import Vectors
from rag.stores.words import Hit, WordEntry

_HOME = "home"  # noted in a ledger on a server: the id of the home in whose folder its indexes are
_MILVUS = "milvus"  # noted in the ledger: the name of the home's rows there, "" where its indexes lie elsewhere


class VectorIndex(Protocol):
    """Passages by the cosine of their vectors; a passage's id is its paragraph's with a number: "abc:0", "abc:1"."""

    def __len__(self) -> int:
        """How many passages can be found."""

    def put(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Add passages; those with an id already there are replaced."""

    def remove(self, paragraphs: Sequence[str]) -> None:
        """Take out all passages of paragraphs."""

    def clear(self) -> None:
        """Take everything out."""

    def reload(self) -> None:
        """See what others put and removed."""

    def search(self, vector: Vectors, limit: int) -> list[Hit]:
        """The nearest passages, best first, with the cosine as score; ties in the order of their ids."""

    def likeness(self, vector: Vectors, ids: Sequence[str]) -> dict[str, float]:
        """The cosine of a vector with each of these passages; unknown ids are left out."""

    def vectors(self, ids: Sequence[str]) -> dict[str, Vectors]:
        """The vectors of these passages, each of length 1; unknown ids are left out."""

    def ids(self) -> set[str]:
        """The ids of all passages."""


class WordIndex(Protocol):
    """Paragraphs by their words, ranked by BM25 over weighted fields; what was put is surely seen after `commit`."""

    def __len__(self) -> int:
        """How many paragraphs can be found."""

    def put(self, entries: Iterable[WordEntry]) -> None:
        """Add paragraphs; those with an id already there are replaced."""

    def remove(self, ids: Sequence[str]) -> None:
        """Take paragraphs out."""

    def clear(self) -> None:
        """Take everything out."""

    def commit(self) -> None:
        """Make what was put and removed visible and lasting."""

    def reload(self) -> None:
        """See what others committed."""

    def search(self, wanted: Sequence[tuple[str, float]], limit: int, within: Sequence[str] | None = None) -> list[Hit]:
        """The best paragraphs for weighted terms, best first; ties in the order of their ids.

        `within` are the ids of the meetings to look in; all of them otherwise.
        """

    def spread(self, term: str) -> int:
        """In how many paragraphs a term stands, counting their text only."""

    def idf(self, term: str) -> float:
        """How telling a term is: BM25's inverse document frequency, ln(1 + (N - n + 0.5) / (n + 0.5))."""

    def spelled(self, term: str) -> str:
        """The term itself, or where no paragraph holds it the likeliest that one does: a slip of a letter or two."""


@contextmanager
def vector_index(ledger: Ledger, settings: Settings) -> Iterator[VectorIndex]:
    """The vector index of a home: on Milvus or a Chroma server where the settings name one, else in its folder.

    Raises SettingsError where it can't be reached, HomeDamaged where it can't be read.
    """
    # each is imported here, as below: whoever uses one shall not pay for the others
    if settings.milvus:
        with closing(_milvus().MilvusVectors(settings, ledger.about(_MILVUS) or "")) as there:
            yield there
    else:
        from rag.stores.dense import DenseIndex

        with closing(DenseIndex(settings.home / "dense", settings.chroma_url)) as dense:
            yield dense


@contextmanager
def word_index(ledger: Ledger, settings: Settings) -> Iterator[WordIndex]:
    """The word index of a home: on Milvus where the settings name one, else in its folder.

    Raises SettingsError where it can't be reached, HomeDamaged where it can't be read.
    """
    if settings.milvus:
        with closing(_milvus().MilvusWords(settings, ledger.about(_MILVUS) or "")) as there:
            yield there
    else:
        from rag.stores.words import TantivyIndex

        yield TantivyIndex(settings.home / "words")


def wipe_files(settings: Settings) -> None:
    """Take the files of a home's indexes away, so that no trace of what was in them stays.

    A service of this process that has them open goes on, with what is put into them anew.
    """
    from rag.stores import dense, words

    dense.wipe(settings.home / "dense")
    words.wipe(settings.home / "words")


def _milvus() -> ModuleType:
    try:
        from rag.stores import milvus
    except ImportError as error:
        raise SettingsError(
            "Milvus is reached by the package pymilvus, which isn't installed; run `pip install 'pymilvus>=3.0.2,<4'`, "
            "or leave MINUTEBOOK_MILVUS out."
        ) from error
    return milvus


def assert_indexes(ledger: Ledger, settings: Settings) -> None:
    """Raise SettingsError where a home's indexes lie elsewhere than the settings say; one without any takes both."""
    there = ledger.about(_MILVUS)
    if there is None and ledger.about("embedder") is None:
        return
    if bool(there) != bool(settings.milvus):
        where = "on Milvus" if there else "not on Milvus"
        change = "set MINUTEBOOK_MILVUS" if there else "leave MINUTEBOOK_MILVUS out"
        raise SettingsError(
            f"The indexes of the home {str(settings.home)!r} are {where}; {change}, "
            "or run `minutebook rebuild` to make them anew where the settings say."
        )
    if ledger.on_server and not there and ledger.about(_HOME) not in (None, _id(settings)):
        raise SettingsError(
            f"The indexes of this ledger are in another home than {str(settings.home)!r}; name that one with --home, "
            "or run `minutebook rebuild` to make them anew here."
        )


def forget_by_themselves(settings: Settings) -> bool:
    """Whether no trace stays in the indexes of what is taken out one by one: a server of Milvus compacts what it holds.

    Then they stay whole meanwhile for the services that search them; others have to be made anew.
    """
    return bool(settings.milvus) and not settings.milvus_is_file


def settle_indexes(ledger: Ledger, settings: Settings) -> None:
    """Note where a home's indexes are about to be made; its rows on Milvus get a name that no other home has."""
    there = ledger.about(_MILVUS)
    if bool(there) != bool(settings.milvus):
        ledger.unindex()
        ledger.note(_MILVUS, uuid4().hex if settings.milvus else "")
    if ledger.on_server and not settings.milvus:
        if not _id(settings):
            (settings.home / "id").write_text(uuid4().hex, encoding="ascii")
        if ledger.about(_HOME) != _id(settings):
            ledger.note(_HOME, _id(settings))


def _id(settings: Settings) -> str:
    """The id of a home; empty where it has none."""
    file = settings.home / "id"
    return file.read_text(encoding="ascii") if file.exists() else ""
