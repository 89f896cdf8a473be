"""The bars that a run must pass, and whether it does."""

import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Self

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from eval.comparing import Comparison
from eval.metrics.spread import Figure
from eval.scoring import COUNTS, ERRORS, JUDGED, LEDGER_FAULTS, MEANINGS
from rag.errors import WrongUse
from rag.files import complaint

TIMES = ("p50_ms", "p95_ms")
ALWAYS = Path(__file__).with_name("gates.toml")
"""What holds of every system: read where no other file is named."""


class Flips(BaseModel):
    """How many questions may go another way than in the baseline; None is any number."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    lost: int | None = None
    gained: int | None = None
    changed: int | None = None


class Gates(BaseModel):
    """A gates file.

    Attributes:
        never: how often at most what must never happen may.
        floor: what a figure must reach.
        budget: what a figure, or the time of a question, may not exceed.
        flips: how far a run may differ from the baseline, for the better too.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    never: dict[str, int] = {}
    floor: dict[str, float] = {}
    budget: dict[str, float] = {}
    flips: Flips = Flips()

    @model_validator(mode="after")
    def _name_figures(self) -> Self:
        known = {"never": {*COUNTS, ERRORS, LEDGER_FAULTS}, "floor": {*MEANINGS}, "budget": {*MEANINGS, *TIMES}}
        for table, names in known.items():
            if strange := sorted(set(getattr(self, table)) - names):
                raise ValueError(f"[{table}] can't bound {strange[0]!r}: name one of {', '.join(sorted(names))}")
        return self

    def of(self, names: Collection[str]) -> Self:
        """The bars of some figures alone."""
        kept = {t: {k: bar for k, bar in getattr(self, t).items() if k in names} for t in ("never", "floor", "budget")}
        return type(self).model_validate(kept)


class State(NamedTuple):
    """What became of a gate."""

    mark: str
    exit_code: int


HOLDS, UNMEASURED, BROKEN = State("holds", 0), State("not measurable", 3), State("broken", 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One bar and what was measured against it.

    Attributes:
        name: the table and the figure: "floor.right".
        bar: what is wanted, in words.
        figure: what was measured.
    """

    name: str
    bar: str
    figure: Figure
    state: State


def load_gates(path: Path) -> Gates:
    """The gates of a file.

    Raises WrongUse where it can't be read or bounds what isn't measured.
    """
    try:
        return Gates.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WrongUse(f"The gates {str(path)!r} can't be read ({error}): name a TOML file.") from error
    except ValidationError as error:
        raise WrongUse(f"{path}: {complaint(error)}; correct that entry.") from error


def judge(gates: Gates, figures: Mapping[str, Figure], comparison: Comparison | None = None) -> list[Gate]:
    """Every gate with what became of it; one of a figure that isn't there, or of flips, is not measurable.

    Nor is the bar of what a judge says where it lies within the figure's interval: the judge can't tell.
    """
    return [*_bounds(gates, figures), *_flips(gates.flips, comparison)]


def exit_code(judged: list[Gate]) -> int:
    """0 where all hold, 1 where one is broken, else 3: one could not be measured."""
    codes = {gate.state.exit_code for gate in judged}
    return next((code for code in (BROKEN.exit_code, UNMEASURED.exit_code) if code in codes), 0)


def _bounds(gates: Gates, figures: Mapping[str, Figure]) -> Iterator[Gate]:
    for table, bars, least in (
        ("never", gates.never, False),
        ("floor", gates.floor, True),
        ("budget", gates.budget, False),
    ):
        for name, bar in bars.items():
            one = figures.get(name, Figure(None, 0))
            held = one.value is not None and (one.value >= bar if least else one.value <= bar)
            open_still = name in JUDGED and one.low is not None and one.high is not None and one.low < bar < one.high
            state = UNMEASURED if one.value is None or open_still else HOLDS if held else BROKEN
            yield Gate(
                name=f"{table}.{name}", bar=f"at {'least' if least else 'most'} {bar:g}", figure=one, state=state
            )


def _flips(flips: Flips, comparison: Comparison | None) -> Iterator[Gate]:
    for name, bar in flips.model_dump().items():
        if bar is not None:
            found = len(getattr(comparison, name)) if comparison and comparison.questions else None
            state = UNMEASURED if found is None else HOLDS if found <= bar else BROKEN
            n = comparison.questions if comparison else 0
            yield Gate(name=f"flips.{name}", bar=f"at most {bar}", figure=Figure(found, n), state=state)
