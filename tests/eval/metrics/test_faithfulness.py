from eval.metrics.faithfulness import faithful, is_faithful, misquoted, share_of, shown_sentences
from eval.metrics.spread import Part
from rag.grounding.faithfulness import Fate, Shown

VERBATIM, PROVED, OTHER = Shown("a", Fate.VERBATIM), Shown("b", Fate.PROVED), Shown("c", Fate.NOT_PROVED)


def test_the_sentences_of_an_answer_have_their_fates_and_an_abstention_none(say, abstain, paragraph):
    proof = paragraph("A grant of £500.")
    assert [one.fate for one in shown_sentences(say("A grant of £500.", proof))] == [Fate.VERBATIM]
    assert [one.fate for one in shown_sentences(say("A grant of £600.", proof))] == [Fate.CONTRADICTED]
    assert [one.fate for one in shown_sentences(say("A grant of £500."))] == [Fate.UNCITED]
    assert shown_sentences(abstain(proof)) == ()


def test_faithful_is_what_is_verbatim_recorded_or_proved():
    assert faithful([VERBATIM, PROVED, OTHER, Shown("d", Fate.RECORDED)]) == Part(3, 4)
    assert faithful([]) is None
    assert is_faithful([VERBATIM, PROVED]) is True
    assert is_faithful([VERBATIM, OTHER]) is False
    assert is_faithful([]) is None


def test_a_share_is_of_one_fate():
    assert share_of(Fate.PROVED, [VERBATIM, PROVED, OTHER]) == Part(1, 3)
    assert share_of(Fate.PROVED, []) is None


def test_only_a_quoted_answer_can_misquote(say, paragraph):
    proof = paragraph("A grant of £500 was made.")
    part = say("A grant of £500", proof)
    assert misquoted(part, shown_sentences(part)) == 1
    whole = say("A grant of £500 was made.", proof)
    assert misquoted(whole, shown_sentences(whole)) == 0
    written = part.model_copy(update={"mode": "written"})
    assert misquoted(written, shown_sentences(written)) == 0
