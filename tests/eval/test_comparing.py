import json

import pytest

from eval.comparing import Standing, baseline, compare, load_run, standings
from rag.errors import WrongUse


def standing(right: bool | None, text: str = "x", cited: tuple[str, ...] = ()) -> Standing:
    return Standing(right=right, status="answered", text=text, cited=cited)


def test_what_was_lost_gained_and_changed_is_told_apart():
    before = {"a": standing(True), "b": standing(False), "c": standing(True), "d": standing(False), "e": standing(True)}
    after = {
        "a": standing(False),
        "b": standing(True),
        "c": standing(True, "y"),
        "d": standing(False),
        "f": standing(True),
    }
    found = compare(before, after)
    names = [[one.name for one in some] for some in (found.lost, found.gained, found.changed)]
    assert (names, found.questions, found.only) == ([["a"], ["b"], ["c"]], 4, ("e", "f"))


def test_a_question_that_asking_failed_for_is_lost():
    assert len(compare({"a": standing(True)}, {"a": standing(None)}).lost) == 1


def test_another_citation_is_a_change():
    assert len(compare({"a": standing(True, cited=("p",))}, {"a": standing(True, cited=("q",))}).changed) == 1


def test_the_paired_test_is_over_the_flips():
    before = {str(n): standing(n < 6) for n in range(9)}
    after = {str(n): standing(n == 7) for n in range(9)}
    assert compare(before, after).p == pytest.approx(2 * (1 + 7) / 2**7)


def test_a_run_becomes_a_baseline_that_is_a_run(report, tmp_path):
    (tmp_path / "report.json").write_text(report.json(), encoding="utf-8")
    run = load_run(tmp_path)
    file = tmp_path / "baseline.json"
    file.write_text(baseline(run, "The first."), encoding="utf-8")
    kept = json.loads(file.read_text(encoding="utf-8"))
    assert (kept["reason"], kept["figures"]["right"], kept["made_of"]) == ("The first.", 0.25, {"home": "abc"})
    assert standings(load_run(file)) == standings(run)
    assert compare(standings(load_run(file)), standings(run)).changed == ()


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"rows": [{"name": "a"}]}'])
def test_what_is_no_run_is_told(tmp_path, text):
    (tmp_path / "report.json").write_text(text)
    with pytest.raises(WrongUse, match="name the folder of one"):
        load_run(tmp_path)
    with pytest.raises(WrongUse, match="is no run"):
        load_run(tmp_path / "none.json")
