"""A numbered title on the line above its text is told from a sentence that goes on in the next line."""

import pytest

from ingest.parsing.layout.headings import title_line

BELOW = "Members had walked down to the ford at Weir Bank and found two of its stones gone. They would ask a mason."


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\f"])
@pytest.mark.parametrize(
    "title", ["4. Ford at Weir Bank", "23/41 Ford", "**4. Ford**", "4. The ford", "4. Payments (March)"]
)
def test_a_short_line_above_a_sentence_is_a_title(title: str, end: str) -> None:
    assert title_line(f"{title}{end}{BELOW}") == len(title)


@pytest.mark.parametrize(
    "piece",
    [
        f"4. Ford at Weir Bank, which Members of the Council and its Clerk walked down to last week with\n{BELOW}",
        f"4. The Clerk reported on the ford\n{BELOW}",
        f"4. Apologies: Cllr Ash\n{BELOW}",
        f"4. Ford at the\n{BELOW}",
        "4. Ford at Weir Bank\nand its stones, of which Members had found that two were gone when they walked there."
        " They would ask.",
        f"Ford at Weir Bank\n{BELOW}",
    ],
)
def test_a_line_that_goes_on_or_says_something_is_none(piece: str) -> None:
    assert title_line(piece) == 0
