import re
from datetime import date
from typing import Any

from rag.exporting.markdown import as_markdown
from rag.exporting.report import reported

DAY = date(2024, 2, 1)


def test_markdown_has_everything_in_order(record: dict[str, Any]):
    text = as_markdown(reported([record], DAY)).decode()
    for part in (
        "Tŷ Gŵyn’s",
        "### Answer",
        "£4,415",
        "### References",
        "**\\[1\\] Cyngor Ŵyn",
        "> “The roof",
        "ŵyn\\_2024",
    ):
        assert part in text
        text = text[text.index(part) :]
    assert "1 February 2024" in text


def test_nothing_in_markdown_acts(hostile: dict[str, Any]):
    text = as_markdown(reported([{**hostile, "text": "# Heading\n- point\n1. point\n> said"}], DAY)).decode()
    bare = re.sub(r"\\.", "", text)
    assert not re.search(r"[\[\]<`!]|://|https?:|www\.", bare)
    lines = [line for line in bare.splitlines() if line]
    assert [line for line in lines if line.startswith("#")] == [
        "# What the minutes say",
        lines[1],
        "### Answer",
        "### References",
    ]
    assert "\x07" not in text
