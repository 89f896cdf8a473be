from pathlib import Path
from typing import Any

import pytest

from eval.comparing import Standing, compare
from eval.gates import ALWAYS, BROKEN, HOLDS, UNMEASURED, Flips, Gates, State, exit_code, judge, load_gates
from eval.metrics.spread import Figure
from eval.scoring import MEANINGS
from rag.errors import WrongUse

FIGURES = {**dict.fromkeys(MEANINGS, Figure(None, 0)), "right": Figure(0.5, 10, 0.2, 0.8), "bad_quotes": Figure(0, 10)}


def states(gates: Gates, **given: Any) -> dict[str, State]:
    figures = {**FIGURES, **given.pop("times", {})}
    return {one.name: one.state for one in judge(gates, figures, **given)}


def test_a_figure_on_its_bar_holds_and_below_its_floor_or_above_its_budget_does_not():
    assert states(Gates(floor={"right": 0.5}, budget={"words_per_answer": 9})) == {
        "floor.right": HOLDS,
        "budget.words_per_answer": UNMEASURED,
    }
    assert states(Gates(floor={"right": 0.51})) == {"floor.right": BROKEN}
    assert states(Gates(budget={"right": 0.49})) == {"budget.right": BROKEN}
    assert states(Gates(never={"bad_quotes": 0})) == {"never.bad_quotes": HOLDS}


def test_times_are_bounded_where_they_are_known():
    gates = Gates(budget={"p95_ms": 100})
    assert states(gates, times={"p95_ms": Figure(100.0, 9)}) == {"budget.p95_ms": HOLDS}
    assert states(gates, times={"p95_ms": Figure(101.0, 9)}) == {"budget.p95_ms": BROKEN}
    assert states(gates, times={"p95_ms": Figure(None, 0)}) == states(gates) == {"budget.p95_ms": UNMEASURED}


def test_flips_are_bounded_both_ways_and_not_measurable_without_a_baseline():
    def standing(right: bool) -> Standing:
        return Standing(right=right, status="answered", text="x")

    gates = Gates(flips=Flips(lost=0, gained=0))
    better = compare({"a": standing(False)}, {"a": standing(True)})
    assert states(gates, comparison=better) == {"flips.lost": HOLDS, "flips.gained": BROKEN}
    assert states(Gates(flips=Flips(lost=0)), comparison=better) == {"flips.lost": HOLDS}
    assert states(gates) == {"flips.lost": UNMEASURED, "flips.gained": UNMEASURED}
    assert states(gates, comparison=compare({"a": standing(True)}, {"b": standing(True)})) == states(gates)


def test_a_broken_gate_outweighs_one_that_can_not_be_measured():
    holding, unmeasured = Gates(floor={"right": 0.1}), Gates(floor={"right": 0.1, "faithful": 0.1})
    broken = Gates(floor={"right": 0.9, "faithful": 0.1})
    assert [exit_code(judge(gates, FIGURES)) for gates in (holding, unmeasured, broken)] == [0, 3, 1]


def test_the_bars_of_some_figures_can_be_taken_alone():
    gates = Gates(floor={"right": 0.5, "faithful": 1.0}, flips=Flips(lost=0))
    assert gates.of({"faithful"}) == Gates(floor={"faithful": 1.0})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[floor]\nrihgt = 0.5", "[floor] can't bound 'rihgt'"),
        ("[never]\nright = 0", "[never] can't bound 'right'"),
        ("[ceiling]\nright = 1", "`ceiling`: Extra inputs"),
        ("[flips]\nlost = 'none'", "`flips.lost`"),
        ("[floor", "can't be read"),
    ],
)
def test_a_file_that_bounds_what_is_not_measured_is_told(tmp_path: Path, text: str, said: str):
    (tmp_path / "gates.toml").write_text(text)
    with pytest.raises(WrongUse) as failure:
        load_gates(tmp_path / "gates.toml")
    assert said in str(failure.value)


@pytest.mark.parametrize("path", [ALWAYS, ALWAYS.parent / "data" / "gates.toml"])
def test_the_gates_that_come_with_the_project_can_be_read(path: Path):
    assert load_gates(path).never["misquoted"] == 0
