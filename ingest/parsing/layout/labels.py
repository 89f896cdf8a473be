"""Words that introduce what follows rather than say something: lists of people, decisions, votes."""

import re

ATTENDANCE_LABEL = re.compile(
    r"""(?ix)^\W*(?:\d{1,3}[.)]?\s+)?(?:
      (?:members?\ |councillors?\ |also\ |those\ |officers?\ |the\ following\ were\ |
        (?:panel|board|committee|council)\ (?=members)|councillors\ and\ officers\ )*
        (?:present|in\ attendance|attendance|attending|absent)(?!\s+and\s+\w+\s+was)
      | officials?\ (?:in\ attendance|present) | officers?(?=\W*$) | in\ the\ chair
      | (?:to\ (?:receive|consider|note)\ (?:and\ \w+\ )?)?apolog(?:y|ies)(?:\ for\ (?:absence|their\ inability))?
      | additional\ attendees | (?:the\ following\ )?people\ (?:who\ )?attended\ the\ meeting
    | officials?(?=:) | public\ service | members\ present | staff | public(?=:)
    )(?=\W|$)"""
)
DECISION_LABEL = re.compile(
    r"(?i)^\W*(?:it was |the (?:board|council|committee|panel|members|meeting) )?"
    r"(?:agreed|resolved|and resolved|recommended|decided)(?: that)?(?: \d[\d/.]+)?\W*$"
)
VOTE_LABEL = re.compile(r"(?i)^\W*(?:for|against|abstain\w*|abstentions?|in favour|absent)\b(?:\W*:|[*_ ]*(?:\n|$))")
VOTED = re.compile(
    r"(?im)^\W*(?:yes|ayes?|yeas?|no|noes|nays?|abstain(?:ed)?|abstentions?|not present at vote)\s*:"
)  # who voted how
_VOTE_ENDS = re.compile(r"(?i)^\W*absent\b.{0,200}?\b(?:motion|vote|carried|second)")
PEOPLE_FOLLOW = re.compile(
    r"(?i)(?:also |members |councillors |officers |officials )?"
    r"(?:present|in attendance|apologies(?: for absence)?|absent|officials)\s*:"
)
_ENDS_WITH_COLON = re.compile(r":[*_]*$")


def ends_a_vote(words: str) -> bool:
    """Whether "Absent: ..." is the end of a vote's lists rather than of the list of those at the meeting."""
    return bool(_VOTE_ENDS.match(words))


def is_label(words: str) -> bool:
    """Whether words introduce what follows rather than say something: they end with a colon."""
    return bool(_ENDS_WITH_COLON.search(words.strip()))


def opens_a_list(line: str) -> bool:
    """Whether a line opens something of its own within a paragraph: a list of people, or what was decided."""
    bare = line.strip("*_# \t")
    opens = DECISION_LABEL.match(bare) or PEOPLE_FOLLOW.match(bare.replace("*", ""))
    return bool(opens) and not bare[:1].islower()
