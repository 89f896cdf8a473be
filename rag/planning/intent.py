"""The kind of a question, by a linear head over its embedding and a few cues; and what an answer must hold."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from rag.plan import (
    ActionsOf,
    AnswerType,
    AttendanceOf,
    Carried,
    CountOf,
    DecisionsOf,
    Intent,
    MeetingsOf,
    OfficeOf,
    RecordQuery,
    VotesOf,
)
from rag.planning.lexicon import cues, entries

WEIGHTS = Path(__file__).with_name("intent.json")
Vector = npt.NDArray[np.float32]
_OF_RECORD: dict[type[RecordQuery], Intent] = {
    AttendanceOf: Intent.ATTENDANCE,
    OfficeOf: Intent.STATUS,
    DecisionsOf: Intent.DECISION,
    VotesOf: Intent.VOTE,
    ActionsOf: Intent.ACTION,
    CountOf: Intent.COUNT,
    MeetingsOf: Intent.FACT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class IntentHead:
    """A softmax over the kinds of question; `weights` has a row for each number of `features`, a column a kind."""

    kinds: tuple[Intent, ...]
    weights: Vector
    bias: Vector

    def probabilities(self, text: str, vector: Vector) -> dict[Intent, float]:
        """How likely a question of this text and embedding is each of the kinds."""
        worth = features(text, vector) @ self.weights + self.bias
        odds = np.exp(worth - worth.max())
        return {kind: float(one) for kind, one in zip(self.kinds, odds / odds.sum(), strict=True)}


@lru_cache(maxsize=1)
def trained_head() -> IntentHead:
    """The head that `python -m eval train-intent` made."""
    kept = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return IntentHead(
        kinds=tuple(Intent(kind) for kind in kept["kinds"]),
        weights=np.array(kept["weights"], dtype=np.float32),
        bias=np.array(kept["bias"], dtype=np.float32),
    )


def features(text: str, vector: Vector) -> Vector:
    """What the head looks at: the embedding, then for each `feature` of the lexicon whether the question has it."""
    closed = [float(text in one.cues) for one in entries("feature")]
    return np.concatenate([np.asarray(vector, dtype=np.float32), np.array(closed, dtype=np.float32)])


def intent(text: str, vector: Vector, head: IntentHead, record: RecordQuery | None) -> Intent:
    """The kind of a question: that of the record which answers it, else the likeliest."""
    if record is not None:
        return _OF_RECORD[type(record)]
    likely = head.probabilities(text, vector)
    return max(likely, key=lambda kind: likely[kind])


def carried(kind: Intent, text: str) -> Carried | None:
    """The record that the paragraph which answers likely carries: of a vote its ballot, unless its movers are asked.

    Of attendance it is the list of who was there.
    """
    if kind is Intent.ATTENDANCE:
        return Carried.ROLL
    if kind is not Intent.VOTE:
        return None
    moving = any(one.says["name"] == "moving" and text in one.cues for one in entries("feature"))
    return Carried.MOVERS if moving else Carried.BALLOT


def answer_type(text: str) -> AnswerType:
    """The kind of thing that an answer must hold: what the first of its cues says."""
    found = [
        (one.says.get("weak", False), cue.start, n)
        for n, one in enumerate(entries("answer"))
        if (cue := one.cues.find(text)) and not (one.says.get("weak") and is_polar(text))
    ]
    return AnswerType(entries("answer")[min(found)[-1]].says["type"]) if found else AnswerType.ANY


def asks(text: str) -> bool:
    """Whether a text asks something, a yes or a no or more than that, and doesn't only name it."""
    return text in cues("asking") or text in cues("auxiliary")


def is_polar(text: str) -> bool:
    """Whether a question wants a yes or a no: what asks first in it is an auxiliary verb."""
    places = [cues(name).find(text) for name in ("auxiliary", "asking")]
    polar, other = (cue.start if cue else len(text) for cue in places)
    return polar < other


def is_latest(text: str) -> bool:
    """Whether it is asked where a matter stands in the end, or how something is now ("Is the car park free?")."""
    return text in cues("latest") or (is_polar(text) and text in cues("present"))
