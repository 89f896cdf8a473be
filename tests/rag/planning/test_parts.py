from rag.planning.parts import pieces


def test_each_thing_asked_is_a_piece():
    assert pieces("Who moved it, and what did it cost?") == ["Who moved it", "what did it cost?"]
    assert pieces("What was decided and why?") == ["What was decided", "why?"]


def test_what_is_only_told_goes_with_what_is_asked_next():
    assert pieces("There were three. Who were they?") == ["There were three. Who were they?"]


def test_a_question_of_one_thing_is_one_piece():
    assert pieces("What did Mr. Pell and Mrs. Marsh say?") == ["What did Mr. Pell and Mrs. Marsh say?"]
    assert pieces("Bread and butter?") == ["Bread and butter?"]
