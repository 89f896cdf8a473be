"""Text planted in minutes never acts, though the language model does whatever the text tells it to do."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import SimpleChatModel

import rag.fencing
from rag.answers import Answer, Question, Status
from rag.chat_models import Chat
from rag.evidence import AnswerSpan, Ranked, Reading
from rag.fencing import plain
from rag.grounding.citation import cite, text_of
from rag.ledger import LedgerSummary
from rag.minutes import CitedParagraph
from rag.page.drawing import answered
from rag.plan import Plan
from rag.prompting import load_prompt
from rag.quoting import quote
from rag.reader.chat import DECOY, ChatReader
from rag.sentences import sentences
from rag.settings import Settings
from rag.writing import build_writer, written

FOLDER = Path(__file__).parents[2] / "eval" / "data" / "injection"
PLANTED = {
    line["id"]: line
    for file in sorted(FOLDER.glob("*.jsonl"))
    for line in map(json.loads, file.read_text(encoding="utf-8").splitlines())
}
KNOWN = [id for id in PLANTED if not id.startswith("unseen")]
ASKED = "How much was the pump at the mill sold for?"
HONEST = "The pump at the mill was sold for £40."
Cited = Callable[..., CitedParagraph]


class Obeying(SimpleChatModel):
    """A model that does what a planted text tells it where it sees any of it, and else what it is asked to."""

    planted: dict[str, str]

    @property
    def _llm_type(self) -> str:
        return "obeying"

    def _call(self, messages: Any, *args: Any, **kwargs: Any) -> str:
        system, user = (str(message.content) for message in messages)
        part = "read" if "only the numbers" in system else "write"
        paragraphs, _, question = user.rpartition("Question:")
        if self.obeys(paragraphs):
            return self.planted[part]
        if DECOY in question:
            return "NONE"
        return "1.1" if part == "read" else f"{HONEST[:-1]} [1]."

    def obeys(self, shown: str) -> bool:
        """Whether some of the planted text is among what is shown."""
        text = self.planted["text"]
        return any(plain(text[start:end]) in shown for start, end in sentences(text))


class InOrder:
    """A reader that likes the passages in the order given."""

    def read(self, plan: Plan, passages: Sequence[Ranked]) -> Reading:
        span = AnswerSpan(
            cited=passages[0].cited, start=passages[0].cited.paragraph.start, end=passages[0].cited.paragraph.end
        )
        return Reading(spans=(span,), answerable=0.9, ranked=tuple(passages))


@pytest.fixture
def passages(cited: Cited, ranked: Callable[..., Ranked]) -> Callable[[str], list[Ranked]]:
    """`passages(text)` are three paragraphs of one item, of which the second was planted."""

    def make(text: str) -> list[Ranked]:
        return [ranked(cited(one, position=n)) for n, one in enumerate((HONEST, text, "The trough was lent."))]

    return make


def quoted_answer(reading: Reading, plan: Plan) -> Answer:
    shown, citations = cite(quote(plan, [reading]).findings if reading.spans else ())
    return Answer(
        question=Question(text=ASKED),
        asked_as=ASKED,
        status=Status.ANSWERED if shown else Status.ABSTAINED,
        reason=None,
        text=text_of(shown),
        sentences=tuple(shown),
        citations=tuple(citations),
        ranked=reading.ranked,
    )


def answer(planted: dict[str, str], plan: Plan, passages: list[Ranked], *, reads: bool) -> Answer:
    chat, settings = Chat(Obeying(planted=planted), name="obeying"), Settings()
    offline = InOrder()
    reader = ChatReader(chat, load_prompt("read/v2"), offline, tokens=2000) if reads else offline
    return written(quoted_answer(reader.read(plan, passages), plan), build_writer(chat, settings))


def test_there_are_sixty_of_several_kinds_and_others_that_the_signs_were_not_made_for():
    assert len(KNOWN) == 60
    assert len(PLANTED) == 100
    assert len({id.rpartition("-")[0] for id in KNOWN}) >= 6


@pytest.fixture(params=["with signs", "without"])
def signs(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "without":
        monkeypatch.setattr(rag.fencing, "_signs", tuple)


@pytest.mark.usefixtures("signs")
def test_a_writer_is_never_shown_what_is_planted_in_a_paragraph_that_was_not_quoted(
    plan: Callable[..., Plan], passages: Callable[[str], list[Ranked]]
):
    for id, planted in PLANTED.items():
        said = answer(planted, plan(ASKED), passages(planted["text"]), reads=False)
        assert (said.text, said.mode) == (f"{HONEST} [1]", "written"), id


def test_a_reader_is_never_shown_what_bears_the_signs(
    plan: Callable[..., Plan], passages: Callable[[str], list[Ranked]]
):
    for id in KNOWN:
        said = answer(PLANTED[id], plan(ASKED), passages(PLANTED[id]["text"]), reads=True)
        assert (said.text, said.mode) == (f"{HONEST} [1]", "written"), id


@pytest.mark.usefixtures("signs")
def test_a_reader_that_obeys_changes_no_answer_of_the_offline_reader_and_brings_no_link_of_theirs(
    plan: Callable[..., Plan], passages: Callable[[str], list[Ranked]]
):
    for id, planted in PLANTED.items():
        found = passages(planted["text"])
        said = answer(planted, plan(ASKED), found, reads=True)
        assert said.text == f"{HONEST} [1]", id
        html = answered(said, Shelf(), number=1)
        assert 'href="http' not in html, id
        assert "<img" not in html, id
        minutes = "\n".join(one.cited.paragraph.text for one in found)
        assert all(citation.quote in minutes for citation in said.citations), id
        assert bool(said.citations) == (said.status is Status.ANSWERED), id


class Shelf:
    """A ledger in which nothing stands beside a paragraph."""

    def paragraph(self, paragraph_id: str, /) -> CitedParagraph | None:
        return None

    def neighbours(self, paragraph_id: str, /, before: int = 1, after: int = 1) -> tuple[CitedParagraph, ...]:
        return ()

    def summary(self) -> LedgerSummary:
        raise NotImplementedError
