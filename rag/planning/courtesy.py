"""What people wrap a question in: greetings, please and thank you, which say nothing of what is asked."""

import re

from rag.planning.lexicon import cues

_MARKS = " \t\n,:;.!–-"


def unwrapped(question: str) -> str:
    """The question without its greetings and thanks; unchanged where nothing else would be left."""
    bare = question
    while cue := cues("greeting").opening(bare):
        bare = bare[cue.end :].lstrip(_MARKS)
    while cue := cues("thanks").find(bare):
        mark = "?" if "?" in bare[cue.start :] or bare[: cue.start].rstrip(" ,").endswith("?") else ""
        bare = bare[: cue.start].rstrip(" ,;.!?–-") + mark
    return bare if re.search(r"\w", bare) else question


def only_courtesy(question: str) -> bool:
    """Whether a text greets, thanks, or asks what can be asked, and asks nothing of the minutes."""
    left = question
    for name in ("greeting", "thanks", "help"):
        for cue in reversed(list(cues(name).all(left))):
            left = left[: cue.start] + left[cue.end :]
    return left != question and not re.search(r"\w", left)
