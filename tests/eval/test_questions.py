import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from eval.questions import LONGEST_PROOF, Place, load_questions, plain
from rag.errors import WrongUse

LINE: dict[str, object] = {
    "id": "f01",
    "kind": "fact",
    "question": "How much?",
    "expect": "answered",
    "gold": [{"document": "a.md", "anchor": "grant of £500"}],
    "facts": [["£500"]],
}


def written(folder: Path, *lines: Mapping[str, object] | str) -> Path:
    path = folder / "questions.jsonl"
    path.write_text(
        "\n".join(line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
    )
    return path


def test_plain_makes_markup_case_spaces_quotes_and_dashes_alike():
    assert plain("**The “Grant”**\u00a0\n| – of `£500`\\# it’s  A–B") == 'the "grant" of £500 it\'s a-b'


def test_plain_makes_the_hyphens_of_a_text_layer_one():
    assert plain("co-\u00ad\u2010chair of 2016-\u201017") == "co-chair of 2016-17"


def test_plain_keeps_a_hyphen_within_a_word_and_drops_a_lists_dash():
    assert plain("- co-opted - member") == "co-opted member"


def test_a_place_is_proved_by_a_paragraph_that_holds_its_anchor_in_that_file():
    place = Place(document="a.md", anchor="grant of £500")
    assert place.is_proved_by("a.md", "A *grant of\n£500* was made.")
    assert place.is_proved_by("parish/a.md", "A grant of £500 was made.")
    assert not place.is_proved_by("b.md", "A grant of £500 was made.")
    assert not place.is_proved_by("a.md", "A grant of £50 was made.")


def test_a_paragraph_too_long_to_check_proves_nothing():
    place = Place(document="a.md", anchor="grant")
    assert place.is_proved_by("a.md", "grant".ljust(LONGEST_PROOF, "."))
    assert not place.is_proved_by("a.md", "grant".ljust(LONGEST_PROOF + 1, "."))


def test_questions_are_loaded_in_order_and_empty_lines_passed_over(tmp_path):
    followup = {**LINE, "id": "f02", "history": ["What grant?"], "also": [{"document": "b.md", "anchor": "£500"}]}
    first, second = load_questions(written(tmp_path, LINE, "", followup))
    assert (first.id, first.history, first.also) == ("f01", (), ())
    assert (second.id, second.history, second.also[0].document) == ("f02", ("What grant?",), "b.md")


def test_a_line_separator_within_a_question_does_not_end_its_line(tmp_path):
    (question,) = load_questions(written(tmp_path, {**LINE, "question": "How\u2028much?"}))
    assert question.question == "How\u2028much?"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{'id': 1}", "not JSON"),
        ({**LINE, "remark": "x"}, "`remark`: Extra inputs are not permitted"),
        ({key: value for key, value in LINE.items() if key != "kind"}, "`kind`: Field required"),
        ({**LINE, "expect": "refused"}, "`expect`: Input should be 'answered' or 'abstained'"),
        ({**LINE, "facts": [["("]]}, "`facts.0.0`: '(' is no regular expression"),
        ({**LINE, "never": ["£5", ")"]}, "`never.1`: ')' is no regular expression"),
        ({**LINE, "facts": [[]]}, "`facts`: an entry without a pattern"),
        ({**LINE, "gold": []}, "needs at least one place in `gold`"),
        ({**LINE, "gold": [{"document": "a.md", "anchor": "**"}]}, "`gold.0.anchor`: an anchor of markup alone"),
    ],
)
def test_a_bad_line_is_told_with_its_number(tmp_path, line, said):
    with pytest.raises(WrongUse) as failure:
        load_questions(written(tmp_path, {**LINE, "id": "f00"}, line))
    assert "line 2: " in str(failure.value)
    assert said in str(failure.value)
    assert str(failure.value).endswith("correct that line.")


def test_an_id_used_twice_is_told(tmp_path):
    with pytest.raises(WrongUse, match="line 2: the id 'f01' was used before"):
        load_questions(written(tmp_path, LINE, LINE))


def test_a_file_without_questions_or_that_is_not_there_is_told(tmp_path):
    with pytest.raises(WrongUse, match="holds no question"):
        load_questions(written(tmp_path, "", ""))
    with pytest.raises(WrongUse, match="can't be read"):
        load_questions(tmp_path / "none.jsonl")
