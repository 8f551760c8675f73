"""A queue without history: a similar queue's shape, the volume its planner expects, replaced as it grows."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.adjustments import day_index
from forecasting.errors import BadFieldError
from forecasting.forecast import DayForecast, Forecast
from forecasting.quantiles import count_quantiles

Floats = NDArray[np.float64]
# A guess of a new queue's volume is off by a third more often than not; all intervals are off together.
GUESS_DISPERSION = 0.1
DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class NewQueue:
    """What is known of a queue that starts: its name, contacts expected in an ordinary week, and, if it has
    been open already, ``seen`` contacts in ``seen_days`` days of it. ``handle_seconds`` None: as the similar
    queue's. ``guess_worth``: contacts that must be seen for them to count as much as the guess.
    """

    queue: str
    weekly_contacts: float
    seen: float = 0.0
    seen_days: int = 0
    handle_seconds: float | None = None
    guess_worth: float = 200.0

    def __post_init__(self) -> None:
        for field, least in (("weekly_contacts", 0.0), ("seen", 0.0), ("seen_days", 0), ("guess_worth", 0.0)):
            value = getattr(self, field)
            if not least <= value <= 1e9:
                raise BadFieldError(field=field, expected="a figure from 0 to 1e9", got=value)
        if self.handle_seconds is not None and not 0 < self.handle_seconds <= 1e6:
            raise BadFieldError(
                field="handle_seconds", expected="more than 0 seconds", got=self.handle_seconds
            )
        if self.seen > 0 and self.seen_days < 1:
            raise BadFieldError(
                field="seen_days", expected="at least 1 with contacts seen", got=self.seen_days
            )

    @property
    def volume(self) -> float:
        """Contacts a week: the guess and what was seen, (n·seen + k·guess) ÷ (n + k)."""
        if not self.seen_days:
            return self.weekly_contacts
        weekly = self.seen * DAYS_A_WEEK / self.seen_days
        known, guess = self.seen, self.guess_worth
        return (
            (known * weekly + guess * self.weekly_contacts) / (known + guess) if known + guess > 0 else weekly
        )


def forecast_new_queue(new: NewQueue, similar: Forecast) -> Forecast:
    """The similar queue's forecast scaled to the new one's weekly volume, its bands widened for the guess.

    ``similar`` covers the same days, zone, grain and opening hours, at least a week. φ = φ of the similar
    queue + 0.1 ÷ (1 + n/k), shared by the day, for n contacts seen. Raises BadFieldError.
    """
    if similar.days < DAYS_A_WEEK:
        raise BadFieldError(field="similar.days", expected=f"at least {DAYS_A_WEEK}", got=similar.days)
    contacts = sum(similar.volume)
    if contacts <= 0:
        raise BadFieldError(field="similar.volume", expected="contacts to shape it by", got=contacts)
    factor = new.volume * similar.days / DAYS_A_WEEK / contacts
    guessed = GUESS_DISPERSION / (1 + new.seen / new.guess_worth) if new.guess_worth > 0 else 0.0
    shared = similar.day_dispersion + guessed
    phi = similar.dispersion + guessed
    volume = factor * np.array(similar.volume)
    levels = tuple(similar.quantiles)
    table = count_quantiles(volume, volume + phi * volume**2, levels)
    days = day_index(similar)
    totals = np.asarray(np.bincount(days, volume, similar.days), np.float64)
    squares = np.bincount(days, volume**2, similar.days)
    of_days = count_quantiles(totals, totals + shared * totals**2 + (phi - shared) * squares, levels)
    seconds = similar.handle_seconds
    if new.handle_seconds is not None:
        seconds = (new.handle_seconds,) * volume.size
    return similar.model_copy(
        update={
            "queue": new.queue,
            "volume": tuple(volume.tolist()),
            "quantiles": {level: tuple(row.tolist()) for level, row in zip(levels, table, strict=True)},
            "daily": tuple(
                DayForecast(
                    date=day.date,
                    holiday=day.holiday,
                    mean=float(totals[row]),
                    quantiles=dict(zip(levels, of_days[:, row].tolist(), strict=True)),
                )
                for row, day in enumerate(similar.daily)
            ),
            "handle_seconds": seconds,
            "method": "similar_queue",
            "method_reason": f"the shape of {similar.queue}, {new.volume:.0f} contacts a week",
            "weights": {},
            "dispersion": phi,
            "day_dispersion": shared,
            "findings": (),
            "warnings": (
                f"made from the forecast of {similar.queue}: bands carry the doubt of a guessed volume",
            ),
            "backtest": None,
            "formulas": {
                **similar.formulas,
                "volume": f"forecast of {similar.queue} × {factor:.4f}",
                "quantiles": f"negative binomial: mean μ, variance μ + φμ², φ = {phi:.4f}",
            },
            "adjustments": (),
        }
    )
