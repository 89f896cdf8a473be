from rag.identity import anchor, likeness, paragraph_ids, successors

ROOF = "The Clerk reported that the roof of the village hall leaks above the stage and must be mended."
PUMP = "Mr Orme will ask two firms for the price of a new pump before the next meeting."
HEDGE = "The hedge along Mill Lane is to be cut in October by the contractor of last year."
NIL = "Resolved: that the report be noted."


def ids(*texts: str) -> list[str]:
    return paragraph_ids("a.txt", texts)


def followed(old: list[str], new: list[str]) -> list[int | None]:
    """For each earlier text the place of the one that took its place."""
    found = successors([(f"o{n}", text) for n, text in enumerate(old)], [(f"n{n}", text) for n, text in enumerate(new)])
    return [int(found[f"o{n}"][1:]) if f"o{n}" in found else None for n in range(len(old))]


# Ids


def test_an_id_hangs_on_words_not_on_place_signs_or_line_ends():
    assert (
        ids(ROOF, PUMP)[1]
        == ids(HEDGE, "Mr ORME will ask  two firms\nfor the price of a new pump, before the **next** meeting!")[1]
        != ids(PUMP + " Twice.")[0]
    )
    assert ids(PUMP) != paragraph_ids("b.txt", [PUMP])


def test_each_paragraph_has_an_id_of_its_own():
    texts = [NIL, NIL, "---", NIL, ROOF, NIL, "", NIL, "---", ROOF, NIL]
    assert len(set(ids(*texts))) == len(texts)


def test_boilerplate_put_in_above_changes_no_other_id():
    before = ids(ROOF, NIL, PUMP, NIL, HEDGE, NIL, NIL)
    after = ids("A new item.", NIL, ROOF, NIL, PUMP, NIL, HEDGE, NIL, NIL)
    assert after[2:] == before


def test_words_that_become_boilerplate_never_pass_their_id_to_another_place():
    assert ids(ROOF, NIL, PUMP)[1] not in ids(HEDGE, NIL, ROOF, NIL, PUMP)


# What took a paragraph's place


def test_equal_words_take_their_own_place_wherever_they_were_moved():
    assert followed([ROOF, PUMP, HEDGE], [HEDGE, ROOF, PUMP]) == [1, 2, 0]


def test_repeated_words_keep_their_order():
    assert followed([ROOF, NIL, PUMP, NIL], ["New.", NIL, ROOF, NIL, PUMP, NIL]) == [2, 3, 4, 5]


def test_slips_of_reading_and_small_changes_are_followed():
    misread = PUMP.replace("Orme", "0rme").replace("firms", "firrns").replace("meeting", "rneeting")
    assert followed([ROOF, PUMP, HEDGE], [ROOF, misread, HEDGE.replace("October", "November")]) == [0, 1, 2]


def test_what_is_gone_has_no_successor():
    assert followed([ROOF, PUMP, HEDGE], [ROOF, HEDGE]) == [0, None, 1]
    assert followed([ROOF, PUMP], [ROOF, "Nobody spoke."]) == [0, None]


def test_paragraphs_that_went_into_one_lead_to_it():
    assert followed([ROOF, PUMP, HEDGE], [f"{ROOF} {PUMP}", HEDGE]) == [0, 0, 1]


def test_a_paragraph_in_pieces_leads_to_the_largest():
    large, small = PUMP[:60], PUMP[60:]
    assert followed([ROOF, PUMP], [ROOF, large, small]) == [0, 1]


def test_nothing_follows_from_or_to_nothing():
    assert followed([], [ROOF]) == []
    assert followed([ROOF], []) == [None]


def test_very_long_documents_are_matched_by_their_equal_words():
    old = [f"Point {n} of the survey." for n in range(2500)]
    assert followed(old, [*reversed(old)]) == [*reversed(range(2500))]


# The same minutes once more


def test_likeness_is_the_share_of_word_triples_in_both():
    assert likeness("one two three four", "One, two; three four!") == 1.0
    assert likeness("one two three four", "one two three five") == 1 / 3
    assert likeness("zero one two three four five", "one two three four") == 0.5
    assert likeness("", "") == likeness("", "one two three") == 0.0


def test_an_anchor_has_no_markup():
    assert anchor("<b>1.</b> The *Chair*,\n spoke -") == "1 the chair spoke"
