import json

import pytest
from pydantic import BaseModel

from rag.errors import WrongUse
from rag.files import load_lines, read_lines


class Pump(BaseModel):
    price: int


def test_lines_are_read_one_by_one_and_a_bad_one_is_told_with_its_number(tmp_path):
    file = tmp_path / "answers.jsonl"
    file.write_text(json.dumps({"text": "a\u2028b"}, ensure_ascii=False) + "\n\n[1]\n", encoding="utf-8")
    found = read_lines(file)
    assert next(found) == (f"{file}, line 1", {"text": "a\u2028b"})
    with pytest.raises(WrongUse, match="line 3: no object"):
        next(found)
    file.write_text("{", encoding="utf-8")
    with pytest.raises(WrongUse, match="line 1: not JSON"):
        list(read_lines(file))
    with pytest.raises(WrongUse, match="can't be read"):
        list(read_lines(tmp_path / "none"))


def test_what_a_line_should_hold_is_told_with_its_number(tmp_path):
    file = tmp_path / "pumps.jsonl"
    file.write_text('{"price": 40}\n{"price": "dear"}\n', encoding="utf-8")
    found = load_lines(file, Pump)
    assert next(found) == (f"{file}, line 1", Pump(price=40))
    with pytest.raises(WrongUse, match="line 2: `price`: Input should be a valid integer"):
        next(found)
