"""When a meeting was begun and ended, and where it was held."""

import re

from rag.dates import MONTHS

_TIME = (
    r"(?P<hour>[0-2]?\d)(?:(?:[.:h]\s?|(?<=\bat\s\d\d))(?P<minute>[0-5OoQ][\dOo]))?\s?(?:hrs|hours)?\s?"
    r"(?P<half>[ap]\.?\s?m\b\.?|noon|midday|(?-i:[AP]\.?M\b\.?))?"
)
_AT = re.compile(rf"(?i)(?:\bat|,|@|\bcommenc\w+|\bfrom|\bopened)\s+{_TIME}(?!\w)")
_OPENED = re.compile(
    rf"(?i)\bmeeting\s(?:was\s)?(?:opened|began|started|commenced|called\sto\sorder)\s(?:at\s)?{_TIME}(?!\w)"
)
_ON_ANOTHER_DAY = re.compile(
    r"(?i)\b(?:reconvened|resumed|continued|met\sagain)\b[^.\n]{0,40}\bon\s(?:\w+day\b|the\s\d|\d)"
)
_RANGE = re.compile(r"\b(?P<begun>[0-2]?\d[:.][0-5]\d)\s?[–-]\s?(?P<ended>[0-2]?\d[:.][0-5]\d)\b")
_ENDED = re.compile(
    r"(?i)\b(?:meeting|business|proceedings|committee|council|chair(?:man|woman)?)\b[^.\n]{0,60}?"
    r"\b(?:closed|ended|finished|concluded|terminated|rose|declared\b[^.\n]{0,20}\bclosed)(?:\s+the\s+meeting)?"
    rf"\W+(?:at\W+)?(?:approximately\s+)?{_TIME}(?!\w)"
)
_DAY = rf"(?:\w+day\b|\d|the\s\d|(?:{'|'.join(MONTHS)})\b)"
_VENUE = re.compile(
    r"(?i)\bheld\b(?:[^.]|\.(?=\d)){0,60}?\b(?:in|at)\s+"
    rf"(?P<venue>(?!{_DAY})(?:(?!\b(?:on|at)\s+{_DAY}|\bcommencing)(?:[^.;:]|(?<=\bco)\.|(?<=\bst)\.)){{4,90}}?)"
    rf"(?=\W+(?:(?:on|at|from)\s+)?{_DAY}|\W+commencing|\W*\b(?:minutes|present|agenda|those|held|members?|subject)\b|\W*\(|[.;:](?<!\bco.)|_|$)"
)
_NOT_A_PLACE = re.compile(r"(?i)\b(?:minutes|present|attend\w*|apolog\w*|meeting|agenda|chair|\d+[.:]\d\d)\b")
_HEAD, _TAIL = 700, 1500  # characters


def begun_and_ended(head: str, text: str) -> tuple[str | None, str | None]:
    """The times as "19:30"; None where the minutes don't tell, it ended on another day, or morning may be evening."""
    if span := _RANGE.search(head[:_HEAD]):
        return _padded(span["begun"]), _padded(span["ended"])
    places = (*_AT.finditer(head[:_HEAD]), *_OPENED.finditer(text))
    begun = next((time for match in places if (time := _read(match))), None)
    ends = [time for match in _ENDED.finditer(text[-_TAIL:]) if (time := _read(match))]
    return begun, ends[-1] if ends and not _ON_ANOTHER_DAY.search(text) else None


def venue(head: str) -> str | None:
    """Where the meeting was held, in the words of the head."""
    match = _VENUE.search(head[:_HEAD])
    words = re.sub(r"^the\s+", "", match["venue"].strip(" ,–-"), flags=re.I) if match else ""
    return words if words and words[:1].isupper() and not _NOT_A_PLACE.search(words) else None


def _padded(time: str) -> str:
    return time.replace(".", ":").zfill(5)


def _read(match: re.Match[str]) -> str | None:
    half = (match["half"] or "").casefold().replace(".", "").replace(" ", "")
    hour = int(match["hour"])
    minute = int((match["minute"] or "0").translate(str.maketrans("OoQ", "000")))
    if hour > 23 or (not half and (not match["minute"] or hour < 12)):
        return None
    if half == "pm" and hour < 12:
        hour += 12
    return f"{hour % 24 if half != 'am' or hour != 12 else 0:02}:{minute:02}"
