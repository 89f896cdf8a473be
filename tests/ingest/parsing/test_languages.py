"""Each set word of another language finds its examples, and records are read from minutes in it."""

import pytest

from ingest.parsing import parse
from ingest.parsing.languages import glossary, in_english, languages
from ingest.reading import SourceText
from rag.minutes import Meeting, Outcome, Presence


def parsed(text: str) -> Meeting:
    return parse(SourceText(text=text, format="text"), "a.txt")[0]


@pytest.mark.parametrize(("written", "read"), [s for one in languages() for gloss in one.glosses for s in gloss.says])
def test_a_word_is_read_as_in_its_examples(written: str, read: str):
    assert in_english(written, tuple(gloss for one in languages() for gloss in one.glosses)) == read


def test_english_minutes_have_no_words_of_another_language():
    assert glossary("Present: Cllr Ash\n\n1. Pond\n\nIt was dug at 7.30 am.") == ()


def test_welsh_minutes_tell_who_was_there_and_what_was_decided():
    meeting = parsed(
        "Cyngor Cymuned Llanhallow\nCofnodion y cyfarfod a gynhaliwyd nos Fawrth 14 Mai 2024 am 7.30 yh\n\n"
        "Yn bresennol: Y Cynghorwyr Ŵyn Ŷd (Cadeirydd), Siân Llŷr\nYmddiheuriadau: Y Cynghorydd Mair Dŵr\n\n"
        "1. Pont\n\nPENDERFYNWYD trwsio'r bont.\n\n2. Ffordd\n\nGwrthodwyd y cynnig.\n"
    )
    assert [(one.name.split(" ", 1)[1], one.presence, one.role) for one in meeting.attendance] == [
        ("Ŵyn Ŷd", Presence.PRESENT, "Chair"),
        ("Siân Llŷr", Presence.PRESENT, None),
        ("Mair Dŵr", Presence.APOLOGIES, None),
    ]
    assert [one.outcome for one in meeting.resolutions] == [Outcome.CARRIED, Outcome.LOST]
    assert meeting.begun == "19:30"
    assert [item.number for item in meeting.items] == ["", "1", "2"]
    assert "PENDERFYNWYD trwsio'r bont." in [paragraph.text for paragraph in meeting.paragraphs]


def test_what_minutes_tell_in_two_languages_is_one_record():
    meeting = parsed(
        "Llanhallow Community Council\nMinutes of the meeting of 11 June 2024\n\n"
        "Yn bresennol / Present: Cyng. / Cllr Siân Llŷr\n\n"
        "1. Pont / Bridge\n\nPENDERFYNWYD: trwsio'r bont.\nRESOLVED: to mend the bridge.\n"
    )
    assert [one.name for one in meeting.attendance] == ["Cllr Siân Llŷr"]
    assert len(meeting.resolutions) == 1
