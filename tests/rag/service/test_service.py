import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from rag.answers import Answer, Question
from rag.errors import HomeDamaged, HomeEmpty, HomeLocked, ServiceBusy, UnknownAnswer
from rag.ledger import GuardedLedger, Ledger, reading
from rag.minutes import Document
from rag.service import service as module
from rag.service.keeping import Kept
from rag.service.service import Service, open_service
from rag.settings import Settings
from tests.rag.service.conftest import proved_by

if TYPE_CHECKING:
    from tests.rag.service.conftest import OneProof

SECRET = "The clerk's pay goes up by £900."
ASKED = Question(text="What did the wall cost?")


def test_who_is_an_officer_no_more_does_not_see_what_they_were_answered_from_exempt_items(
    tmp_path: Path, document: Callable[..., Document]
):
    made = document("private.txt", ["The wall was looked at.", SECRET])
    [meeting] = made.meetings
    items = tuple(replace(item, exempt=True) for item in meeting.items)
    with closing(Ledger(tmp_path, create=True)) as ledger:
        ledger.put(replace(made, meetings=(replace(meeting, items=items),)))
    with closing(GuardedLedger(tmp_path)) as guarded, closing(Kept(tmp_path)) as kept:
        service = Service(guarded, kept, Future())
        with reading(public=False):
            cited = guarded.paragraphs_of("private.txt")[1]
            id = service.keep(proved_by(cited, ASKED))
            service.converse("Ann", "c1", [{"number": 1, "asked": {}, "state": "done", "answer": id}])
            assert SECRET in str(service.conversation("Ann", "c1"))
        with reading(public=True):
            [turn] = service.conversation("Ann", "c1")
            assert (turn["state"], turn["answer"]) == ("failed", id)
            assert "officer" in turn["said"]
            assert SECRET not in str(turn)
        with closing(Ledger(tmp_path)) as ledger:
            ledger.put(replace(made, digest="1" * 64, text="", meetings=()))
        with reading(public=True), pytest.raises(UnknownAnswer):
            service.kept(id)


def test_a_conversation_that_is_not_there_has_no_turns(service: Service):
    assert service.conversation("Ann", "c1") == []
    service.converse("Ann", "c1", [{"number": 1, "asked": {}, "state": "waiting", "answer": None}])
    assert [one["state"] for one in service.conversation("Ann", "c1")] == ["waiting"]
    service.leave("Ann", ["c1"])
    assert service.conversations("Ann") == []


def test_more_than_may_wait_are_told_so(
    service: Service, assistant: "OneProof", monkeypatch: pytest.MonkeyPatch, ledger: Ledger, tmp_path: Path
):
    monkeypatch.setattr(module, "_PATIENCE", 0.05)
    assistant.waits.clear()
    with ThreadPoolExecutor(2) as pool:
        held = [pool.submit(service.ask, ASKED) for _ in range(2)]
        while len(assistant.asked) < 2:
            threading.Event().wait(0.01)
        with pytest.raises(ServiceBusy, match="ask again"):
            service.ask(ASKED)
        with pytest.raises(ServiceBusy):
            next(service.stream(ASKED))
        assistant.waits.set()
        assert all(isinstance(one.result(), Answer) for one in held)
    assert service.ask(ASKED).citations
    assert b"minutebook_refused_total 2.0" in service.metrics.text()


def test_a_stream_that_is_left_stops_and_gives_its_turn_back(service: Service, assistant: "OneProof"):
    for _ in range(5):  # more than are answered at once
        assistant.left.clear()
        stream = service.stream(ASKED)
        next(stream)
        stream.close()
        assert assistant.left.is_set()
    assert b"minutebook_in_flight 0.0" in service.metrics.text()


def test_who_asks_while_the_models_load_waits_for_them(tmp_path: Path, ledger: Ledger, assistant: "OneProof"):
    loading: Future[Any] = Future()
    with closing(Kept(tmp_path)) as kept, ThreadPoolExecutor(1) as pool:
        service = Service(ledger, kept, loading)
        assert not service.ready
        waiting = pool.submit(service.ask, ASKED)
        assert not waiting.done()
        loading.set_result(assistant)
        assert waiting.result().citations
        assert service.ready


def test_what_went_wrong_as_the_models_loaded_is_what_everybody_is_told(tmp_path: Path, ledger: Ledger):
    loading: Future[Any] = Future()
    with closing(Kept(tmp_path)) as kept:
        service = Service(ledger, kept, loading)
        loading.set_exception(HomeDamaged("The index is gone; run `minutebook rebuild`."))
        for use in (lambda: service.ready, lambda: service.ask(ASKED)):
            with pytest.raises(HomeDamaged, match="rebuild"):
                use()


def test_a_home_that_cannot_be_used_is_told_at_once(settings: Settings, tmp_path: Path):
    with pytest.raises(HomeEmpty), open_service(settings):
        pass
    settings.home.mkdir()
    with closing(Ledger(settings.home, create=True)), pytest.raises(HomeEmpty), open_service(settings):
        pass


def test_a_service_answers_several_at_once_each_their_own(sample_home: Settings):
    asked = [
        "What was the final cost of the East Thorle bus shelter?",
        "What is the precept for 2025/26?",
        "At what price was the slate sundial ordered from M. Quill?",
        "Who was absent on 19 June 2024?",
        "When was the lease for the ground floor of the Corn Exchange signed?",
        "What was decided about the mast at Pellow Green?",
        "Which actress won the Oscar for best supporting role in Hollywood in 1998?",
        "how mutch was givn to the libary",
    ]
    with open_service(sample_home) as service, ThreadPoolExecutor(len(asked)) as pool:
        with pytest.raises(HomeLocked), open_service(sample_home):
            pass
        alone = [_said(service.ask(Question(text=one))) for one in asked]
        assert [_said(one) for one in pool.map(service.ask, [Question(text=one) for one in asked])] == alone
        assert [said["question"] for said in alone] == asked


def _said(answer: Answer) -> dict[str, Any]:
    return {**answer.record(), "timings_ms": None}
