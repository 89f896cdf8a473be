"""What programs outside rely on: the answer record, `verify`, question files, the same bytes, and no network."""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from pytest_socket import SocketBlockedError

import app
from rag.home import opened
from rag.settings import Settings

PROJECT = Path(__file__).parents[1]
SAMPLE = PROJECT / "eval" / "data" / "sample.jsonl"
Record = dict[str, Any]

RECORD = {
    "version": int,
    "question_id": (str, type(None)),
    "question": str,
    "asked_as": str,
    "status": str,
    "reason": (str, type(None)),
    "text": str,
    "filters": dict,
    "sentences": list,
    "citations": list,
    "mode": str,
    "follows": bool,
    "writer": (str, type(None)),
    "prompt": (str, type(None)),
    "dropped": int,
    "usage": (dict, type(None)),
    "model_error": (str, type(None)),
    "timings_ms": dict,
}
SENTENCE = {"text": str, "citations": list, "support": float, "quoted": bool}
CITATION = {
    "marker": int,
    "document": str,
    "digest": str,
    "paragraph_id": str,
    "label": str,
    "body": str,
    "held_on": (str, type(None)),
    "item": str,
    "item_title": str,
    "paragraph": str,
    "kind": str,
    "page": (int, type(None)),
    "start": int,
    "end": int,
    "quote": str,
    "text": str,
}
REASONS = {
    "not_in_minutes",
    "not_recorded",
    "false_premise",
    "unclear_question",
    "no_minutes_for_date",
    "exempt",
    "writer_unsupported",
}
KINDS = set(
    "heading discussion resolution recommendation action attendance vote motion declaration public_question "
    "correspondence finance next_meeting".split()
)


def minutebook(settings: Settings, *arguments: object) -> Result:
    return CliRunner().invoke(
        app.main, [*map(str, arguments), "--home", str(settings.home)], env={"MINUTEBOOK_CACHE": str(settings.cache)}
    )


@pytest.fixture(scope="module")
def records(sample_home: Settings, tmp_path_factory: pytest.TempPathFactory) -> list[Record]:
    """What `ask --questions FILE --json` printed for one of the sample's questions of each kind, and some more."""
    lines = [json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines()]
    kinds = {line["kind"]: line for line in reversed(lines)}
    asked = [
        *kinds.values(),
        {"id": "blank", "question": " "},
        {"id": "elsewhere", "question": "Who won the regatta on the moon?", "more": 1},
    ]
    file = tmp_path_factory.mktemp("questions") / "questions.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in asked) + "\n\n", encoding="utf-8")
    result = minutebook(sample_home, "ask", "--questions", file, "--json")
    assert result.exit_code == 0, result.stderr
    assert result.stderr == ""
    printed = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(record["question_id"], record["question"]) for record in printed] == [
        (line["id"], line["question"]) for line in asked
    ]
    return printed


@pytest.fixture(scope="module")
def cited(records: list[Record]) -> Record:
    """One answered record."""
    return next(record for record in records if record["status"] == "answered")


# The record


def assert_is(value: Record, shape: dict[str, Any]) -> None:
    assert list(value) == list(shape)
    for key, kind in shape.items():
        assert isinstance(value[key], kind), (key, value[key])
        assert kind is not int or not isinstance(value[key], bool)


def test_records_have_the_keys_and_types_of_version_1(records: list[Record]) -> None:
    for record in records:
        assert_is(record, RECORD)
        assert record["version"] == 1
        for sentence in record["sentences"]:
            assert_is(sentence, SENTENCE)
        for citation in record["citations"]:
            assert_is(citation, CITATION)
        assert "total" in record["timings_ms"]
        assert all(isinstance(milliseconds, float) for milliseconds in record["timings_ms"].values())


def test_records_say_only_what_may_be_said(records: list[Record]) -> None:
    for record in records:
        assert record["status"] in {"answered", "partial", "abstained"}
        assert (record["reason"] is None) == (record["status"] == "answered")
        assert record["reason"] in REASONS | {None}
        assert record["mode"] == "quoted"
        assert (record["writer"], record["prompt"]) == (None, None)
        assert record["text"].strip()
    assert {record["status"] for record in records} >= {"answered", "abstained"}


def shown(text: str) -> set[int]:
    """The markers in a text; many in a row are shown as the first and the last of them, "[1]–[6]"."""
    runs = re.findall(r"\[(\d+)\](?:–\[(\d+)\])?", text)
    return {marker for first, last in runs for marker in range(int(first), int(last or first) + 1)}


def test_every_sentence_of_an_answer_is_cited(records: list[Record]) -> None:
    for record in records:
        markers = [citation["marker"] for citation in record["citations"]]
        assert markers == list(range(1, len(markers) + 1))
        for sentence in record["sentences"]:
            assert sentence["citations"]
            assert set(sentence["citations"]) <= set(markers)
            assert 0 <= sentence["support"] <= 1
        if record["status"] == "answered":
            assert record["sentences"]
            assert shown(record["text"]) == set(markers)


def test_every_quote_is_character_for_character_in_its_document(records: list[Record], sample_home: Settings) -> None:
    with opened(sample_home.home) as ledger:
        digests = {row["name"]: row["digest"] for row in ledger.documents()}
        for citation in (citation for record in records for citation in record["citations"]):
            text = ledger.text(citation["document"])
            assert text is not None
            assert text[citation["start"] : citation["end"]] == citation["quote"]
            assert citation["quote"] in citation["text"]
            assert citation["text"] in text
            assert citation["digest"] == digests[citation["document"]]
            assert citation["kind"] in KINDS
            assert citation["body"] in citation["label"]
            if citation["held_on"]:
                day = date.fromisoformat(citation["held_on"])
                assert f"{day.day} {day:%B %Y}" in citation["label"]


# verify


@pytest.mark.parametrize("form", ["lines", "list", "one"])
def test_fresh_answers_are_verified(
    records: list[Record], cited: Record, sample_home: Settings, tmp_path: Path, form: str
) -> None:
    written = {
        "lines": "\n".join(map(json.dumps, records)),
        "list": json.dumps(records),
        "one": json.dumps(cited, indent=1),
    }[form]
    (tmp_path / "answers.json").write_text(written)
    result = minutebook(sample_home, "verify", tmp_path / "answers.json")
    assert result.exit_code == 0, result.stderr
    assert "all stand in the ledger" in result.stdout


def other_letter(text: str) -> str:
    middle = len(text) // 2
    return text[:middle] + ("x" if text[middle] != "x" else "y") + text[middle + 1 :]


@pytest.mark.parametrize(
    ("key", "change"),
    [
        ("quote", other_letter),
        ("quote", lambda quote: quote[:-1]),
        ("quote", lambda quote: quote + " "),
        ("text", other_letter),
        ("label", other_letter),
        ("document", other_letter),
        ("digest", other_letter),
        ("paragraph_id", other_letter),
        ("body", other_letter),
        ("held_on", lambda _day: "2001-01-01"),
        ("item", lambda item: item + "1"),
        ("item_title", lambda title: title + "s"),
        ("paragraph", lambda number: number + "i"),
        ("kind", lambda _kind: "heading"),
        ("page", lambda page: (page or 0) + 1),
        ("start", lambda start: start + 1),
        ("start", lambda start: start - 1),
        ("start", lambda _start: None),
        ("end", lambda end: end + 1),
        ("end", lambda end: str(end)),
    ],
)
def test_one_changed_character_of_a_citation_is_found(
    cited: Record, sample_home: Settings, tmp_path: Path, key: str, change: Callable[[Any], Any]
) -> None:
    forged = json.loads(json.dumps(cited))
    citation = forged["citations"][0]
    citation[key] = change(citation[key])
    (tmp_path / "answers.json").write_text(json.dumps(forged))
    result = minutebook(sample_home, "verify", tmp_path / "answers.json")
    assert result.exit_code == 1, result.stdout
    assert "answer 1: [1]" in result.stderr


def test_a_span_moved_together_with_its_quote_out_of_the_paragraph_is_found(
    cited: Record, sample_home: Settings, tmp_path: Path
) -> None:
    forged = json.loads(json.dumps(cited))
    citation = forged["citations"][0]
    with opened(sample_home.home) as ledger:
        citation.update(start=0, end=10, quote=(ledger.text(citation["document"]) or "")[:10])
    (tmp_path / "answers.json").write_text(json.dumps(forged))
    assert minutebook(sample_home, "verify", tmp_path / "answers.json").exit_code == 1


@pytest.mark.parametrize("change", [other_letter, str.lower, lambda text: text[:-1], lambda text: text + " Not so."])
def test_a_sentence_that_is_not_its_quote_is_found(
    cited: Record, sample_home: Settings, tmp_path: Path, change: Callable[[str], str]
) -> None:
    forged = json.loads(json.dumps(cited))
    before = forged["sentences"][0]["text"]
    forged["sentences"][0]["text"] = change(before)
    forged["text"] = forged["text"].replace(before, change(before))
    (tmp_path / "answers.json").write_text(json.dumps(forged))
    result = minutebook(sample_home, "verify", tmp_path / "answers.json")
    assert (result.exit_code, "isn't its quote" in result.stderr) == (1, True)


def test_an_answer_without_its_citations_is_found(cited: Record, sample_home: Settings, tmp_path: Path) -> None:
    (tmp_path / "answers.json").write_text(json.dumps({**cited, "citations": []}))
    assert minutebook(sample_home, "verify", tmp_path / "answers.json").exit_code == 1


# Question files


def test_the_history_of_a_line_is_used_and_only_of_that_line(sample_home: Settings, tmp_path: Path) -> None:
    lines = [
        {"id": "1", "question": "And when was it mended?", "history": ["Who mended the town clock?"]},
        {"id": "2", "question": "And when was it mended?", "history": ["Who mended the cemetery wall?"]},
        {"id": "3", "question": "And when was it mended?"},
    ]
    (tmp_path / "questions.jsonl").write_text("\n".join(map(json.dumps, lines)))
    printed = minutebook(sample_home, "ask", "--questions", tmp_path / "questions.jsonl", "--json").stdout.splitlines()
    first, second, third = (json.loads(line) for line in printed)
    assert "clock" in first["asked_as"]
    assert "cemetery" in second["asked_as"]
    assert "clock" not in second["asked_as"]
    assert third["asked_as"] == third["question"] == "And when was it mended?"


# The same bytes, no network, a light start


def without_timings(record: Record) -> str:
    return json.dumps({**record, "timings_ms": None})


def test_another_process_answers_in_the_same_bytes_and_downloads_nothing(
    cited: Record, sample_home: Settings, tmp_path: Path
) -> None:
    script = (
        "import socket, sys\n"
        "def refuse(*_, **__): raise OSError('no network here')\n"
        "socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = socket.create_connection = refuse\n"
        "import app; app.main()"
    )
    empty = {
        name: str(tmp_path)
        for name in ("HOME", "HF_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "TORCH_HOME")
    }
    done = subprocess.run(
        [sys.executable, "-c", script, "ask", cited["question"], "--json", "--home", str(sample_home.home)],
        env={
            **os.environ,
            **empty,
            "PYTHONPATH": str(PROJECT),
            "PYTHONHASHSEED": "7",
            "MINUTEBOOK_CACHE": str(sample_home.cache),
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    answered = {**json.loads(done.stdout), "question_id": cited["question_id"]}
    assert without_timings(answered) == without_timings(cited)
    assert [path for path in tmp_path.rglob("*") if path.is_file() and path.stat().st_size > 100_000] == []


def test_the_same_question_again_gives_the_same_bytes(
    records: list[Record], sample_home: Settings, tmp_path: Path
) -> None:
    alone = [r for r in records if r["asked_as"] == r["question"]][:4]
    lines = [{"id": r["question_id"], "question": r["question"]} for r in alone]
    (tmp_path / "questions.jsonl").write_text("\n".join(map(json.dumps, reversed(lines))))
    printed = minutebook(sample_home, "ask", "--questions", tmp_path / "questions.jsonl", "--json").stdout.splitlines()
    again = {record["question_id"]: without_timings(record) for record in map(json.loads, printed)}
    assert again == {record["question_id"]: without_timings(record) for record in alone}


@pytest.mark.disable_socket
def test_with_sockets_blocked_minutes_are_ingested_and_asked(settings: Settings, tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="tried to use socket"), pytest.raises(SocketBlockedError):
        socket.socket()
    (tmp_path / "minutes.md").write_text(
        "# Orrin Parish Council\n\nMinutes of the meeting held on 3 May 2024\n\n"
        "1. Wall\n\nThe churchyard wall was mended at a cost of £450.\n"
    )
    assert minutebook(settings, "ingest", tmp_path / "minutes.md").exit_code == 0
    result = minutebook(settings, "ask", "How much did the churchyard wall cost?", "--json")
    assert result.exit_code == 0, result.stderr
    assert "£450" in json.loads(result.stdout)["text"]
    assert minutebook(settings, "status").exit_code == 0


def test_starting_the_command_loads_nothing_heavy() -> None:
    heavy = {
        "gradio",
        "chromadb",
        "torch",
        "sentence_transformers",
        "transformers",
        "langchain",
        "langchain_core",
        "bs4",
        "docx",
        "pypdfium2",
    }
    script = f"import sys, app; print(sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=PROJECT, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "[]\n"
