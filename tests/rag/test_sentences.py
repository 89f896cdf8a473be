import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.sentences import mark_length, sentences


def parts(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "whole",
    [
        "Mr. Pask and Cllr. Wick met Dr. Amble at St. Jude's.",
        "A. J. B. Tamblyn took the Chair.",
        "Payment to H. & R. Doe Ltd. Haverleigh was agreed.",
        "It closed at 7.30 p.m. and all left.",
        "See e.g. Appendix B and i.e. Table 2.",
        "Notice No. 12 was read.",
        "Notice No. A-409 was read.",
        "A fee of £1850. 00 was agreed.",
        "The cost was £1,250.50 in all.",
        "1. Apologies were received.",
        "iv. Apologies were received.",
        "4.1 Apologies were received.",
        "(a) Apologies were received.",
    ],
)
def test_a_stop_that_ends_no_sentence_is_passed_over(whole: str):
    assert parts(whole) == [whole]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It was agreed. The Chair left.", ["It was agreed.", "The Chair left."]),
        ("Was it agreed? Yes! So it was.", ["Was it agreed?", "Yes!", "So it was."]),
        ("It closed at 9 p.m. The Chair left.", ["It closed at 9 p.m.", "The Chair left."]),
        ("It rose to £5. £6 was paid.", ["It rose to £5.", "£6 was paid."]),
        ("He said “no.” The motion fell.", ["He said “no.”", "The motion fell."]),
        ("All agreed. “Nobody is against,” she said.", ["All agreed.", "“Nobody is against,” she said."]),
        ("It was noted (see above.) All agreed.", ["It was noted (see above.)", "All agreed."]),
        ("Was anybody against? No. It was carried.", ["Was anybody against?", "No.", "It was carried."]),
        ("It fell. Été was the theme.", ["It fell.", "Été was the theme."]),
        ("Heading\n\nIt was agreed", ["Heading", "It was agreed"]),
        ("1. Roads are wet.\n2. Paths are dry.", ["1. Roads are wet.", "2. Paths are dry."]),
        ("Roads are wet. 2. Paths are dry.", ["Roads are wet.", "2. Paths are dry."]),
        ("as follows:\n- a pump\n- a hose", ["as follows:", "- a pump", "- a hose"]),
        ("as follows:\n(a) a pump\n(b) a hose", ["as follows:", "(a) a pump", "(b) a hose"]),
        ("a line\nthat goes on. Then more", ["a line\nthat goes on.", "Then more"]),
        ("a line\n\nthat goes on. Then more", ["a line\n\nthat goes on.", "Then more"]),
        ("read by the\n\nClerk. Then more", ["read by the\n\nClerk.", "Then more"]),
        ("Points\n\na. a pump\n\nii) a hose", ["Points", "a. a pump", "ii) a hose"]),
        ("as follows:\n\nto buy a pump", ["as follows:", "to buy a pump"]),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, expected: list[str]):
    assert parts(text) == expected


def test_nothing_has_no_sentences():
    assert sentences("") == sentences(" \n\t\n ") == []


TEXTS = st.text(max_size=120) | st.lists(
    st.sampled_from(
        ["Cllr.", "p.m.", "No.", "It", "was", "agreed", ".", "?”", " ", "\n", "\n\n", "- ", "iv. ", "(a) ", "£5"]
    ),
    max_size=40,
).map("".join)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(TEXTS)
def test_sentences_are_in_order_trimmed_and_leave_out_only_white_space(text: str):
    spans = sentences(text)
    bounds = [0, *(place for span in spans for place in span), len(text)]
    assert bounds == sorted(bounds)
    assert all(piece and piece == piece.strip() for piece in parts(text))
    between = [text[end:start] for end, start in zip(bounds[::2], bounds[1::2], strict=True)]
    assert not "".join(between).strip()


@pytest.mark.parametrize(
    ("text", "number", "words"),
    [
        ("- iii. Words", "iii", "Words"),
        ("iii. Words", "iii", "Words"),
        ("(a) Words", "a", "Words"),
        ("4.1 Words", "4.1", "Words"),
        ("**12.** Words", "12", "Words"),
        ("6/25 Words", "6/25", "Words"),
        ("• Words", "", "Words"),
        ("- Words", "", "Words"),
        ("Words", "", "Words"),
        ("b. Words", "a", "b. Words"),
        ("12 people spoke", "", "12 people spoke"),
    ],
)
def test_the_mark_at_a_paragraphs_head_is_its_list_sign_and_its_own_number(text: str, number: str, words: str):
    assert text[mark_length(text, number) :] == words
