from collections.abc import Iterator
from typing import Any

from eval.provenance import code_digest, digest_of, files, home_digest, of_home
from rag.home import opened
from rag.settings import Settings


class Shelf:
    """A ledger's documents and paragraph ids."""

    def __init__(self, **documents: str) -> None:
        self._documents = documents

    def documents(self) -> list[dict[str, Any]]:
        return [{"name": name, "digest": digest} for name, digest in self._documents.items()]

    def all_ids(self) -> Iterator[tuple[str, str]]:
        return ((f"{name}-0", "discussion") for name in self._documents)


def test_a_home_has_one_digest_until_its_documents_change():
    before = home_digest(Shelf(a="1", b="2"))
    assert home_digest(Shelf(b="2", a="1")) == before
    assert home_digest(Shelf(a="1", b="3")) != before
    assert home_digest(Shelf(a="1")) != before


def test_a_changed_byte_or_name_changes_the_digest_and_what_answers_nothing_is_not_in_it(tmp_path):
    (tmp_path / "a.py").write_text("1")
    (tmp_path / "a.pyc").write_text("1")
    assert [file.name for file in files(tmp_path)] == ["a.py"]
    before = digest_of(files(tmp_path))
    (tmp_path / "a.py").write_text("2")
    assert digest_of(files(tmp_path)) != before


def test_what_answers_is_told_in_digests(tmp_path):
    settings = Settings(home=tmp_path / "home")
    with opened(settings.home, create=True) as ledger:
        made_of = of_home(settings, ledger)
    assert made_of["code"] == code_digest()
    assert made_of["writer"] is None
    assert all(len(made_of[name]) == 64 for name in ("home", "code", "models", "embedder_weights"))
    assert made_of["packages"]["numpy"]
