import hashlib
import json
import math
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rag.dates import find_dates
from rag.evidence import READ, Ranked, Reading
from rag.minutes import CitedParagraph
from rag.plan import AnswerType, Intent, Plan, Scope
from rag.reader.answerable import BRIEF, Answerable
from rag.reader.local import Head, LateInteractionReader, Tokens, windows_of

Cited = Callable[..., CitedParagraph]
Rank = Callable[..., Ranked]
Asked = Callable[..., Plan]
HEAD = Head(rank={"late": 20.0}, answerable=Answerable(weights={"late": 4.0, "bias": -2.0}))
LONG = " ".join(f"Plot {n} on the north side was let to its tenant for a year at the old rent." for n in range(40))


class OneHot:
    """An encoder with a direction for each word; one in capitals weighs three times as much, marks and "of" nothing."""

    def __init__(self) -> None:
        self.given: list[str] = []

    def encode(self, texts: Sequence[str]) -> list[Tokens]:
        self.given += texts
        return [self._tokens(text) for text in texts]

    @staticmethod
    def _tokens(text: str) -> Tokens:
        words = text.split()
        vectors = np.zeros((len(words) + 1, 512), dtype=np.float32)
        vectors[0, 511] = 1.0  # a mark at the head, as word pieces have
        starts, at = [0], 0
        for row, word in enumerate(words, 1):
            at = text.index(word, at)
            starts.append(at)
            at += len(word)
            bare = word.strip(".,?:").casefold()
            vectors[row, int(hashlib.sha256(bare.encode()).hexdigest(), 16) % 511] = 1.0
        weights = [0.0, *(0.0 if word == "of" else 3.0 if word.isupper() else 1.0 for word in words)]
        return Tokens(vectors=vectors, weights=np.array(weights, dtype=np.float32), starts=starts)


@pytest.fixture
def encoder() -> OneHot:
    return OneHot()


@pytest.fixture
def reader(encoder: OneHot) -> LateInteractionReader:
    return LateInteractionReader(encoder, HEAD)


def quotes(reading: Reading) -> list[str]:
    return [span.quote for span in reading.spans]


@pytest.mark.parametrize(
    ("question", "text", "score"),
    [
        ("PUMP mended", "The pump was mended.", 1.0),
        ("PUMP mended", "The pump was sold.", 0.75),  # 3 of 3 + 1
        ("PUMP mended", "The wall was mended.", 0.25),
        ("PUMP of mended", "The wall was mended.", 0.25),  # what weighs nothing counts nothing
        ("PUMP mended", "Nobody came.", 0.0),
        ("pump Ottermouth", "The pump was sold.", 1.0),  # the lead counts as the text does
    ],
)
def test_a_passage_matches_by_the_weighted_best_cosine_of_each_word(
    reader: LateInteractionReader, plan: Asked, cited: Cited, ranked: Rank, question: str, text: str, score: float
):
    [(one, match)] = reader.match(plan(question), [ranked(cited(text), score=2.5, features={"text": 0.5})])
    assert match.score == pytest.approx(score)
    assert one.features["late"] == pytest.approx(score)
    assert (one.features["reranker"], one.features["text"]) == (2.5, 0.5)


def test_each_sentence_is_matched_by_itself_without_the_lead(
    reader: LateInteractionReader, plan: Asked, cited: Cited, ranked: Rank
):
    paragraph = cited("The pump fell. It was mended. Ottermouth was glad.")
    [(one, match)] = reader.match(plan("PUMP mended Ottermouth"), [ranked(paragraph)])
    assert match.score == pytest.approx(1.0)
    assert match.sentences == pytest.approx([3 / 5, 1 / 5, 1 / 5])
    assert one.features["best_sentence"] == pytest.approx(3 / 5)


def test_a_passage_counts_by_its_best_window(reader: LateInteractionReader, plan: Asked, cited: Cited, ranked: Rank):
    paragraph = cited(f"The pump fell. {LONG} It was mended by the mason.")
    windows = windows_of(paragraph)
    assert len(windows) == 6
    [(_, match)] = reader.match(plan("pump mason"), [ranked(paragraph)])
    assert match.score == pytest.approx(0.5)  # the two words stand in no one window


def test_windows_hold_whole_sentences_behind_the_same_lead(cited: Cited):
    paragraph = cited(f"{LONG[:900]}.", item_title="Allotments " * 20, held_on=date(2024, 1, 18))
    windows = windows_of(paragraph)
    lead = "Ottermouth Parish Council, 18 January 2024, Allotments Allotments"
    assert len(windows) == 2
    assert all(window.text.startswith(lead) and len(window.text) < 560 + 170 for window in windows)
    numbers = [number for window in windows for number in window.sentences]
    assert numbers == list(range(len(numbers)))
    first = windows[1]
    assert first.text[first.begins[0] :].startswith(f"Plot {first.sentences[0]} ")
    (short,) = windows_of(cited("It rained.", held_on=None, body="Council"))
    assert (short.text, short.begins) == ("Council: It rained. ", (9,))


def test_a_sentence_too_long_for_a_window_is_cut_and_none_is_read_for_ever(cited: Cited):
    windows = windows_of(cited("word " * 2000))
    assert len(windows) == 6
    assert {number for window in windows for number in window.sentences} == {0}
    assert max(len(window.text) for window in windows) < 650


def test_a_short_paragraph_is_quoted_whole_but_for_its_mark(
    reader: LateInteractionReader, plan: Asked, cited: Cited, ranked: Rank
):
    paragraph = cited("- iii. The pump fell. It was mended.  ", number="iii", start=70)
    (found,) = reader.read(plan("Was it mended?"), [ranked(paragraph)]).spans
    assert found.quote == "The pump fell. It was mended."
    assert (found.start, found.end) == (77, 106)


def test_of_a_long_paragraph_the_sentences_around_the_best_one_are_quoted(
    reader: LateInteractionReader, plan: Asked, cited: Cited, ranked: Rank
):
    before, after = LONG[: len(LONG) // 2].rpartition(". ")[0] + ". ", " " + LONG
    paragraph = cited(f"{before}The old pump fell. The pump was mended by the mason.{after}", start=70)
    reading = reader.read(plan("Who mended the PUMP?"), [ranked(paragraph)])
    (quote,) = quotes(reading)
    assert quote.startswith("The old pump fell. The pump was mended by the mason. Plot ")
    assert 90 < len(quote.split()) <= 120
    assert quote.endswith(".")
    text = paragraph.paragraph.text
    assert text[reading.spans[0].start - 70 : reading.spans[0].end - 70] == quote


def test_the_sentence_that_holds_the_type_of_answer_wanted_is_preferred(
    reader: LateInteractionReader, plan: Asked, cited: Cited, ranked: Rank
):
    text = f"The pump was mended soon. {LONG[:1900]}. The pump was mended for £40. {LONG[:1900]}."
    paragraph = ranked(cited(text))
    (plain,) = quotes(reader.read(plan("Was the PUMP mended?"), [paragraph]))
    (money,) = quotes(reader.read(plan("Was the PUMP mended?", answer_type=AnswerType.MONEY), [paragraph]))
    assert "£40" not in plain
    assert "£40" in money


def test_passages_are_ranked_by_the_head_and_share_one_probability(
    reader: LateInteractionReader, plan: Asked, cited: Cited, ranked: Rank
):
    passages = [ranked(cited(text, id=text[4:8])) for text in ("The wall.", "The pump.", "The pump was mended.")]
    reading = reader.read(plan("PUMP mended"), passages)
    assert quotes(reading) == ["The pump was mended.", "The pump.", "The wall."]
    scores = [20 * late for late in (1.0, 0.75, 0.0)]
    assert [one.score for one in reading.ranked] == pytest.approx(scores)
    powers = [math.exp(score) for score in scores]
    assert [one.probability for one in reading.spans] == pytest.approx([one / sum(powers) for one in powers])


def test_whether_any_passage_answers_is_a_probability_made_of_signals(
    reader: LateInteractionReader, plan: Asked, cited: Cited, ranked: Rank
):
    likely = reader.read(plan("PUMP mended"), [ranked(cited("The pump was mended."))])
    unlikely = reader.read(plan("PUMP mended"), [ranked(cited("Nobody came."))])
    assert likely.answerable == pytest.approx(1 / (1 + math.exp(-2.0)))  # 4 x 1 - 2
    assert unlikely.answerable == pytest.approx(1 / (1 + math.exp(2.0)))
    assert likely.signals["uncovered"] == 0.0
    assert unlikely.signals["uncovered"] == 1.0


PUMP = frozenset({"pump", "mend"})


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"telling": PUMP}, True),
        ({"telling": frozenset({"pump", "green"})}, True),  # the title of its item holds one
        ({"telling": frozenset({"pump", "oak"})}, False),  # of another sentence
        ({"telling": frozenset({"green"})}, True),  # one alone, of the title
        ({"telling": frozenset({"mend"})}, False),  # one alone, of the text
        ({"telling": frozenset({"pump", "wall"})}, False),
        ({"telling": PUMP, "answer_type": AnswerType.MONEY}, False),
        ({"telling": PUMP, "intent": Intent.VOTE}, False),
        ({"telling": PUMP, "scope": Scope(dates=tuple(find_dates("2 May 2019")))}, False),
        ({"telling": PUMP, "scope": Scope(bodies=frozenset({"Wick Parish Council"}))}, False),
        ({}, False),
    ],
)
def test_a_sentence_that_holds_every_telling_word_likely_answers_unless_that_is_unlikely_already(
    plan: Asked, cited: Cited, ranked: Rank, asked: dict[str, Any], told: bool
):
    mended = ranked(cited("The pump was mended. The oak was felled.", item_title="The green", held_on=date(2024, 5, 2)))
    for bias, likely in ((-0.2, told), (-1.0, False)):
        reader = LateInteractionReader(
            OneHot(), Head(rank={"late": 1.0}, answerable=Answerable(weights={"bias": bias}))
        )
        assert (reader.read(plan("Was it seen to?", **asked), [mended]).answerable > 0.5) is likely


def test_the_signals_tell_what_of_the_question_is_not_matched(
    reader: LateInteractionReader, plan: Asked, cited: Cited, ranked: Rank
):
    asked = plan("PUMP MASON mended", answer_type=AnswerType.MONEY)
    passages = [ranked(cited("The pump was mended."), features={"date_elsewhere": 1.0}), ranked(cited("The pump."))]
    signals = reader.read(asked, passages).signals
    assert signals["late"] == pytest.approx(4 / 7)
    assert (signals["least"], signals["spread"]) == pytest.approx((0.0, 0.5))  # of the two heavy words
    assert signals["uncovered"] == pytest.approx(3 / 7)
    assert (signals["type_missing"], signals["date_elsewhere"]) == (1.0, 1.0)
    assert signals["share"] + (signals["share"] - signals["lead"]) == pytest.approx(1.0)  # of two passages


def test_without_a_passage_nothing_answers(reader: LateInteractionReader, plan: Asked, encoder: OneHot):
    assert reader.read(plan("PUMP mended"), []) == Reading(spans=(), answerable=0.0, ranked=())
    assert encoder.given == []


def test_so_many_are_read_and_the_others_stay_behind_them(
    reader: LateInteractionReader, plan: Asked, cited: Cited, ranked: Rank
):
    passages = [ranked(cited(f"Plot {n} was let.", id=f"{n:02}")) for n in range(READ)]
    unread = ranked(cited("The pump was mended."))
    reading = reader.read(plan("PUMP mended"), [*passages, unread])
    assert reading.ranked[-1] is unread
    assert len(reading.ranked) == READ + 1
    assert len(reading.spans) == 5


def test_a_head_is_read_from_a_folder_of_models(tmp_path: Path):
    (tmp_path / "head.json").write_text(json.dumps({"rank": {"late": 2.0}, "answerable": {"bias": 1.0}}))
    assert Head.load(tmp_path) == Head(rank={"late": 2.0}, answerable=Answerable(weights={"bias": 1.0}))


def test_a_head_that_is_kept_is_read_again(tmp_path: Path):
    long, brief = Answerable(weights={"bias": 1.0}), Answerable(weights={"bias": 2.0})
    for head in (Head(rank={"late": 2.0}, answerable=long), Head(rank={"late": 2.0}, answerable=long, brief=brief)):
        head.keep(tmp_path)
        assert Head.load(tmp_path) == head


def test_a_brief_question_is_judged_by_what_was_learned_from_brief_ones(plan: Asked, cited: Cited, ranked: Rank):
    sure, doubting = Answerable(weights={"bias": 5.0}), Answerable(weights={"bias": -5.0})
    reader = LateInteractionReader(OneHot(), Head(rank={"late": 1.0}, answerable=doubting, brief=sure))
    passages = [ranked(cited("The pump was mended."))]
    assert reader.read(plan("PUMP mended"), passages).answerable > 0.9
    assert reader.read(plan(" ".join(["PUMP mended"] * BRIEF)), passages).answerable < 0.1
