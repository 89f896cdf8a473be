"""The ingestion job: what is new, changed, unchanged, failed; what a file's fate does to the ledger; a run that is killed."""

import hashlib
import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

import ingest.job
from ingest.indexing import disagreements
from ingest.job import Report, ingest
from rag.errors import StorageFailure, UnknownDocument, UnreadableFile, WrongUse
from rag.home import opened
from rag.ledger import Ledger
from rag.settings import Settings
from rag.stores.dense import DenseIndex
from rag.stores.embedding import Vectors
from rag.stores.words import WordIndex, terms

PROJECT = Path(__file__).parents[2]
HEAD = "Orrin Parish Council\n\nMinutes of the meeting held on {day} 2024\n\n"
WALL = HEAD.format(day="3 May") + "1. Wall\n\nThe xylquorbit wall was mended for £450 by Mr Dent, the mason of Upper Orrin.\n"
BENCH = HEAD.format(day="7 June") + "1. Bench\n\nThe bench on the green was given by the Lions and stands beside the pump.\n"
HEDGE = HEAD.format(day="5 July") + "1. Hedge\n\nThe hedge by the school will be cut in October by the contractor of last year.\n"
REMOVED_FILE_FAULT = "is empty"


class SmallEmbedder:
    """Vectors of unit length from a text's digest, in the place of a model that takes seconds to load."""

    longest = 256

    def __init__(self, name: str) -> None:
        self.name = f"{name}-small"

    def pieces(self, text: str) -> int:
        return len(text.split())

    def embed(self, texts: Sequence[str]) -> Vectors:
        rows = np.array([list(hashlib.sha256(text.encode()).digest()[:8]) for text in texts], dtype=np.float32) + 1
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


@pytest.fixture(autouse=True)
def _small_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.stores.embedding.SentenceTransformerEmbedder", SmallEmbedder)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    # the small model's name is the settings' own, as a real one's is
    return Settings(home=tmp_path / "home", cache=tmp_path / "cache", embedder="test-small")


@pytest.fixture
def minutes(tmp_path: Path) -> Path:
    """A folder of three documents."""
    folder = tmp_path / "minutes"
    folder.mkdir()
    for name, text in (("wall.txt", WALL), ("bench.txt", BENCH), ("hedge.txt", HEDGE)):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def run(settings: Settings, *paths: Path) -> Report:
    with opened(settings.home, create=True) as ledger:
        return ingest(paths, ledger, settings)
