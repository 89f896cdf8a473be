"""What belongs together comes out as one paragraph: labels, lists, tables of scraps, questions with their replies."""

from ingest.parsing import parse
from ingest.reading import SourceText
from rag.minutes import Kind, Paragraph, readable

HEAD = "Hallowdown Council\n\nMinutes of the meeting held on 14 May 2024\n\n1. Matters\n\nMembers spoke at length.\n\n"
CLOSE = "\n\n2. Close\n\nThe meeting closed at nine.\n"


def holding(text: str, words: str) -> Paragraph:
    found = parse(SourceText(text=HEAD + text + CLOSE, format="text"), "a.txt")[0].paragraphs
    return next(paragraph for paragraph in found if words in readable(paragraph.text))


QUESTION = "I ask the following:\n\n(a)\n\nHow many sites were seen\n\n(b)\n\nWhat was spent\n\n(c)\n\nWhen will it end"


def test_short_lettered_replies_are_joined_to_what_they_answer() -> None:
    replies = "REPLY:\n\n(a)\n\n16\n\n(b)\n\n€34,000\n\n(c)\n\nThis can't be told before the spring."
    words = readable(holding(f"{QUESTION}\n\n{replies}", "€34,000").text)
    assert "What was spent" in words
    assert words.endswith("before the spring.")


def test_long_lettered_replies_stay_paragraphs_of_their_own() -> None:
    long = "This was looked into by the engineer, who will report on it to the members in the autumn of next year."
    text = f"{QUESTION}\n\nREPLY:\n\n(a) {long}\n\n(b) {long} It costs much."
    assert readable(holding(text, "costs much").text) == f"(b) {long} It costs much."


def test_a_reply_is_one_with_its_label() -> None:
    assert (
        holding("When will the bridge at the mill be open again?\n\nREPLY:\n\nIn the spring.", "In the spring").text
        == "REPLY:\n\nIn the spring."
    )


def test_a_label_is_joined_over_a_page_break() -> None:
    movers = "Proposed by Councillor Ash;\n\nSeconded by Councillor Beech;"
    text = f"{movers}\n\nAnd Resolved:\n\n---\n5\n\n“That, the wall be mended.”"
    moved = holding(text, "the wall be mended")
    assert moved.text.startswith("Proposed by Councillor Ash")
    assert moved.kind is Kind.RESOLUTION


def test_a_table_of_one_cell_a_line_keeps_its_heads() -> None:
    heads = ["**TOWN**", "**Number of**", "**Open Cases**", "**Number**", "**Acquired**"]
    rows = [cell for i in range(24) for cell in (f"**Thorle {i}**", f"**{i}**", f"**{2 * i}**")]
    table = "\n\n".join([*heads, *rows])
    found = holding(table, "Thorle 23 23 46")
    assert "Open Cases" in found.text
    assert len(found.text) < 2000
