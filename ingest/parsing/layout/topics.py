"""Business that the clerk heads by words alone: "Planning: ...", or a short title above its text."""

import re

from ingest.parsing.layout.headings import SAYS
from ingest.parsing.layout.labels import ATTENDANCE_LABEL, DECISION_LABEL

_LONGEST = 8  # words of a title
_RUN_IN = re.compile(r"^\W*(?P<title>[A-Z][^:.;?!|\d]{2,70}?)\s*:-?(?=\s|$)")
_NO_TOPIC = re.compile(
    r"(?i)^\W*(?:those|present|attend\w*|apolog\w+|proposed|seconded|signed|chair\w*|vice|dated?|time|venue|clerk|note"
    r"|actions?|resolved|agreed|ayes?|noes?|yeas?|nays?|abst\w+|vot(?:ed|ing)|division|decisions?|motion|amendment|carried|lost|votes?"
    r"|nb|by|cc|to|from|tel\w*|e-?mail|cllrs?|councillors?|mrs?|ms|miss|dr|parish clerk"
    r"|minutes of (?:the )?(?:\w+ ){1,6}(?:council|meeting held)|application|for|against|total|in (?:favour|attendance)"
    r"|item|draft|page|standing orders were|secretary|treasurer|where|when|who|members?|yours)\b"
)
_SMALL = frozenset("of and for the to in on at by with a an from or re".split())
_SHORT = 60  # characters: text shorter than this under a title may be another title, or a name


def topic(words: str, following: str) -> str:
    """The title at the head of a paragraph, or that the whole of it is of what follows; empty where it is none."""
    if _NO_TOPIC.match(words) or ATTENDANCE_LABEL.match(words) or DECISION_LABEL.match(words):
        return ""
    if match := _RUN_IN.match(words):
        title = match["title"].strip(" *_#-–")
        return title if len(title.split()) <= _LONGEST and not SAYS.search(title) and _capital(title, 0.5) else ""
    whole = words.strip(" *_#")
    alone = 1 < len(whole.split()) <= _LONGEST and whole[-1:].isalpha() and not re.search(r"[.:;?!|,\d£]", whole)
    return whole if alone and len(following) >= _SHORT and _capital(whole, 1) and not SAYS.search(whole) else ""


def _capital(title: str, share: float) -> bool:
    """Whether at least this share of a title's words but the small ones begins with a capital."""
    words = [word for word in re.findall(r"[^\W\d_][\w'’]*", title) if word.lower() not in _SMALL]
    return bool(words) and sum(word[0].isupper() for word in words) >= share * len(words)
