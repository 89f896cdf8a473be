"""The written mode with a real language model, too small to be trusted: what it makes up must not be shown."""

import re
from collections.abc import Callable, Iterator

import pytest

from eval.local_writer import serve
from rag.chat_models import build_chat
from rag.errors import WrongUse
from rag.grounding.verify import Checked, check
from rag.minutes import CitedParagraph
from rag.sentences import sentences
from rag.settings import Settings
from rag.writing import Writer, build_writer

Cited = Callable[..., CitedParagraph]
QUESTIONS = (
    "How much was the grant for the village hall roof?",
    "Until when was the footpath survey deferred?",
    "What did the council decide about the swimming pool?",
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def writer() -> Iterator[Writer]:
    try:
        with serve() as address:
            settings = Settings(model=address, model_seconds=600)  # on a busy machine it is slow
            chat = build_chat(settings)
            assert chat is not None
            yield build_writer(chat, settings)
    except WrongUse as missing:
        pytest.skip(str(missing))


@pytest.fixture
def evidence(cited: Cited) -> list[CitedParagraph]:
    return [
        cited("The Clerk reported that the grant of £4,500 for the roof of the village hall had been approved."),
        cited("Cllr Jane Marlow asked for the bench to be mended. Cllr Peter Ode will obtain two quotations."),
        cited("It was RESOLVED that the footpath survey be deferred until September 2024."),
    ]


def insisting(draft: str, count: int) -> str:
    """The draft with every sentence citing everything, so that only what it says can be held against it."""
    markers = "".join(f"[{number}]" for number in range(1, count + 1))
    bare = re.sub(r"\[.*?\]", "", draft)
    return "\n".join(f"{bare[start:end]} {markers}" for start, end in sentences(bare))


def strays(checked: Checked) -> list[str]:
    """The numbers, and the capitals within a sentence, that aren't in what it cites; found without the checker."""
    found = []
    for sentence in checked.findings:
        cited = " ".join(f"{proof.cited.label} {proof.cited.paragraph.text}" for proof in sentence.proofs)
        told = re.findall(r"\d+(?:[.,/]\d+)*", sentence.text) + re.findall(r"(?<=\w )[A-Z][\w'’]*", sentence.text)
        found += [word for word in told if not re.search(rf"(?<!\w){re.escape(word)}(?!\w)", cited, re.IGNORECASE)]
    return found


def test_nothing_a_small_model_makes_up_is_shown(writer: Writer, evidence: list[CitedParagraph]):
    survived = 0
    for question in QUESTIONS:
        draft = "".join(writer.write(question, evidence))
        assert draft.strip()
        assert strays(check(draft, evidence)) == []
        checked = check(insisting(draft, len(evidence)), evidence)
        assert strays(checked) == []
        assert not any("pool" in sentence.text for sentence in checked.findings)
        survived += len(checked.findings)
    assert survived  # the check lets true sentences through
