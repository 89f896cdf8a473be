import numpy as np
import pytest

from rag.plan import AnswerType, Intent
from rag.planning.intent import IntentHead, answer_type, features, intent, trained_head
from rag.planning.lexicon import entries

NOTHING = np.zeros(384, dtype=np.float32)


def test_the_likeliest_kind_is_taken():
    size = len(features("", NOTHING))
    weights = np.zeros((size, 2), dtype=np.float32)
    weights[0] = (1.0, -1.0)
    head = IntentHead(kinds=(Intent.FACT, Intent.VOTE), weights=weights, bias=np.zeros(2, dtype=np.float32))
    vector = NOTHING.copy()
    vector[0] = 3.0
    assert intent("a", vector, head, None) is Intent.FACT
    assert intent("a", -vector, head, None) is Intent.VOTE
    assert sum(head.probabilities("a", vector).values()) == pytest.approx(1.0)


def test_the_trained_head_fits_the_lexicon():
    head = trained_head()
    assert head.weights.shape == (384 + len(entries("feature")), len(head.kinds))
    assert set(head.kinds) == set(Intent) - {Intent.HELP}


def test_the_cues_tell_clear_kinds_even_without_a_meaning():
    head = trained_head()
    asked = {
        Intent.REASON: "Why was the pavement shut?",
        Intent.VOTE: "Who moved the motion, who seconded it, and how did the vote go?",
        Intent.ATTENDANCE: "Who sent apologies and who was absent?",
    }
    assert {kind: intent(text, NOTHING, head, None) for kind, text in asked.items()} == {kind: kind for kind in asked}


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("Who paid, and how much?", AnswerType.PERSON),
        ("How much did the man who came pay?", AnswerType.MONEY),
        ("When councillors met in May, who spoke?", AnswerType.PERSON),
        ("Was the cost of it known?", AnswerType.ANY),
        ("cost of the bench", AnswerType.MONEY),
        ("What did they say about the bench?", AnswerType.ANY),
    ],
)
def test_the_first_cue_says_what_an_answer_must_hold(question: str, wanted: AnswerType):
    assert answer_type(question) is wanted
