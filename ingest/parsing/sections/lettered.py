"""Lettered lists that are one thing: a resolution with its points, a question with the short replies to it."""

import re
from dataclasses import replace

from ingest.parsing.layout.blocks import Block, Shape
from ingest.parsing.layout.runs import LONGEST
from ingest.parsing.records.kinds import kind_of
from rag.minutes import Kind, readable

_AS_FOLLOWS = re.compile(r"(?i)\bas follows\W*$")
_THAT = re.compile(r"^\W*(?:\w{1,4}\W+)?That\b|\b[Aa]greed\b")
_LETTERED = re.compile(r"(?:[ivxl]{1,6}|[a-zA-Z])$")
_REPLY = re.compile(r"(?i)\W*(?:repl(?:y|ies)|response|answer)\W*")
_SHORT_REPLY = 60  # characters: a reply so short says nothing without what it answers
_ANSWERED = 1900  # characters: a question with its replies; beyond 2,000 a paragraph is no proof


def with_points(text: str, found: list[Block]) -> list[Block]:
    """The blocks with each resolution that ends "as follows:" joined to its lettered points, if all fit together."""
    out: list[Block] = []
    i = 0
    while i < len(found):
        block, after = found[i], i + 1
        if block.shape is Shape.PROSE and _resolves_as_follows(text[block.start : block.end]):
            after = _after_points(found, after)
            if found[after - 1].end - block.start > LONGEST:
                after = i + 1
        out.append(replace(block, end=found[after - 1].end))
        i = after
    return out


def with_replies(text: str, found: list[Block]) -> list[Block]:
    """The blocks with "REPLY" joined to what it heads: short lettered replies, and to the lettered question before."""
    out: list[Block] = []
    i = 0
    while i < len(found):
        block = found[i]
        if not _REPLY.fullmatch(text[block.start : block.end]):
            out.append(block)
            i += 1
            continue
        after = _after_points(found, i + 1)
        replies = found[i + 1 : after]
        fits = len(replies) > 1 and replies[-1].end - block.start <= _ANSWERED
        if fits and any(one.end - one.start <= _SHORT_REPLY for one in replies):
            out = _with_question(out, block, replies[-1].end)
            i = after
        elif i + 1 < len(found) and found[i + 1].shape is Shape.PROSE and found[i + 1].end - block.start <= LONGEST:
            out.append(replace(block, end=found[i + 1].end, shape=Shape.PROSE))
            i += 2
        else:
            out.append(block)
            i += 1
    return out


def _with_question(out: list[Block], label: Block, end: int) -> list[Block]:
    """What came before with the lettered replies joined to the lettered question, if both fit together."""
    first = len(out)
    while first and out[first - 1].shape is Shape.PROSE and _LETTERED.match(out[first - 1].number):
        first -= 1
    if len(out) - first > 1 and end - out[first].start <= _ANSWERED:
        return [*out[:first], replace(out[first], end=end)]
    return [*out, replace(label, end=end, shape=Shape.PROSE)]


def _after_points(found: list[Block], first: int) -> int:
    while first < len(found) and found[first].shape is Shape.PROSE and _LETTERED.match(found[first].number):
        first += 1
    return first


def _resolves_as_follows(piece: str) -> bool:
    words = readable(piece)
    return bool(_AS_FOLLOWS.search(words)) and (
        kind_of(piece, under_decision=False) is Kind.RESOLUTION or bool(_THAT.search(words))
    )
