import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rag.dates import find_dates
from rag.evidence import Passage, Ranked
from rag.minutes import CitedParagraph, Kind
from rag.plan import AnswerType, Intent, Period, Plan, Role, Scope, Term
from rag.retrieval.fusion import Fused
from rag.retrieval.reranker import FeatureReranker
from rag.settings import Settings

RARITY = {"wooden": 1.0, "pump": 3.0}
PUMP = (Term("wooden", 1.0), Term("pump", 1.0))
Cited = Callable[..., CitedParagraph]
Asked = Callable[..., Plan]


def idf(term: str) -> float:
    return RARITY.get(term, 1.0)


def rerank(plan: Plan, *passages: Passage, weights: Mapping[str, float] | None = None, **found: Any) -> list[Ranked]:
    fused = [Fused(id=one.cited.id, **{"fused": 0.1, "ranks": {}, **found}) for one in passages]
    return FeatureReranker(idf, weights or {}).rerank(plan, fused, {one.cited.id: one for one in passages})


def features(plan: Plan, cited: CitedParagraph, *around: str, **found: Any) -> Mapping[str, float]:
    (one,) = rerank(plan, Passage(cited=cited, around=around), **found)
    return one.features


@pytest.mark.parametrize(
    ("text", "around", "share", "near"),
    [
        ("A wooden pump stands.", "", 1.0, 0.0),  # (1 + 3) / 4
        ("The pump stands.", "", 0.75, 0.0),  # 3 / 4
        ("It is wooden.", "Of the pump.", 0.25, 0.75),
        ("It stands.", "Wooden pumps.", 0.0, 1.0),
        ("It stands.", "", 0.0, 0.0),
        ("The **wooden**\n  pu\u00admp stands.", "", 1.0, 0.0),  # markup and line ends hide no word
    ],
)
def test_the_matter_is_covered_by_its_weight_in_the_text_or_only_around_it(
    cited: Cited, plan: Asked, text: str, around: str, share: float, near: float
):
    made = features(plan("Where is the wooden pump?", topic=PUMP), cited(text), around)
    assert (made["text"], made["around"]) == pytest.approx((share, near))


def test_the_best_sentence_is_one_that_holds_what_is_wanted(cited: Cited, plan: Asked):
    asked = plan("How much was the wooden pump?", topic=PUMP, answer_type=AnswerType.MONEY)
    paragraph = cited("The wooden pump was bought. A pump was £40. A bench was £90.")
    assert features(asked, paragraph)["sentence"] == pytest.approx(3 / 4)
    assert features(asked, cited("The wooden pump was bought."))["sentence"] == 0.0


YEARS = Period(first=date(2023, 1, 1), last=date(2025, 12, 31))


@pytest.mark.parametrize(
    ("name", "asked", "place", "value"),
    [
        ("wanted", {"answer_type": AnswerType.MONEY}, {"text": "It was £40."}, 1.0),
        ("wanted", {"answer_type": AnswerType.MONEY}, {"text": "It was sold."}, 0.0),
        ("wanted", {}, {"text": "It was £40."}, 0.0),
        ("date_elsewhere", {"scope": Scope(dates=tuple(find_dates("January 2024")))}, {}, 0.0),
        ("date_elsewhere", {"scope": Scope(dates=tuple(find_dates("May 2023")))}, {}, 1.0),
        ("date_elsewhere", {"scope": Scope(dates=tuple(find_dates("May 2023")))}, {"held_on": None}, 0.0),
        ("date_elsewhere", {"scope": Scope(period=Period(first=date(2023, 5, 1), last=date.max))}, {}, 0.0),
        ("date_elsewhere", {"scope": Scope(period=YEARS, dates=tuple(find_dates("2023 and 2025")))}, {}, 0.0),
        ("date_elsewhere", {"scope": Scope(period=Period(first=date.min, last=date(2023, 5, 1)))}, {}, 1.0),
        ("body_elsewhere", {"scope": Scope(bodies=frozenset({"Wick Board"}))}, {}, 1.0),
        ("body_elsewhere", {}, {}, 0.0),
        ("kind", {"intent": Intent.DECISION}, {"kind": Kind.RESOLUTION}, 1.0),
        ("kind", {"intent": Intent.DECISION}, {}, 0.0),
        ("setting", {"topic": (*PUMP, Term("ottermouth", 1.0, Role.SETTING))}, {}, 1.0),
        ("setting", {"topic": (*PUMP, Term("wick", 1.0, Role.SETTING))}, {}, 0.0),
    ],
)
def test_a_feature_says_what_its_name_says(
    cited: Cited, plan: Asked, name: str, asked: dict[str, Any], place: dict[str, Any], value: float
):
    paragraph = cited(**{"text": "It was sold.", **place})
    made = features(plan("Where is the wooden pump?", **{"topic": PUMP, **asked}), paragraph)
    assert made[name] == pytest.approx(value)


def test_what_the_routes_say_is_measured_against_the_best_of_them(cited: Cited, plan: Asked):
    paragraphs = [cited("It was sold.", id="a"), cited("It was lent.", id="b")]
    found = [
        Fused(id="a", fused=0.2, ranks={"meeting": 4}, similarity=0.6),
        Fused(id="b", fused=0.1, ranks={}, similarity=-0.2),
    ]
    passages = {one.id: Passage(cited=one) for one in paragraphs}
    first, second = FeatureReranker(idf, {"fused": 1.0}).rerank(plan("?", topic=PUMP), found, passages)
    names = ("fused", "similarity")
    assert [first.features[name] for name in names] == [1.0, 0.6]
    assert [second.features[name] for name in names] == [0.5, 0.0]
    assert (first.ranks, second.ranks) == ({"meeting": 4}, {})


def test_the_score_is_the_weighted_sum_of_the_features_and_orders_them_ties_by_id(cited: Cited, plan: Asked):
    texts = {"c": "The wooden pump.", "b": "The pump.", "a": "The pump.", "d": "Nothing."}
    passages = [Passage(cited=cited(text, id=id)) for id, text in texts.items()]
    made = rerank(
        plan("Where is the wooden pump?", topic=PUMP), *passages, weights={"text": 2.0, "fused": -0.5, "unheard": 9.0}
    )
    assert [(one.cited.id, one.score) for one in made] == [("c", 1.5), ("a", 1.0), ("b", 1.0), ("d", -0.5)]


def test_nothing_found_is_nothing_ranked(plan: Asked):
    assert rerank(plan("Where is the pump?", topic=PUMP)) == []
    assert rerank(plan("?", topic=())) == []


def test_its_weights_are_read_from_a_folder_of_models(tmp_path: Path, cited: Cited, plan: Asked):
    (tmp_path / "reranker.json").write_text('{"text": 2.0}')
    paragraph = cited("The wooden pump stands.")
    found = [Fused(id=paragraph.id, fused=0.1, ranks={})]
    (one,) = FeatureReranker.load(idf, tmp_path).rerank(
        plan("Where is the wooden pump?", topic=PUMP), found, {paragraph.id: Passage(cited=paragraph)}
    )
    assert one.score == 2.0


def test_every_weight_that_comes_with_the_project_is_of_a_feature(cited: Cited, plan: Asked):
    weights = json.loads((Settings().models / "reranker.json").read_text())
    assert weights.keys() <= features(plan("Where is the pump?"), cited("The pump.")).keys()
