import json
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace

import pytest
from langchain_core.documents import Document
from langchain_core.runnables import RunnableLambda

from eval import systems
from eval.records import parsed
from eval.running import ask_all
from eval.scoring import score, total
from eval.systems import CommandSystem, HomeSystem, HttpSystem, PythonSystem, as_record, recorded_answers, retrieved
from rag.answers import Question
from rag.errors import WrongUse


def test_a_home_is_asked_with_its_history_and_nothing_of_its_answer(gold, say, clerk):
    assistant = clerk({"Two?": say("£600")})
    HomeSystem(assistant).answer(gold(id="q2", question="Two?", history=["One?"]))
    assert assistant.asked == [Question(text="Two?", id="q2", history=("One?",))]


def test_finding_is_measured_of_answers_that_did_not_search_too(gold, say, paragraph, ranked, clerk, shelf):
    proof = paragraph("A grant of £500.")
    found = (ranked(proof, dense=1, words=2),)
    system = HomeSystem(clerk({"One?": say("£500", proof)}, shelf((proof,)), found=found))
    (passage,) = system.answer(gold(question="One?"))["retrieved"]
    assert (passage["text"], passage["ranks"]) == (
        "A grant of £500.",
        {"meaning": 1, "words": 2, "fused": 1, "read": 1},
    )


def test_a_home_tells_which_proofs_it_does_not_hold(gold, clerk, shelf, paragraph):
    system = HomeSystem(clerk({}, shelf((paragraph("Weather."),))))
    assert [one.why for one in system.troubles(gold())] == ["no paragraph of the document holds it"]


def test_only_the_first_of_each_list_are_kept(paragraph, ranked):
    found = [ranked(paragraph(f"{n}"), dense=n, words=None) for n in range(1, 31)]
    assert len(retrieved(found)) == 20
    other_way = retrieved(found[::-1])  # the last by reading are the first by fusion
    assert len(other_way) == 30
    assert other_way[0]["ranks"] == {"read": 1}
    assert other_way[-1]["ranks"] == {"meaning": 1, "fused": 1}


def test_recorded_answers_are_matched_by_their_questions_or_in_order(gold, tmp_path):
    file, questions = tmp_path / "a.jsonl", [gold(id="q1"), gold(id="q2")]
    file.write_text('{"question_id": "q2", "text": "two"}\n{"question_id": "q1", "text": "one"}\n')
    system = recorded_answers(file, questions)
    assert [system.answer(one)["text"] for one in questions] == ["one", "two"]
    assert system.answer(questions[0])["milliseconds"] is None
    file.write_text('{"text": "first"}\n{"text": "second"}\n')
    assert recorded_answers(file, questions).answer(questions[1])["text"] == "second"
    with pytest.raises(LookupError, match="no answer to 'q3'"):
        system.answer(gold(id="q3"))
    file.write_text("\n")
    with pytest.raises(WrongUse, match="holds no answer records"):
        recorded_answers(file, questions)


def test_questions_of_two_sets_with_one_id_keep_their_own_answers(gold, tmp_path):
    file, questions = tmp_path / "a.jsonl", [gold(id="q1", question="One?"), gold(id="q1", question="Two?")]
    file.write_text(
        '{"question_id": "q1", "question": "One?", "text": "1"}\n{"question_id": "q1", "question": "Two?", "text": "2"}'
    )
    system = recorded_answers(file, questions)
    assert [system.answer(one)["text"] for one in questions] == ["1", "2"]


def test_a_command_prints_a_record_or_a_text(gold):
    program = "import sys; print(sys.argv[1])"
    system = CommandSystem(f"'{sys.executable}' -c '{program}' {{question}}")
    assert system.answer(gold(question='It\'s "odd" $HOME; ok?')) == {"text": 'It\'s "odd" $HOME; ok?'}
    assert system.answer(gold(question='{"text": "£500", "citations": []}'))["text"] == "£500"
    with pytest.raises(WrongUse, match="no place for the question"):
        CommandSystem("prog")


def naive(question: str) -> dict[str, object]:
    return {"answer": f"About {question}", "context": [Document("It rained.", metadata={"source": "minutes/a.md"})]}


CHAIN = RunnableLambda(naive)


@pytest.mark.parametrize("name", ["naive", "CHAIN"])
def test_a_function_or_a_runnable_is_asked_and_its_context_is_what_it_cites(gold, name, monkeypatch):
    monkeypatch.setitem(sys.modules, "their", SimpleNamespace(naive=naive, CHAIN=CHAIN))
    record = parsed(PythonSystem(f"their:{name}").answer(gold(question="rain?")))
    assert record.text == "About rain?"
    assert [(one.document, one.text) for one in record.citations] == [("a.md", "It rained.")]
    assert record.retrieved is not None
    assert record.sentences[0].citations == (1,)


@pytest.mark.parametrize("name", ["no.such.module:f", "json:no_such", "json", ":"])
def test_a_function_that_is_not_there_is_told(name):
    with pytest.raises(WrongUse, match=r"give package\.module:function"):
        PythonSystem(name)


def test_a_record_is_made_of_whatever_is_given():
    assert as_record("Yes.") == {"text": "Yes."}
    assert as_record(SimpleNamespace(content="Yes.")) == {"text": "Yes."}
    assert as_record(None) == {"text": ""}
    assert as_record({"result": "Yes.", "source_documents": [{"page_content": "It rained.", "source": "c\\a.md"}]}) == {
        "result": "Yes.",
        "text": "Yes.",
        "citations": [{"marker": 1, "document": "a.md", "text": "It rained."}],
        "retrieved": [{"document": "a.md", "text": "It rained."}],
    }


@pytest.fixture
def service() -> Iterator[SimpleNamespace]:
    """A service that gives back what it is asked, after the failures that it is told to have."""
    known = SimpleNamespace(asked=[], failing=[], address="")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            known.asked.append(asked)
            self.send_response(known.failing.pop() if known.failing else 200)
            self.end_headers()
            self.wfile.write(json.dumps({"text": asked["question"], "citations": []}).encode())

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    known.address = f"http://127.0.0.1:{server.server_port}/ask"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield known
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_service_is_asked_in_json_and_again_where_it_fails(gold, service, monkeypatch):
    monkeypatch.setattr(systems, "_WAIT", 0.0)
    service.failing = [503, 500]
    with HttpSystem(service.address) as system:
        answer = system.answer(gold(id="q1", question="One?", history=["Before?"]))
    assert answer["text"] == "One?"
    assert service.asked == [{"id": "q1", "question": "One?", "history": ["Before?"]}] * 3


def test_a_service_that_goes_on_failing_or_refuses_is_given_up(gold, service, monkeypatch):
    monkeypatch.setattr(systems, "_WAIT", 0.0)
    with HttpSystem(service.address) as system:
        service.failing = [503] * 3
        with pytest.raises(ConnectionError, match="503"):
            system.answer(gold())
        service.failing = [400]
        with pytest.raises(Exception, match="400"):
            system.answer(gold())
    assert len(service.asked) == 4


def test_an_answer_is_held_against_the_ledger_where_one_verifies_it(gold, say, clerk):
    (without,) = ask_all(HomeSystem(clerk({"One?": say("£500")})), [gold(question="One?")])
    (outcome,) = ask_all(
        HomeSystem(clerk({"One?": say("£500")}), lambda record: [f"{record['text']} is wrong"]), [gold(question="One?")]
    )
    assert (without.faults, outcome.faults) == (None, ("£500 is wrong",))
    assert total([score(without)]).figures["ledger_faults"].value is None
    assert total([score(without), score(outcome)]).figures["ledger_faults"][:2] == (1, 1)
