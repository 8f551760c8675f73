"""The planner's hand: a factor or a volume for a window, with who and why; campaigns; deflection."""

from datetime import datetime, timedelta
from typing import Annotated, Self
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from pydantic import AwareDatetime, Field, model_validator

from forecasting.documents import Document
from forecasting.errors import BadFieldError
from forecasting.forecast import DayForecast, Forecast
from forecasting.wall_clock import minute_of

Floats = NDArray[np.float64]
Name = Annotated[str, Field(min_length=1, max_length=200)]


class Adjustment(Document):
    """From ``start`` to ``end`` (UTC, end not included) the volume is ``factor`` times the forecast, or
    ``contacts`` in all, spread as the forecast spreads them. ``queue`` None: every queue it is applied to.
    """

    queue: Name | None = None
    start: AwareDatetime
    end: AwareDatetime
    factor: Annotated[float, Field(ge=0, le=1000)] | None = None
    contacts: Annotated[float, Field(ge=0, le=1e9)] | None = None
    reason: Name
    author: Name

    @model_validator(mode="after")
    def _one_effect_in_a_real_window(self) -> Self:
        if self.end <= self.start:
            raise ValueError("end: expected a time after start")
        if (self.factor is None) == (self.contacts is None):
            raise ValueError("factor: give either a factor or contacts, not both and not neither")
        return self


class Campaign(Document):
    """A mailing or launch at ``start``: ``reached`` people of whom ``response_share`` get in touch, half of
    those still to come within every ``half_life_hours`` of open time.
    """

    queue: Name | None = None
    start: AwareDatetime
    reached: Annotated[float, Field(ge=0, le=1e9)]
    response_share: Annotated[float, Field(ge=0, le=10)]
    half_life_hours: Annotated[float, Field(gt=0, le=10_000)]
    reason: Name
    author: Name


class Deflection(Document):
    """From ``start`` on self-service or a chatbot resolves ``share`` of the contacts for good.

    ``deflected_seconds``: what those would have taken; None: as long as any other. The rest is harder.
    """

    queue: Name | None = None
    start: AwareDatetime
    share: Annotated[float, Field(ge=0, lt=1)]
    deflected_seconds: Annotated[float, Field(ge=0, le=1e6)] | None = None
    reason: Name
    author: Name


Change = Adjustment | Campaign | Deflection


def adjust(forecast: Forecast, changes: tuple[Change, ...]) -> Forecast:
    """The forecast after ``changes`` in their order; those of other queues pass by.

    Quantiles move with the volume: by its factor, or, for contacts added, by as much as the mean. Every
    change is told in ``adjustments``. Raises BadFieldError for a window outside the forecast, or for contacts
    where none are expected.
    """
    for change in changes:
        if change.queue is not None and change.queue != forecast.queue:
            continue
        if isinstance(change, Adjustment):
            forecast = _adjusted(forecast, change)
        elif isinstance(change, Campaign):
            forecast = _campaigned(forecast, change)
        else:
            forecast = _deflected(forecast, change)
    return forecast


def residual_handle_seconds(seconds: float, share: float, deflected_seconds: float) -> float:
    """Mean handle time of the contacts left: (h − d·h_d) ÷ (1 − d).

    Bots take the short ones: 300 s with 30 % of 120 s deflected leaves 377 s. Raises BadFieldError when the
    deflected contacts alone would take longer than all.
    """
    left = seconds - share * deflected_seconds
    if left < 0:
        limit = f"at most {seconds / share:.0f} s, or the rest would take less than nothing"
        raise BadFieldError(field="deflected_seconds", expected=limit, got=deflected_seconds)
    return left / (1 - share)


def _adjusted(forecast: Forecast, change: Adjustment) -> Forecast:
    share = _covered(forecast, change.start, change.end)
    volume = np.array(forecast.volume)
    if change.factor is not None:
        return _told(forecast.model_copy(update=_moved(forecast, 1 + (change.factor - 1) * share)), change)
    there = float((volume * share).sum())
    contacts = change.contacts or 0.0
    if there <= 0 < contacts:
        raise BadFieldError(
            field="contacts", expected="a window in which contacts are expected", got=change.start
        )
    factor = contacts / there if there > 0 else 1.0
    return _told(forecast.model_copy(update=_moved(forecast, 1 + (factor - 1) * share)), change)


def _campaigned(forecast: Forecast, change: Campaign) -> Forecast:
    """Open time after the start, halved by the half-life: contacts = reached × share × what falls due."""
    length = timedelta(minutes=forecast.interval_minutes)
    after = _covered(forecast, change.start, forecast.starts[-1] + length)
    hours = np.array(forecast.open) * after * forecast.interval_minutes / 60
    passed = np.concatenate([[0.0], np.cumsum(hours)])
    due = -np.diff(0.5 ** (passed / change.half_life_hours))
    added = change.reached * change.response_share * due
    volume = np.array(forecast.volume)
    quantiles = {
        level: np.where(added > 0, np.array(row) + added, row) for level, row in forecast.quantiles.items()
    }
    return _told(forecast.model_copy(update=_redone(forecast, volume + added, quantiles)), change)


def _deflected(forecast: Forecast, change: Deflection) -> Forecast:
    length = timedelta(minutes=forecast.interval_minutes)
    covered = _covered(forecast, change.start, forecast.starts[-1] + length)
    update = _moved(forecast, 1 - change.share * covered)
    if forecast.handle_seconds is not None and change.deflected_seconds is not None:
        update["handle_seconds"] = tuple(
            residual_handle_seconds(seconds, change.share * part, change.deflected_seconds)
            for seconds, part in zip(forecast.handle_seconds, covered.tolist(), strict=True)
        )
    return _told(forecast.model_copy(update=update), change)


def _covered(forecast: Forecast, start: datetime, end: datetime) -> Floats:
    """Share of each interval inside the window, (intervals,)."""
    starts = np.array([minute_of(one) for one in forecast.starts])
    length = forecast.interval_minutes
    overlap = np.minimum(starts + length, minute_of(end)) - np.maximum(starts, minute_of(start))
    share = np.clip(overlap / length, 0.0, 1.0)
    if not share.any():
        expected = f"a window touching {forecast.starts[0]} to {forecast.starts[-1]}"
        raise BadFieldError(field="start", expected=expected, got=start)
    return np.asarray(share, np.float64)


def _moved(forecast: Forecast, factors: Floats) -> dict[str, object]:
    quantiles = {level: np.array(row) * factors for level, row in forecast.quantiles.items()}
    return _redone(forecast, np.array(forecast.volume) * factors, quantiles)


def _redone(forecast: Forecast, volume: Floats, quantiles: dict[float, Floats]) -> dict[str, object]:
    """Volume, quantiles and days that belong together; a day's quantiles keep their ratio to its mean."""
    days = day_index(forecast)
    before = np.bincount(days, forecast.volume, forecast.days)
    after = np.bincount(days, volume, forecast.days)
    ratio = np.divide(after, before, np.ones(forecast.days), where=before > 0)
    daily = tuple(
        DayForecast(
            date=day.date,
            holiday=day.holiday,
            mean=float(after[row]),
            quantiles={level: float(ratio[row] * value) for level, value in day.quantiles.items()},
        )
        for row, day in enumerate(forecast.daily)
    )
    return {
        "volume": tuple(volume.tolist()),
        "quantiles": {level: tuple(row.tolist()) for level, row in quantiles.items()},
        "daily": daily,
    }


def day_index(forecast: Forecast) -> NDArray[np.int64]:
    """Which of the forecast's local days each interval belongs to, (intervals,)."""
    zone = ZoneInfo(forecast.zone)
    return np.array(
        [(start.astimezone(zone).date() - forecast.first_date).days for start in forecast.starts], np.int64
    )


def _told(forecast: Forecast, change: Change) -> Forecast:
    what = {
        Adjustment: "volume adjusted",
        Campaign: "contacts of a campaign added",
        Deflection: "deflected contacts taken out",
    }[type(change)]
    note = f"{what} from {change.start.isoformat()} by {change.author}: {change.reason}"
    return forecast.model_copy(update={"adjustments": (*forecast.adjustments, note)})
