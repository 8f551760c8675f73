"""How long contacts are willing to wait, estimated from who gave up and how long everybody waited."""

from dataclasses import dataclass

from scipy import stats


class NoWaitingSeenError(ValueError):
    """Patience cannot be estimated: nobody waited. Give figures of a period in which contacts queued."""


@dataclass(frozen=True, slots=True)
class PatienceEstimate:
    """Mean patience in seconds with its interval; None where nobody gave up: endless as far as seen."""

    patience_seconds: float | None
    low_seconds: float
    high_seconds: float | None
    abandons: int


def estimate_patience(abandons: int, waited_seconds: float, confidence: float = 0.95) -> PatienceEstimate:
    """1/θ̂ = total time waited by everybody, served and abandoned, divided by the abandons.

    This is the maximum likelihood estimate for exponential patience censored by the answer; the mean wait of
    those who left is not. Pool intervals, never queues with different offers. The interval is the exact
    Poisson one of the abandons. Raises NoWaitingSeenError without waiting time, ValueError for impossible
    input.
    """
    if abandons < 0:
        raise ValueError("abandons must be at least 0")
    if not 0.0 <= waited_seconds < float("inf"):
        raise ValueError("waited_seconds must be a finite number of at least 0")
    if not 0.0 < confidence < 1.0:
        raise ValueError("confidence must lie between 0 and 1")
    if waited_seconds == 0.0:
        if abandons == 0:
            raise NoWaitingSeenError(NoWaitingSeenError.__doc__)
        return PatienceEstimate(0.0, 0.0, 0.0, abandons)
    tail = (1.0 - confidence) / 2.0
    most = float(stats.chi2.ppf(1.0 - tail, 2 * abandons + 2)) / 2.0
    if abandons == 0:
        return PatienceEstimate(None, waited_seconds / most, None, 0)
    least = float(stats.chi2.ppf(tail, 2 * abandons)) / 2.0
    return PatienceEstimate(
        waited_seconds / abandons, waited_seconds / most, waited_seconds / least, abandons
    )
