"""How business ended, in one set of words: carried, lost, deferred, referred, noted, withdrawn."""

import re

_DISPOSITIONS = (
    ("lost", r"LOST|DEFEATED|REJECTED|NOT (?:ADOPTED|CARRIED|APPROVED|BE GIVEN)"),
    ("withdrawn", r"WITHDRAWN|NOT PROCEEDED WITH"),
    ("deferred", r"LAID OVER|EXTEN[ST]ION OF TIME|DEFERRED|POSTPONED"),
    ("referred", r"REFERRED|REFERRAL"),
    ("deferred", r"REPORT BACK"),
    ("noted", r"RECEIVED AS INFORMATION|FILED|NOTED"),
    ("carried", r"ADOPTED|CARR?I?ED|PASSED|APPROVED|CONCURRED|RECEIVED FIRST READING|RESCINDED|AGREED"),
)
_DISPOSITION = [(name, re.compile(rf"\b(?:{words})\b", re.I)) for name, words in _DISPOSITIONS]
_PENDING = re.compile(r"(?i)^notice of motion|^ruled out of order")


def of_disposition(cell: str) -> str | None:
    """The outcome that a table's last cell tells ("AMENDED AND ADOPTED (See Motion 2)"); None where it tells none."""
    if _PENDING.match(cell):
        return None
    return next((name for name, pattern in _DISPOSITION if pattern.search(cell)), None)
