"""When a meeting began and ended."""

import pytest

from ingest.parsing.meeting.timing import begun_and_ended

HEAD = "Minutes of the meeting held on Tuesday 14 May 2024 at 7.30 pm. "


@pytest.mark.parametrize(
    "adjourned",
    [
        "The meeting was adjourned at 12.40 am. The meeting reconvened on Tuesday 21 May at 6.00 pm. ",
        "The meeting was adjourned and resumed on 21 May. ",
        "The meeting was continued in the Reading Room on the 21st. ",
    ],
)
def test_a_meeting_that_went_on_another_day_did_not_end_on_its_own(adjourned: str) -> None:
    text = HEAD + adjourned + "The meeting closed at 6.25 pm."
    assert begun_and_ended(text, text) == ("19:30", None)


def test_a_meeting_resumed_on_the_same_day_has_its_end() -> None:
    text = HEAD + "The meeting resumed at 8.10 pm. The meeting closed at 9.25 pm."
    assert begun_and_ended(text, text) == ("19:30", "21:25")
