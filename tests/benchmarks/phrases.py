"""How often each phrase of deciding.toml fires over the documents of a home.

python tests/benchmarks/phrases.py [HOME]      .minutebook by default; the ledger is only read
"""

import sqlite3
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from ingest.parsing.phrases import phrases, sorts
from rag.minutes import readable
from rag.sentences import sentences


def fired(said: Iterable[str]) -> Counter[tuple[str, int]]:
    """In how many sentences each phrase is found, by its sort and its place there; endings where no earlier one is."""
    counted = Counter[tuple[str, int]]()
    for sentence in said:
        for sort in sorts():
            for place, phrase in enumerate(phrases(sort)):
                if phrase.pattern.search(sentence):
                    counted[sort, place] += 1
                    if phrase.outcome:
                        break
    return counted


def said_in(home: Path) -> Iterator[str]:
    """The sentences of a home's paragraphs."""
    with closing(sqlite3.connect(f"file:{home / 'ledger.sqlite'}?mode=ro", uri=True)) as base:
        rows = base.execute(
            "SELECT substr(d.text, p.start + 1, p.end - p.start) FROM paragraphs p"
            " JOIN documents d ON d.name = p.document"
        )
        for (text,) in rows:
            words = readable(text)
            yield from (words[start:end] for start, end in sentences(words))


if __name__ == "__main__":
    found = fired(said_in(Path(sys.argv[1] if len(sys.argv) > 1 else ".minutebook")))
    for sort in sorts():
        for place, phrase in enumerate(phrases(sort)):
            print(f"{found[sort, place]:8,}  {sort:14} {phrase.outcome or '':10} {phrase.says[0]}")
