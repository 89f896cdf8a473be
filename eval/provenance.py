"""What a run was made of, in digests: two reports are comparable where these are equal."""

import hashlib
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Protocol

from rag.settings import Settings
from rag.stores.embedding import PACKAGED, packaged_folder

_ROOT = Path(__file__).parents[1]
_ROOMS = ("rag", "ingest", "prompts")
_CODE = frozenset({".py", ".toml", ".json", ".sql", ".md", ".onnx", ".safetensors"})
_NEWEST = ("numpy", "onnxruntime", "scikit-learn", "tantivy", "chromadb", "tokenizers")


class Documents(Protocol):
    """The ledger, as far as its digest needs it."""

    def documents(self) -> list[dict[str, Any]]:
        """The documents, each with its name and digest."""

    def all_ids(self) -> Iterable[tuple[str, str]]:
        """The id and kind of every paragraph."""


def of_home(settings: Settings, ledger: Documents) -> dict[str, Any]:
    """The digests of a home's documents and paragraphs, of the code, and of the models that answer from it."""
    return {
        "home": home_digest(ledger),
        "code": code_digest(),
        "models": digest_of(files(settings.models)),
        "embedder": settings.embedder,
        "embedder_weights": _weights(settings),
        "model": settings.model,
        "model_parts": sorted(settings.model_parts) if settings.model else None,
        "model_tokens": settings.model_tokens if settings.model else None,
        "packages": {name: _version(name) for name in _NEWEST},
    }


def home_digest(ledger: Documents) -> str:
    """One digest over the names and bytes of a ledger's documents and the ids of their paragraphs."""
    documents = sorted(f"{row['name']} {row['digest']}" for row in ledger.documents())
    paragraphs = sorted(" ".join(pair) for pair in ledger.all_ids())
    return hashlib.sha256("\n".join([*documents, *paragraphs]).encode()).hexdigest()


def code_digest() -> str:
    """One digest over the code, words, prompts and models that answer; not over the harness."""
    return digest_of(file for room in _ROOMS for file in files(_ROOT / room))


def files(folder: Path) -> list[Path]:
    """The files below a folder that decide what is answered."""
    return sorted(file for file in folder.rglob("*") if file.suffix in _CODE and file.is_file())


def digest_of(some: Iterable[Path]) -> str:
    """One sha256 over the names and bytes of files."""
    whole = hashlib.sha256()
    for file in some:
        whole.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()


def _weights(settings: Settings) -> str | None:
    """The digest of the embedding model's weights; None for one that is known by its name on a hub only."""
    folder = packaged_folder(settings.embedder) if settings.embedder in PACKAGED else Path(settings.embedder)
    return digest_of(sorted(folder.glob("*.safetensors"))) if folder.is_dir() else None


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
