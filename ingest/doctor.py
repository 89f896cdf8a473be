"""What is installed, whether it works, and what a home needs: a line each, with what to do where something is wrong."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, requires, version
from platform import python_version

import numpy as np
from packaging.requirements import Requirement

from rag.errors import HomeDamaged, HomeEmpty, HomeLocked, MinutebookError, SettingsError
from rag.settings import ModelPart, Settings

_TRIED = "The minutes were approved."


class Health(StrEnum):
    """How something is."""

    OK = "ok"
    NOTE = "--"  # as it may be, and worth knowing
    WRONG = "!!"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What was looked at, how it is, and what there is to say of it: what it is, or what to do."""

    name: str
    health: Health
    said: str


class _Note(str):
    """What is worth knowing and not wrong."""

    __slots__ = ()


def checks(settings: Settings) -> Iterator[Check]:
    """Everything that is looked at, one after another; nothing is changed."""
    for name, look in _LOOKS.items():
        try:
            said = look(settings)
        except MinutebookError as error:
            yield Check(name=name, health=Health.WRONG, said=str(error))
        except Exception as error:  # whatever a package raises as it is loaded
            way_out = "install Minutebook anew, or leave out the setting that names it"
            yield Check(name=name, health=Health.WRONG, said=f"{type(error).__name__}: {error}; {way_out}.")
        else:
            yield Check(name=name, health=Health.NOTE if isinstance(said, _Note) else Health.OK, said=said)


def _packages(_settings: Settings) -> str:
    needed = [Requirement(line) for line in requires("minutebook") or ()]
    needed = [one for one in needed if one.marker is None or one.marker.evaluate({"extra": ""})]
    wrong = [f"{one.name} ({there or 'missing'})" for one in needed if not _fits(one, there := _version(one.name))]
    if wrong:
        raise SettingsError(f"Not as Minutebook needs them: {', '.join(wrong)}; install Minutebook anew.")
    return f"Minutebook {version('minutebook')}, Python {python_version()}, {len(needed)} packages"


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _fits(needed: Requirement, there: str | None) -> bool:
    return there is not None and needed.specifier.contains(there, prereleases=True)


def _embedder(settings: Settings) -> str:
    from rag.stores.embedders import open_embedder

    vectors = open_embedder(settings.embedder).embed([_TRIED])
    return f"{settings.embedder}, {vectors.shape[1]} dimensions"


def _reader(settings: Settings) -> str:
    from rag.grounding.support import SupportHead
    from rag.reader.encoder import PieceEncoder
    from rag.reader.local import Head
    from rag.retrieval.reranker import FeatureReranker

    try:
        [tokens] = PieceEncoder(settings.models).encode([_TRIED])
        Head.load(settings.models)
        FeatureReranker.load(lambda _: 1.0, settings.models)
        SupportHead.load(settings.models)
    except FileNotFoundError as error:
        raise SettingsError(
            f"{error.filename!r} is missing; set MINUTEBOOK_MODELS to a folder that `python -m eval train` made, "
            "or leave it out."
        ) from error
    return f"encoder, head, reranker and checker of {settings.models}, {tokens.vectors.shape[1]} dimensions"


def _tokens(_settings: Settings) -> str:
    from rag.fencing import count_tokens

    return f"cl100k_base, {count_tokens(_TRIED)} tokens in “{_TRIED}”"


def _ocr(_settings: Settings) -> str:
    from ingest.reading.ocr import pieces

    pieces(np.full((64, 64, 3), 255, dtype=np.uint8))
    return f"rapidocr {version('rapidocr')} reads scans"


def _office(_settings: Settings) -> str:
    if program := shutil.which("soffice") or shutil.which("libreoffice"):
        return f"{program} reads .doc, .rtf and .odt"
    return _Note("LibreOffice isn't installed: .doc, .rtf and .odt can't be read; install it if you have such minutes")


def _home(settings: Settings) -> str:
    from ingest.indexing import disagreements
    from rag.home import assert_embedder, opened, read_earlier
    from rag.ledger.migrating import newest

    file = settings.home / "ledger.sqlite"
    made_by = newest()
    if settings.server is None and file.exists():
        try:
            with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as base:
                made_by = int(base.execute("PRAGMA user_version").fetchone()[0])
        except sqlite3.DatabaseError as error:
            way_out = "restore it from a backup or choose another --home"
            raise HomeDamaged(f"{str(file)!r} is not a ledger ({error}); {way_out}.") from error
    if made_by < newest():
        return _Note(f"{settings.home} is of schema {made_by}; the next command brings it to {newest()}")
    try:
        with opened(settings) as ledger:
            assert_embedder(ledger, settings.embedder, settings.home)
            wrong, documents, failed = disagreements(ledger, settings), ledger.summary().documents, ledger.failures()
            earlier = read_earlier(ledger)
    except HomeEmpty as error:
        return _Note(error)
    except HomeLocked:
        return _Note(f"{settings.home}, schema {made_by}, is in use by another process (the chat page, or a command)")
    if wrong:
        raise SettingsError(f"{settings.home}: {'; '.join(wrong)}; run `minutebook rebuild`.")
    said = f"{settings.home}, schema {made_by}: {documents} documents, and the indexes agree with the ledger"
    notes = [f"{len(failed)} files failed: see `minutebook status --failed`"] if failed else []
    notes += [earlier] if earlier else []
    return _Note("; ".join([said, *notes])) if notes else said


def _model(settings: Settings) -> str:
    if not settings.model:
        return "none is set: answers are quoted"
    from rag.chat_models import build_chat
    from rag.prompting import Prompt

    chat = build_chat(settings)
    assert chat is not None
    prompt = Prompt(name="doctor", system="You answer in one word.", user="Say yes.")
    return f"{chat.name} answers: {chat.ask(ModelPart.WRITE, prompt).strip()[:40]!r}"


_LOOKS: Mapping[str, Callable[[Settings], str]] = {
    "installed": _packages,
    "embedding model": _embedder,
    "reader": _reader,
    "tokens": _tokens,
    "scans": _ocr,
    "old formats": _office,
    "home": _home,
    "language model": _model,
}
