"""What people wrap a question in: greetings, please and thank you, which say nothing of what is asked."""

import re

_BEFORE = re.compile(
    r"(?i)^\W*(?:(?:hello|hi|dear \w+|good (?:morning|afternoon|evening)|excuse me|sorry to bother you|please|"
    r"(?:can|could|would|will) you (?:please |kindly )?(?:tell|show|let|help|remind) (?:me|us)(?: know)?|"
    r"(?:do|would) you (?:happen to )?know|i (?:would|['’]d) (?:like|love) to know|(?:please )?tell me)\b"
    r"[\s,:;.!–-]*(?:there[\s,:;.!–-]+)?)+"
)
_AFTER = re.compile(
    r"(?i)\s*(?P<stop>[?.!,;–-])\s*(?:please|(?:many )?thanks|thank you|cheers)\b"
    r"(?: (?:very|so) much| a lot| in advance| for your help)?[\s.!]*(?P<mark>\??)\W*$"
)


def unwrapped(question: str) -> str:
    """The question without its greetings and thanks; unchanged where nothing else would be left."""
    bare = _AFTER.sub(lambda match: "?" if "?" in match["stop"] + match["mark"] else "", _BEFORE.sub("", question))
    if bare == question or not re.search(r"\w", bare):
        return question
    return bare[0].upper() + bare[1:]
