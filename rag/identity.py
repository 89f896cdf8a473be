"""Which paragraph is which: ids made of words, and what became of a paragraph when its document was taken in anew."""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from rapidfuzz import fuzz, process
from rapidfuzz.distance import LCSseq

from rag.minutes import readable

# Measured by tests/benchmarks/identity.py over real minutes with paragraphs gone, new and misread: at 40 one successor
# in twelve is another paragraph, from 60 on one in forty-five, and no more is found below.
_LIKE = 60  # per cent: less, and the best of a gap is as likely another paragraph
_SHARE = 0.5  # of a paragraph's word triples that stand in another: less, and it is in pieces
_PIECE = 0.3  # of its word triples in a paragraph that is made of nothing else
_MOST = 4_000_000  # pairs of paragraphs: 2,000 against 2,000 take seconds; beyond that equal words must do


def anchor(text: str) -> str:
    """The words of a paragraph as its id is made of them: no signs, capitals or line ends, as exports change them."""
    return re.sub(r"\W+", " ", readable(text)).casefold().strip()


def paragraph_ids(document: str, texts: Sequence[str]) -> list[str]:
    """An id for each paragraph of a document, which depends on its words and not on its place.

    Words that stand there more than once are distinguished by the nearest unrepeated paragraph above them, so that
    boilerplate put in elsewhere changes no other paragraph's id.
    """
    words = [anchor(text) for text in texts]
    often = Counter(words)
    above, since = "", Counter[str]()
    ids = []
    for one in words:
        key = [document, one]
        if one and often[one] == 1:
            above, since = one, Counter()
        else:
            since[one] += 1
            key += [above, str(since[one])]
        ids.append(hashlib.sha256("\0".join(key).encode()).hexdigest()[:16])
    return ids


def successors(old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]) -> dict[str, str]:
    """For (id, text) of a document's earlier paragraphs the ids of those that took their place; none for what is gone.

    Equal words come first, in order, then those that were moved; what is left between is matched in order by likeness.
    """
    before, after = [anchor(text) for _, text in old], [anchor(text) for _, text in new]
    found = _moved(before, after)
    if len(old) * len(new) <= _MOST:
        kept = _kept(before, after)
        found = {i: j for i, j in found.items() if j not in kept.values()} | kept
        for rows, columns in _gaps(len(old), len(new), kept):
            left = [i for i in rows if i not in found]
            free = sorted(set(columns) - set(found.values()))
            pairs = _aligned([before[i] for i in left], [after[j] for j in free])
            found |= {left[i]: free[j] for i, j in pairs.items()}
    return {old[i][0]: new[j][0] for i, j in found.items()}


def _moved(before: Sequence[str], after: Sequence[str]) -> dict[int, int]:
    """Paragraphs whose words stand once in both, wherever."""
    often_before, often_after = Counter(before), Counter(after)
    place = {words: j for j, words in enumerate(after)}
    return {i: place[one] for i, one in enumerate(before) if often_before[one] == often_after[one] == 1}


def _kept(before: Sequence[str], after: Sequence[str]) -> dict[int, int]:
    """The most paragraphs of equal words that stand in the same order in both."""
    kept: dict[int, int] = {}
    for block in LCSseq.opcodes(before, after):
        if block.tag == "equal":
            kept |= zip(range(block.src_start, block.src_end), range(block.dest_start, block.dest_end), strict=True)
    return kept


def _gaps(old: int, new: int, kept: Mapping[int, int]) -> Iterator[tuple[range, range]]:
    """What stands between the paragraphs that were kept, on both sides."""
    for (i, j), (to_i, to_j) in pairwise([(-1, -1), *sorted(kept.items()), (old, new)]):
        if to_i - i > 1 and to_j - j > 1:
            yield range(i + 1, to_i), range(j + 1, to_j)


def _aligned(before: Sequence[str], after: Sequence[str]) -> dict[int, int]:
    """The likest pairs that keep the order; several earlier paragraphs may have gone into one."""
    if not before or not after:
        return {}
    whole = process.cdist(before, after, scorer=fuzz.ratio, score_cutoff=_LIKE)
    parts = _parts(before, after)
    best = [[0.0] * (len(after) + 1) for _ in range(len(before) + 1)]
    step = [[""] * (len(after) + 1) for _ in range(len(before) + 1)]
    for i in range(1, len(before) + 1):
        for j in range(1, len(after) + 1):
            like, part = float(whole[i - 1][j - 1]) / 100, parts.get((i - 1, j - 1), 0.0)
            best[i][j], step[i][j] = max(
                (best[i - 1][j], "gone"),
                (best[i][j - 1], "new"),
                (best[i - 1][j - 1] + like, "like") if like else (0.0, ""),
                (best[i - 1][j] + part, "part") if part else (0.0, ""),
            )
    return _retraced(step)


def _retraced(step: Sequence[Sequence[str]]) -> dict[int, int]:
    i, j = len(step) - 1, len(step[0]) - 1
    pairs = {}
    while i and j:
        if step[i][j] in ("like", "part"):
            pairs[i - 1] = j - 1
        i, j = i - (step[i][j] != "new"), j - (step[i][j] in ("new", "like"))
    return pairs


def _parts(before: Sequence[str], after: Sequence[str]) -> dict[tuple[int, int], float]:
    """The share of an earlier paragraph that stands in a later one, where it went into it or was taken apart."""
    threes = [_triples(one) for one in after]
    holding = defaultdict(list)
    for j, triples in enumerate(threes):
        for triple in triples:
            holding[triple].append(j)
    found = {}
    for i, one in enumerate(before):
        triples = _triples(one)
        for j, count in Counter(j for triple in triples for j in holding[triple]).items():
            share = count / len(triples)
            if share >= _SHARE or (share >= _PIECE and count >= 0.8 * len(threes[j])):
                found[i, j] = share
    return found


def _triples(words: str) -> set[tuple[str, ...]]:
    parted = words.split()
    return {tuple(parted[n : n + 3]) for n in range(len(parted) - 2)}


def likeness(one: str, other: str) -> float:
    """How alike two texts are, 0 to 1: the word triples that stand in both, of those that stand in either."""
    here, there = _triples(anchor(one)), _triples(anchor(other))
    return len(here & there) / len(here | there) if here or there else 0.0
