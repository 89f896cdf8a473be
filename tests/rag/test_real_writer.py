"""The written mode with a real language model, too small to be trusted: what it makes up must not be shown."""

from collections.abc import Callable, Iterator

import pytest

from eval.local_writer import serve
from rag.chat_models import build_chat
from rag.errors import WrongUse
from rag.minutes import CitedParagraph
from rag.settings import Settings
from rag.writing import Writer, build_writer
from tests.benchmarks.made_up import insisting, proved, strays

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


def test_nothing_a_small_model_makes_up_is_shown(writer: Writer, evidence: list[CitedParagraph]):
    survived = 0
    for question in QUESTIONS:
        draft = "".join(writer.write(question, evidence))
        assert draft.strip()
        found = proved(draft, evidence)
        for sentence in insisting(draft, len(evidence)):
            found += proved(sentence, evidence)
        for one in found:
            assert strays(one.text, [proof.cited for proof in one.proofs]) == []
            assert "pool" not in one.text
        survived += len(found)
    assert survived  # the check lets true sentences through
