"""What the doctor says of an installation and a home; the models themselves are tried where they live."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ingest import doctor
from ingest.doctor import Check, Health, checks
from ingest.job import ingest
from rag.home import opened
from rag.settings import Settings

MINUTES = "Orrin Parish Council\n\nMinutes of the meeting held on 3 May 2024\n\n1. Wall\n\nThe wall was mended.\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, embeddings: Path) -> Settings:
    folder = tmp_path_factory.mktemp("doctor")
    (folder / "wall.txt").write_text(MINUTES)
    settings = Settings(home=folder / "home", cache=embeddings)
    with opened(settings.home, create=True) as ledger:
        ingest([folder / "wall.txt"], ledger, settings)
    return settings


def only(name: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Check:
    monkeypatch.setattr(doctor, "_LOOKS", {name: doctor._LOOKS[name]})
    [check] = checks(settings)
    return check


def test_everything_is_looked_at_and_well(made: Settings) -> None:
    found = {check.name: check for check in checks(made)}
    assert {"installed", "embedding model", "reader", "tokens", "scans", "home", "language model"} <= found.keys()
    wrong = {name for name, check in found.items() if check.health is Health.WRONG}
    assert wrong <= {"installed"}  # a checkout may have been updated since it was installed
    assert "1 documents, and the indexes agree" in found["home"].said


def test_a_home_without_minutes_is_worth_a_note(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    check = only("home", settings, monkeypatch)
    assert check.health is Health.NOTE
    assert f"minutebook ingest --home {settings.home}" in check.said
    assert not settings.home.exists()


def test_indexes_that_disagree_are_wrong(made: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = shutil.copytree(made.home, tmp_path / "home")
    shutil.rmtree(home / "words")
    check = only("home", made.model_copy(update={"home": home}), monkeypatch)
    assert check.health is Health.WRONG
    assert "run `minutebook rebuild`" in check.said


def test_an_older_ledger_is_left_as_it_is(made: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = shutil.copytree(made.home, tmp_path / "home")
    with closing(sqlite3.connect(home / "ledger.sqlite")) as base:
        base.execute("PRAGMA user_version = 1")
    check = only("home", made.model_copy(update={"home": home}), monkeypatch)
    assert (check.health, "of schema 1" in check.said) == (Health.NOTE, True)
    with closing(sqlite3.connect(home / "ledger.sqlite")) as base:
        assert base.execute("PRAGMA user_version").fetchone() == (1,)


def test_a_ledger_that_is_none_is_named_with_the_way_out(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.home.mkdir()
    (settings.home / "ledger.sqlite").write_bytes(b"no ledger at all " * 99)
    check = only("home", settings, monkeypatch)
    assert (check.health, "restore it from a backup" in check.said) == (Health.WRONG, True)


def test_a_home_in_use_is_no_fault(made: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.home._WAIT", 0.05)
    with opened(made.home):
        check = only("home", made, monkeypatch)
    assert (check.health, "in use by another process" in check.said) == (Health.NOTE, True)


def test_missing_weights_are_named(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check = only("reader", settings.model_copy(update={"models": tmp_path}), monkeypatch)
    assert check.health is Health.WRONG
    assert "set MINUTEBOOK_MODELS" in check.said


def test_a_model_that_does_not_answer_is_wrong(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = settings.model_copy(update={"model": "http://127.0.0.1:9/v1"})
    assert only("language model", gone, monkeypatch).health is Health.WRONG


def test_whatever_a_package_raises_is_a_line(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_settings: Settings) -> str:
        raise ImportError("libGL.so.1: cannot open shared object file")

    monkeypatch.setattr(doctor, "_LOOKS", {"scans": broken})
    [check] = checks(settings)
    assert check.health is Health.WRONG
    assert check.said.startswith("ImportError: libGL.so.1")
