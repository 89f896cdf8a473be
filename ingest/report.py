"""What a run did: what is new, what changed in what, what failed, what looks wrong; for people and for programs."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ingest.sources import Failure
from rag.ledger import Ledger, LedgerSummary, Oddity, Outline

_FIRST = 5  # lines that are told to people; the rest is counted, and in --json
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
    """What a run did: names of documents, what changed in which, the failures, and what looks wrong in what it read."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    failed: tuple[Failure, ...]
    changes: tuple[Change, ...] = ()
    looks_wrong: tuple[Oddity, ...] = ()

    def record(self, summary: LedgerSummary) -> dict[str, Any]:
        """The report for programs: counts, failures, the ledger's totals, and the names of what is new and changed."""
        totals = ("documents", "meetings", "items", "paragraphs", "resolutions", "actions")
        return {
            **self._counts(),
            "failed": [asdict(failure) for failure in self.failed],
            **{name: getattr(summary, name) for name in totals},
            "new_documents": self.new,
            "changes": [asdict(change) for change in self.changes],
            "looks_wrong": [asdict(oddity) for oddity in self.looks_wrong],
        }

    def lines(self) -> Iterator[str]:
        """The report for people."""
        yield ", ".join(f"{count} {name}" for name, count in self._counts().items())
        yield from first(f"  changed: {change.document}: {_told(change)}" for change in self.changes)
        for failure in self.failed:
            yield f"  failed: {failure.document}: {failure.reason}"
        yield from first(f"  looks wrong: {oddity.of}: {oddity.what}" for oddity in self.looks_wrong)

    def _counts(self) -> dict[str, int]:
        return {name: len(getattr(self, name)) for name in ("new", "changed", "unchanged", "failed")}


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
