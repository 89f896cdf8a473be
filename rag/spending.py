"""What a language model may cost in a day: counted in a file of the home, so that a restart forgets nothing."""

import json
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from threading import Lock

_log = logging.getLogger(__name__)


class Allowance:
    """The tokens that may be spent in a day, and those that were."""

    def __init__(self, file: Path, most: int, today: Callable[[], date] = date.today) -> None:
        """`file` keeps the day and what was spent in it; one that can't be read counts as nothing spent."""
        self.most = most
        self._file, self._today, self._lock = file, today, Lock()
        self._day, self._spent = self._kept()

    @property
    def left(self) -> int:
        """What may still be spent today; 0 where it is all gone."""
        with self._lock:
            self._turn()
            return max(0, self.most - self._spent)

    def spend(self, tokens: int) -> None:
        """Count tokens as spent today; where the file can't be written, for as long as this process runs."""
        with self._lock:
            self._turn()
            self._spent += tokens
            fresh = self._file.with_suffix(".new")
            try:
                fresh.write_text(json.dumps({"day": self._day.isoformat(), "tokens": self._spent}), encoding="utf-8")
                fresh.replace(self._file)
            except OSError as error:
                _log.warning("What the model has used today can't be kept in %r (%s).", str(self._file), error)

    def _turn(self) -> None:
        """A new day begins with nothing spent."""
        if self._day != self._today():
            self._day, self._spent = self._today(), 0

    def _kept(self) -> tuple[date, int]:
        with suppress(OSError, ValueError, KeyError, TypeError):
            kept = json.loads(self._file.read_text(encoding="utf-8"))
            return date.fromisoformat(kept["day"]), int(kept["tokens"])
        return self._today(), 0
