"""What a question takes for granted, and whether what was found says otherwise or lacks the very thing asked for."""

import re

from rag.minutes import readable

_REFUSED = (
    r"turn(?:s|ed|ing)? (?:\w+ ){0,2}?down|refus\w*|reject\w*|threw (?:\w+ )?out|defeat\w*|declin\w+|denied|"
    r"object(?:ed|ing|ions?)?|not (?:be )?(?:proceed\w*|approved|accepted|granted|adopted)"
)
_APPROVED = r"approv\w+|passed|pass|adopt\w+|grant(?:ed|ing)|accept\w+|carried|went through|okayed"
_SUPPOSES_REFUSAL = re.compile(rf"(?i)\b(?:{_REFUSED})\b")
_SUPPOSES_APPROVAL = re.compile(rf"(?i)\b(?:{_APPROVED})\b")
_SAYS_REFUSED = re.compile(rf"(?i)\b(?:{_REFUSED}|lost)\b")
_SAYS_APPROVED = re.compile(r"(?i)\b(?:approv(?:ed|al)|passed|adopted|granted|accept(?:ed)?|carried|no objections?)\b")
_TAKES_FOR_GRANTED = re.compile(r"(?i)^\W*(?:why|when|where|who|which|what|how much|how many|how long)\b")
_ASKS_THE_OUTCOME = re.compile(
    r"(?i)\b(?:what (?:was|did .{3,60}) (?:decided?|agreed?|happen)|became of|outcome|and did it|"
    r"or (?:not|refus|reject)|still|in the end|finally|eventually)\b"
)

_WHY_DONE = re.compile(r"(?i)^\W*(?:why|when) (?:did|was|were|has|have)\b")
_ROW_REFUSED = re.compile(r"\| [A-Z: ]*\b(?:DENIED|REJECTED|LOST|NOT PROCEEDED WITH|WITHDRAWN)\b")


def contradicted(question: str, found: str) -> bool:
    """Whether a question supposes that something was refused and what was found says it was approved, or the reverse.

    "Why was it turned down?" supposes; "Was it turned down?" and "What was decided?" don't. A text that says both, or a
    question that supposes both, tells nothing. A table's row that ends with DENIED tells against whatever was done.
    """
    if not _TAKES_FOR_GRANTED.search(question) or _ASKS_THE_OUTCOME.search(question):
        return False
    if _WHY_DONE.search(question) and _ROW_REFUSED.search(found) and not _SUPPOSES_REFUSAL.search(question):
        return True
    refusal, approval = bool(_SUPPOSES_REFUSAL.search(question)), bool(_SUPPOSES_APPROVAL.search(question))
    words = readable(found)
    refused = bool(_SAYS_REFUSED.search(words))
    approved = bool(_SAYS_APPROVED.search(_SAYS_REFUSED.sub(" ", words)))
    return (refusal and not approval and approved and not refused) or (
        approval and not refusal and refused and not approved
    )


_WHO_VOTED = re.compile(
    r"(?i)\b(?:who|which (?:[\w’']+ ){0,2}(?:councillors?|members?))\b[^?]{0,40}\b(?:against|abstain\w*|in favou?r)\b"
)
_TITLE = re.compile(r"\b(Cllrs?|Clr|Coun|Mr|Mrs|Ms|Dr|Rev|Insp)\.")
_STANCE = r"(?i:against|nays?|abstain\w*|abstentions?|opposed|dissent\w*|in favou?r)"
_NAME = (
    r"(?!(?:One|Two|Three|Four|Five|Six|Several|There|The|A|No|Nobody|Some|All|Carried|Agreed|Decision|Resolved)\b)"
    r"[A-Z][a-z]+"
)
_BETWEEN = r"[^.;\w]+(?:[\w’'-]+[^.;\w]+)"  # words of one sentence
_VOTED_BY_NAME = re.compile(
    rf"\b(?:{_STANCE}{_BETWEEN}{{0,3}}?|(?i:for)\s*:\W*){_NAME}|\b{_NAME}[\w’'-]*{_BETWEEN}{{0,4}}?{_STANCE}\b"
)


def names_who_voted(question: str, found: str) -> bool:
    """Whether a name stands by "against" or "abstained" in what was found; true where the question asks for none."""
    words = _TITLE.sub(r"\1", re.sub(r"\s+", " ", readable(found)))
    return not _WHO_VOTED.search(question) or bool(_VOTED_BY_NAME.search(words))


_COMPANY = re.compile(r"\b(?:Ltd|Limited|Inc|Corp|LLP|LLC|plc|PLC|Bros|GmbH|Company|Associates|Contractors)\b")
_NAMED = re.compile(
    r"(?i)\b(?:which|what) (?:\w+ ){0,2}(?:company|firm|contractor|supplier|landowner|owner|developer|organisation|"
    r"consultants?|builder|system|charity|brewery|agency)\b|^\W*(?:who|whom)\b"
)
_INITIALS = 3  # letters: clerks call people by theirs; a longer word in capitals is shouted
_ROLES = frozenset(
    "council councillor councillors cllr parish city county borough town district committee board chair chairman "
    "mayor clerk officer chief executive director manager meeting minutes mr mrs ms miss dr the a an it this that "
    "these on in at for of and to by from as no all monday tuesday wednesday thursday friday saturday sunday january "
    "february march april may june july august september october november december".split()
)


def names_somebody(question: str, found: str) -> bool:
    """Whether what was found names anybody or anything that the question doesn't; true where it asks for no name.

    Titles and offices are no names, nor are the words of a heading, where every word has a capital, but for a firm's.
    """
    if not _NAMED.search(question):
        return True
    asked = {word.casefold() for word in re.findall(r"[\w’'-]+", question)}
    for line in re.split(r"\n|\s\|\s", found):
        words = re.findall(r"[^\W_][\w’'-]*", readable(line))
        names = [
            w
            for w in words
            if w[0].isupper() and not (w.isupper() and len(w) > _INITIALS) and w.casefold() not in asked | _ROLES
        ]
        heading = len(words) > 4 and sum(w[0].isupper() for w in words) > 0.7 * len(words)
        if names and (not heading or _COMPANY.search(line)):
            return True
    return False
