"""Which body met, and when: from the text's head first, then the title, then the file's name."""

import re
from dataclasses import dataclass
from datetime import date

from ingest.parsing.languages import Gloss, in_english
from ingest.parsing.meeting.bodies import HEAD, UNNAMED, also_met, body_of
from ingest.parsing.meeting.dating import held_on
from ingest.parsing.meeting.timing import begun_and_ended, venue
from rag.minutes import readable

# not "the draft budget was circulated", "the draft minutes were adopted": another draft than these minutes
_DRAFT = re.compile(
    r"(?i)(?<!\bthe )\bdraft\b(?! (?:letters?|budget|report|plan|motion|policy)\b)"
    r"(?! (?:copy )?minutes (?:as|were|was|to|of (?:the )?(?:last|previous)|from)\b)"
)
_ANOTHERS_DRAFT = re.compile(r"(?i)adoption of|\(\w{1,3}\) draft minutes of meeting")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What the head of the minutes tells; `joint` are the other bodies of a joint meeting."""

    body: str
    held_on: date | None
    draft: bool
    remarks: tuple[str, ...]
    begun: str | None
    ended: str | None
    venue: str | None
    joint: tuple[str, ...] = ()


def heading(text: str, title: str | None, name: str, words: tuple[Gloss, ...] = ()) -> Heading:
    """The body, the date and the standing of the minutes; each thing not found is named in a remark."""
    head = readable_head(text)
    body = body_of(text, title, name)
    held = held_on(head, title, name, text)
    named = re.sub(r"[_-]+", " ", f"{title or ''} | {name}")
    draft = _calls_itself_draft(head[:600]) or _calls_itself_draft(named)
    remarks = [
        f"no {what} recognised"
        for what, missing in (("body", body == UNNAMED), ("meeting date", held.on is None))
        if missing
    ]
    remarks += [held.remark] if held.remark else []
    begun, ended = begun_and_ended(in_english(head, words), in_english(text, words))
    return Heading(
        body=body,
        held_on=held.on,
        draft=draft,
        remarks=tuple(remarks),
        begun=begun,
        ended=ended,
        venue=venue(head),
        joint=tuple(also_met(text, body)),
    )


def _calls_itself_draft(words: str) -> bool:
    return bool(_DRAFT.search(words)) and not _ANOTHERS_DRAFT.search(words)


def readable_head(text: str) -> str:
    """The first words of the minutes proper, without front matter."""
    proper = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.S)[:HEAD]
    return readable(re.sub(r"\[[^\]\n]*\]\([^)\n]*\)|https?://\S+", " ", proper))
