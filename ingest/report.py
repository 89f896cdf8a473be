"""What a run did: what is new, what changed in what, what failed, what looks wrong; for people and for programs."""

import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from ingest.sources import Failure, Found, at, writable
from rag.ledger import Ledger, LedgerSummary, Oddity, Outline

_FIRST = 5  # lines that people see; the rest is counted, and in --json
_PASSED_OVER = "passed over"
_LONGEST = 60  # characters of an item's title


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Items, or the items of resolutions, by number and title."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What changed in a document that was taken in anew."""

    document: str
    items: Difference
    resolutions: Difference


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a run did: names of documents, what changed in which, and what looks wrong in what it read.

    `vanished` are the documents whose files are gone from a folder or archive of the run, `removed` those taken out
    for it.
    """

    new: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    failed: tuple[Failure, ...]
    passed_over: tuple[Failure, ...] = ()
    vanished: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    looks_wrong: tuple[Oddity, ...] = ()

    def record(self, summary: LedgerSummary) -> dict[str, Any]:
        """The report for programs: counts, failures, the ledger's totals, and the names of what is new and changed."""
        totals = ("documents", "meetings", "items", "paragraphs", "resolutions", "actions")
        return {
            **self._counts(),
            "failed": [asdict(failure) for failure in self.failed],
            "passed_over": [asdict(one) for one in self.passed_over],
            "vanished": self.vanished,
            "removed": self.removed,
            **{name: getattr(summary, name) for name in totals},
            "new_documents": self.new,
            "changes": [asdict(change) for change in self.changes],
            "looks_wrong": [asdict(oddity) for oddity in self.looks_wrong],
        }

    def lines(self) -> Iterator[str]:
        """The report for people."""
        counts = {**self._counts(), "passed over": len(self.passed_over)}
        yield ", ".join(f"{count} {name}" for name, count in counts.items())
        yield from first(f"  changed: {change.document}: {_told(change)}" for change in self.changes)
        for failure in self.failed:
            yield f"  failed: {failure.document}: {failure.reason}"
        yield from passed_over_lines(self.passed_over)
        yield from first(f"  vanished: {name}; --prune takes out what is gone" for name in self.vanished)
        yield from first(f"  removed: {name}: its file is gone" for name in self.removed)
        yield from first(f"  looks wrong: {oddity.of}: {oddity.what}" for oddity in self.looks_wrong)

    def _counts(self) -> dict[str, int]:
        return {name: len(getattr(self, name)) for name in ("new", "changed", "unchanged", "failed")}


def passed_over_lines(passed: Sequence[Failure]) -> Iterator[str]:
    """How many files of which kinds were passed over, and the first few with the reason."""
    if passed:
        kinds = Counter(PurePosixPath(one.document).suffix.lower() or "without a suffix" for one in passed)
        yield "  passed over: " + ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    yield from first(f"    {one.reason}" for one in passed)


def note_passed_over(ledger: Ledger, found: Found) -> None:
    """Keep in the home what the last runs passed over, as far as it is still there and isn't read by now."""
    read = {str(source) for source in found.sources}
    kept = {one.document: one.reason for one in passed_over(ledger) if one.document not in read}
    kept |= {writable(Path(one.document).absolute()): one.reason for one in found.passed_over}
    there = {name: reason for name, reason in kept.items() if os.path.lexists(name) or at(name)}
    if there or ledger.about(_PASSED_OVER):
        ledger.note(_PASSED_OVER, json.dumps(there))


def passed_over(ledger: Ledger) -> list[Failure]:
    """What the last runs passed over, by its place."""
    noted = json.loads(ledger.about(_PASSED_OVER) or "{}")
    return [Failure(document=name, reason=reason) for name, reason in sorted(noted.items())]


def first(lines: "Iterator[str]") -> Iterator[str]:
    """The first few lines, and how many more there are."""
    every = list(lines)
    yield from every[:_FIRST]
    if every[_FIRST:]:
        yield f"  and {len(every) - _FIRST} more; --json lists them"


def change(document: str, before: Outline, after: Outline, ledger: Ledger) -> Change:
    """What changed in a document; a resolution is the same one as long as its paragraph leads to it."""
    now = {id: ledger.current(id) for id in before.resolutions}
    kept = {id: new for id, new in now.items() if new in after.resolutions}
    return Change(
        document=document,
        items=Difference(
            added=tuple(name for name in after.items if name not in before.items),
            removed=tuple(name for name in before.items if name not in after.items),
            changed=tuple(n for n, words in before.items.items() if after.items.get(n, words) != words),
        ),
        resolutions=Difference(
            added=_items(after, [id for id in after.resolutions if id not in kept.values()]),
            removed=_items(before, [id for id in before.resolutions if id not in kept]),
            changed=_items(
                after, [new for id, new in kept.items() if before.resolutions[id][1] != after.resolutions[new][1]]
            ),
        ),
    )


def _items(outline: Outline, ids: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(outline.resolutions[id][0] for id in ids))


def _told(change: Change) -> str:
    parts = []
    for what, difference in (("item", change.items), ("resolution in", change.resolutions)):
        for how, names in asdict(difference).items():
            if names:
                more = f" and {len(names) - 2} more" if names[2:] else ""
                parts.append(f"{what} {'; '.join(_short(name) for name in names[:2])}{more} {how}")
    return ", ".join(parts) or "its words, in no item or resolution"


def _short(name: str) -> str:
    return (
        f"“{name if len(name) <= _LONGEST else name[:_LONGEST].rsplit(' ', 1)[0] + ' …'}”"
        if name
        else "before the first"
    )
