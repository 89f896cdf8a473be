"""How well a judge agrees with what is known, and what a rate that it observed comes to without its errors."""

from math import sqrt
from typing import NamedTuple

from eval.metrics.spread import Figure, Interval

_Z = 1.959964  # of a 95 % interval


class Agreement(NamedTuple):
    """How often a judge said yes: to `kept` of `supported` claims, and wrongly to `passed` of `unsupported` ones."""

    kept: int
    supported: int
    passed: int
    unsupported: int

    @property
    def sensitivity(self) -> float | None:
        """The share of the supported claims that it says yes to; None without any."""
        return self.kept / self.supported if self.supported else None

    @property
    def specificity(self) -> float | None:
        """The share of the other claims that it says no to; None without any."""
        return 1 - self.passed / self.unsupported if self.unsupported else None

    @property
    def balanced_accuracy(self) -> float | None:
        """The mean of sensitivity and specificity, None where either is.

        Brodersen, Ong, Stephan and Buhmann, "The balanced accuracy and its posterior distribution", ICPR 2010.
        """
        one, other = self.sensitivity, self.specificity
        return None if one is None or other is None else (one + other) / 2

    @property
    def kappa(self) -> float | None:
        """Agreement beyond what chance would give, 1 where it is perfect; None where chance alone would agree.

        (observed - expected) / (1 - expected), with the expected agreement from how often each says yes: Cohen, "A
        coefficient of agreement for nominal scales", Educational and Psychological Measurement 20 (1960), 37-46.
        """
        n = self.supported + self.unsupported
        if not n:
            return None
        observed = (self.kept + self.unsupported - self.passed) / n
        yes = (self.kept + self.passed) / n
        expected = yes * self.supported / n + (1 - yes) * self.unsupported / n
        return (observed - expected) / (1 - expected) if expected < 1 else None


def corrected(yes: int, n: int, agreement: Agreement) -> Figure:
    """The share of `n` claims that are supported, from how many a judge with known errors said yes to.

    (rate + specificity - 1) / (sensitivity + specificity - 1), kept within 0 and 1: Rogan and Gladen, "Estimating
    prevalence from the results of a screening test", American Journal of Epidemiology 107 (1978), 71-76. The interval
    also counts that both were measured on few claims: Lang and Reiczigel, "Confidence limits for prevalence of disease
    adjusted for estimated sensitivity and specificity", Preventive Veterinary Medicine 113 (2014), 13-22.

    Undefined where nothing was judged, or the judge is no better than chance: then its rate says nothing.
    """
    sensitivity, specificity = agreement.sensitivity, agreement.specificity
    if not n or sensitivity is None or specificity is None or sensitivity + specificity <= 1:
        return Figure(None, n)
    value = (yes / n + specificity - 1) / (sensitivity + specificity - 1)
    return Figure(_share(value), n, *_interval(yes, n, agreement))


def _interval(yes: int, n: int, agreement: Agreement) -> Interval:
    """The interval of Lang and Reiczigel; from 0 to 1 where the judge is too near to chance for any other."""
    z2 = _Z**2
    rate = (yes + z2 / 2) / (n + z2)
    sensitivity = (agreement.kept + 1) / (agreement.supported + 2)
    specificity = (agreement.unsupported - agreement.passed + 1) / (agreement.unsupported + 2)
    better = sensitivity + specificity - 1  # than chance
    if better <= 0:
        return Interval(0.0, 1.0)
    share = (rate + specificity - 1) / better
    of_sensitivity = sensitivity * (1 - sensitivity) / (agreement.supported + 2)
    of_specificity = specificity * (1 - specificity) / (agreement.unsupported + 2)
    middle = share + 2 * z2 * (share * of_sensitivity - (1 - share) * of_specificity)
    spread = rate * (1 - rate) / (n + z2) + share**2 * of_sensitivity + (1 - share) ** 2 * of_specificity
    half = _Z * sqrt(spread) / better
    return Interval(_share(middle - half), _share(middle + half))


def _share(value: float) -> float:
    return round(min(1.0, max(0.0, value)), 6)
