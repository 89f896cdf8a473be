import asyncio
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ingest.indexing import follow
from ingest.job import ingest
from rag.answers import Answer, Event, Question, Reason, Sentence, Status
from rag.assistant import Assistant, open_assistant, open_checker, with_model
from rag.chat_models import build_chat
from rag.errors import EmbedderMismatch, HomeEmpty, HomeLocked, WrongUse
from rag.grounding.citation import faults
from rag.home import opened
from rag.minutes import CitedParagraph
from rag.settings import Settings
from rag.tracing import Step

if TYPE_CHECKING:
    from tests.rag.conftest import Server

SAMPLE = Path(__file__).parents[2] / "eval" / "data" / "minutes"
LEASE = "When was the lease for the ground floor of the Corn Exchange signed?"
SUNDIAL = "At what price was the slate sundial ordered from M. Quill?"
PRECEPT = "What is the precept for 2025/26?"
ANOTHER_WORLD = "Which actress won the Oscar for best supporting role in Hollywood in 1998?"
ASKED = [
    LEASE,
    SUNDIAL,
    PRECEPT,
    ANOTHER_WORLD,
    "Who was absent on 19 June 2024?",
    "What became of the skate park lights?",
    "how mutch was givn to the libary",
    "What was decided about the mast at Pellow Green?",
]


@pytest.fixture(scope="module")
def assistant(sample_home: Settings) -> Iterator[Assistant]:
    with open_assistant(sample_home) as opened_once:
        yield opened_once


@pytest.fixture
def copied(sample_home: Settings, tmp_path: Path) -> Settings:
    """Settings of a home of the test's own with the sample minutes in it."""
    shutil.copytree(sample_home.home, tmp_path / "home")
    return sample_home.model_copy(update={"home": tmp_path / "home"})


def ask(assistant: Assistant, text: str, **bounds: Any) -> Answer:
    return assistant.answer(Question(text=text, **bounds))


def asked_anew(settings: Settings, text: str) -> Answer:
    with open_assistant(settings) as assistant:
        return ask(assistant, text)


def lasting(answer: Answer) -> str:
    """The record without its timings."""
    return json.dumps(answer.record() | {"timings_ms": None}, ensure_ascii=False)


def test_a_question_is_answered_with_the_words_and_the_place_of_the_minutes(assistant: Assistant):
    answer = ask(assistant, LEASE, id="q1")
    assert (answer.status, answer.reason, answer.mode) == (Status.ANSWERED, None, "quoted")
    assert "11 April 2025" in answer.text
    record = answer.record()
    assert record["question_id"] == "q1"
    assert "Annual Meeting 14 May 2025 minutes.docx" in {citation["document"] for citation in record["citations"]}


@pytest.mark.parametrize("question", ASKED)
def test_every_citation_stands_in_the_ledger_and_every_answer_has_one(assistant: Assistant, question: str):
    answer = ask(assistant, question)
    assert list(faults(answer.record(), assistant.ledger)) == []
    cited = {citation.marker for citation in answer.citations}
    if answer.status is Status.ABSTAINED:
        assert answer.reason is not None
        assert answer.sentences == ()
    else:
        assert {marker for sentence in answer.sentences for marker in sentence.citations} == cited != set()
        assert all(f"[{marker}]" in answer.text for marker in (1, max(cited)))
        assert all(sentence.citations for sentence in answer.sentences)


@pytest.mark.parametrize("question", [LEASE, ANOTHER_WORLD])
def test_the_same_question_gives_the_same_record(assistant: Assistant, question: str):
    assert lasting(ask(assistant, question)) == lasting(ask(assistant, question))


def test_another_opening_gives_the_same_records(assistant: Assistant, copied: Settings):
    with open_assistant(copied) as other:
        for text in (SUNDIAL, ANOTHER_WORLD, "how mutch was givn to the libary"):
            assert lasting(ask(other, text)) == lasting(ask(assistant, text))


def test_the_time_it_took_is_told(assistant: Assistant):
    timings = ask(assistant, LEASE).trace.timings_ms
    assert 0 < timings["retrieve"] <= timings["total"] < 60_000


def test_a_question_of_another_world_gets_none(copied: Settings, tmp_path: Path):
    models = shutil.copytree(copied.models, tmp_path / "models")
    head = json.loads((models / "head.json").read_text())
    head["answerable"] = {"bias": 3.0, "uncovered": -8.0}  # whatever the trained one is: sure of what is matched
    (models / "head.json").write_text(json.dumps(head))
    with open_assistant(copied.model_copy(update={"models": models})) as other:
        answer = ask(other, ANOTHER_WORLD)
        assert ask(other, LEASE).status is Status.ANSWERED
        held = other.ledger.summary()
    assert (answer.status, answer.reason) == (Status.ABSTAINED, Reason.NOT_IN_MINUTES)
    assert answer.text == (
        f"No answer was found. Looked through {held.meetings} meetings of {len(held.bodies)} bodies, "
        "15 March 2023 to 10 September 2025."
    )


@pytest.mark.parametrize("question", ["", "  ", "???", "a" * 10_000])
def test_what_is_no_question_is_told_so(assistant: Assistant, question: str):
    answer = ask(assistant, question)
    assert (answer.status, answer.reason) == (Status.ABSTAINED, Reason.UNCLEAR_QUESTION)
    assert answer.citations == ()


def test_a_meeting_without_minutes_is_told_as_missing(assistant: Assistant):
    answer = ask(assistant, "What did the Planning and Highways Committee meeting in August 2024 decide about lamps?")
    assert (answer.status, answer.reason) == (Status.ABSTAINED, Reason.NO_MINUTES_FOR_DATE)


def test_a_follow_up_is_understood_after_the_questions_before_it(assistant: Assistant):
    answer = ask(assistant, "And for which firm?", history=(SUNDIAL,))
    assert answer.asked_as.startswith("And for which firm (")
    assert "sundial" in answer.asked_as
    assert answer.reworded
    assert answer.record()["asked_as"] == answer.asked_as


def test_within_a_body_only_its_minutes_are_cited(assistant: Assistant):
    answer = ask(assistant, "What was said about the skate park?", body="recreation")
    bodies = {one.cited.body for one in answer.ranked}
    assert bodies == {"Recreation and Community Grants Committee"}


def test_as_of_a_day_nothing_later_is_known(assistant: Assistant):
    answer = ask(assistant, LEASE, as_of="2025-05-13")
    assert "11 April 2025" not in answer.text
    assert max(str(one.cited.held_on) for one in answer.ranked) <= "2025-05-13"
    assert "11 April 2025" in ask(assistant, LEASE, as_of="2025-05-14").text


def test_before_all_minutes_there_is_nothing_to_say(assistant: Assistant):
    answer = ask(assistant, LEASE, as_of="1999-12-31")
    assert (answer.status, answer.citations) == (Status.ABSTAINED, ())


@pytest.mark.parametrize(
    ("bounds", "message"),
    [
        ({"body": "Zoning"}, r"'Zoning'.*Planning and Highways Committee"),
        ({"as_of": "next week"}, r"'next week'.*2024-01-31"),
        ({"as_of": "2024-02-30"}, r"'2024-02-30'"),
    ],
)
def test_bounds_that_dont_exist_are_wrong_use(assistant: Assistant, bounds: dict[str, str], message: str):
    with pytest.raises(WrongUse, match=message):
        ask(assistant, LEASE, **bounds)


def test_without_its_proving_paragraph_an_answer_is_withheld_or_proved_otherwise(copied: Settings):
    proof = "Annual Meeting 14 May 2025 minutes.docx"
    with opened(copied.home) as ledger:
        ledger.remove(proof)
        follow(ledger, copied)
    with open_assistant(copied) as assistant:
        answer = ask(assistant, LEASE)
        assert list(faults(answer.record(), assistant.ledger)) == []
    assert proof not in {one.cited.document for one in answer.ranked}
    assert "11 April 2025" not in answer.text
    if answer.status is not Status.ABSTAINED:
        assert answer.citations


def test_an_amount_changed_in_the_minutes_changes_the_answer(assistant: Assistant, copied: Settings, tmp_path: Path):
    before = ask(assistant, SUNDIAL)
    assert "£1,090" in before.text
    text = (SAMPLE / "RCG090725.txt").read_text(encoding="utf-8")
    assert text.count("£1,090") == 1
    changed = tmp_path / "RCG090725.txt"
    changed.write_text(text.replace("£1,090", "£1,345"), encoding="utf-8")
    with opened(copied.home) as ledger:
        ledger.moved(changed.name, str(changed.resolve()))
        assert ingest([changed], ledger, copied).changed == (changed.name,)
    after = asked_anew(copied, SUNDIAL)
    assert "£1,345" in after.text
    assert "£1,090" not in after.text
    with opened(copied.home) as ledger:
        assert list(faults(after.record(), ledger)) == []
        assert list(faults(before.record(), ledger)) != []


def test_an_open_home_is_locked(assistant: Assistant, sample_home: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("rag.home._WAIT", 0.05)
    with pytest.raises(HomeLocked), open_assistant(sample_home):
        pass


def test_a_home_without_minutes_is_empty(settings: Settings):
    with pytest.raises(HomeEmpty, match="minutebook ingest"), open_assistant(settings):
        pass
    with opened(settings.home, create=True):
        pass
    with pytest.raises(HomeEmpty, match="minutebook ingest"), open_assistant(settings):
        pass


def test_a_home_made_by_another_model_is_refused(copied: Settings):
    other = copied.model_copy(update={"embedder": "another-model"})
    with pytest.raises(EmbedderMismatch, match="minutebook rebuild"), open_assistant(other):
        pass


def test_as_of_a_day_only_what_was_minuted_by_then_is_considered(settings: Settings, tmp_path: Path):
    said = (
        "Works of the spring. The verges were cut twice, the bus shelter was swept, and the Scouts painted the "
        "footbridge; the Clerk gave them tea, cake and a card with the thanks of the parish."
    )
    for day, paragraphs in (
        ("1 May 2021", [said]),
        ("1 May 2022", [f"Painter {n} painted the footbridge." for n in range(30)]),
    ):
        text = "\n\n".join(["Orrin Parish Council", f"Minutes of the meeting held on {day}", "1. Works", *paragraphs])
        (tmp_path / f"{day}.txt").write_text(text, encoding="utf-8")
    with opened(settings.home, create=True) as ledger:
        assert not ingest([tmp_path / "1 May 2021.txt", tmp_path / "1 May 2022.txt"], ledger, settings).failed
    with open_assistant(settings) as assistant:
        answer = ask(assistant, "Who painted the footbridge?", as_of="31 December 2021")
    assert {one.cited.document for one in answer.ranked} == {"1 May 2021.txt"}
    assert "Scouts" in answer.citations[0].cited.paragraph.text


def test_the_checker_scores_by_the_trained_head_and_does_without(
    settings: Settings, tmp_path: Path, cited: Callable[..., CitedParagraph]
):
    evidence = [cited("The pump was sold to Mr Quill for £40.")]
    checker = open_checker(settings)
    near, far = (checker.support(text, evidence) for text in ("The pump was sold.", "A band played on all night."))
    assert near > checker.measure > far
    assert open_checker(settings.model_copy(update={"models": tmp_path})).support("The pump was sold.", evidence) == 1


SIGNED = "The lease was signed on 11 April 2025 [1]."


Modelled = Callable[..., Assistant]


@pytest.fixture
def modelled(server: "Server", assistant: Assistant) -> Modelled:
    """`modelled("read,write")` is an assistant in which the server's model does these parts."""

    def make(parts: str, seconds: float = 30.0) -> Assistant:
        settings = Settings.model_validate({"model": server.url, "model_parts": parts, "model_seconds": seconds})
        chat = build_chat(settings)
        assert chat is not None
        return with_model(assistant.pipeline, chat, settings)

    return make


def test_a_model_that_writes_is_asked_once_and_what_it_proves_is_streamed(modelled: Modelled, server: "Server"):
    server.reply = SIGNED
    assistant = modelled("write")
    *before, answer = assistant.stream(Question(text=LEASE))
    assert isinstance(answer, Answer)
    assert before[-2:] == [answer.sentences[0], answer.trace.steps[-1]]
    assert all(isinstance(one, Step) for one in before[:-2])
    assert (answer.mode, answer.model_error) == ("written", None)
    assert answer.usage
    assert answer.usage.calls == len(server.bodies) == 1
    assert list(faults(answer.record(), assistant.ledger)) == []


def test_what_a_model_reads_is_quoted_and_what_it_withholds_is_withheld(modelled: Modelled, server: "Server"):
    assistant = modelled("read")
    server.reply = "1.1"
    answer = ask(assistant, LEASE)
    assert (answer.status, answer.mode, answer.writer, len(answer.citations)) == (Status.ANSWERED, "quoted", None, 1)
    server.reply = "NONE: the lease"
    answer = ask(assistant, LEASE)
    assert (answer.status, answer.reason, answer.sentences) == (Status.ABSTAINED, Reason.NOT_IN_MINUTES, ())
    assert answer.text.startswith("No answer was found: the lease. Looked through")
    assert answer.citations


def test_a_model_completes_a_follow_up_but_answers_no_earlier_question(modelled: Modelled, server: "Server"):
    server.reply = "And for which firm was the slate sundial ordered?"
    answer = ask(modelled("plan"), "And for which firm?", history=(SUNDIAL,))
    assert answer.asked_as == server.reply
    assert len(server.bodies) == 1


@pytest.mark.parametrize("parts", ["write", "read", "read,write"])
@pytest.mark.parametrize("fault", ["refuses", "is slow", "breaks off", "talks nonsense"])
def test_a_model_that_fails_leaves_the_quoted_answer_and_says_why(
    modelled: Modelled, server: "Server", assistant: Assistant, fault: str, parts: str
):
    server.reply, server.status = "Lorem ipsum dolor sit amet.", 401 if fault == "refuses" else 200
    if fault == "is slow":
        server.waits.clear()
    elif fault == "breaks off":
        server.reply, server.dies = f"{SIGNED} The", 10
    answer = ask(modelled(parts, seconds=2.0 if fault == "is slow" else 30.0), LEASE)
    quoted = ask(assistant, LEASE)
    assert (answer.text, answer.citations, answer.status) == (quoted.text, quoted.citations, quoted.status)
    if fault == "talks nonsense" and parts != "read":
        assert answer.reason is Reason.WRITER_UNSUPPORTED
    if fault != "talks nonsense" or parts != "write":
        assert str(answer.model_error).startswith(f"The model '{server.url}' ")


def test_a_stream_can_be_awaited(modelled: Modelled, server: "Server"):
    server.reply = SIGNED

    async def all_of(assistant: Assistant) -> list[Event]:
        return [event async for event in assistant.astream(Question(text=LEASE))]

    *before, answer = asyncio.run(all_of(modelled("write")))
    assert isinstance(answer, Answer)
    assert before[-2:] == [answer.sentences[0], answer.trace.steps[-1]]


def test_who_stops_listening_stops_the_model(modelled: Modelled, server: "Server"):
    server.endless, server.pause, server.reply = True, 0.02, f"{SIGNED} "
    for event in modelled("write").stream(Question(text=LEASE)):
        if isinstance(event, Sentence):
            break
    assert server.left.wait(10)


def test_the_settings_name_the_model(server: "Server", copied: Settings):
    server.reply = SIGNED
    with open_assistant(copied.model_copy(update={"model": server.url})) as assistant:
        assert ask(assistant, LEASE).mode == "written"
        assert len(server.bodies) == 1


def test_a_model_without_its_key_leaves_the_quoted_answer_and_says_why(
    copied: Settings, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with open_assistant(copied.model_copy(update={"model": "openai:gpt-4o"})) as assistant:
        answer = ask(assistant, LEASE)
    assert (answer.status, answer.mode) == (Status.ANSWERED, "quoted")
    assert "has no key" in str(answer.model_error)


def test_without_a_model_what_only_models_need_is_not_loaded():
    program = "import sys, rag.assistant; assert not {'langchain_openai', 'tiktoken'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True)
