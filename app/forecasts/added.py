"""Contacts that a planned event adds to a forecast."""

from datetime import datetime, timedelta

from app.fields import Document
from forecasting.adjustments import Adjustment, adjust
from forecasting.forecast import Forecast


class AddedContacts(Document):
    """``contacts`` beside the usual ones from ``start`` to before ``end``, and on whose word."""

    start: datetime
    end: datetime
    contacts: float
    reason: str
    author: str


def with_added(forecast: Forecast, added: tuple[AddedContacts, ...]) -> Forecast:
    """The forecast with the contacts of ``added``, spread as it spreads its own.

    Of a window that lies partly within the forecast the same part of the contacts is added; a window in
    which nothing is expected, so that nothing says how to spread them, is told in a warning.
    """
    length = timedelta(minutes=forecast.interval_minutes)
    first, last = forecast.starts[0], forecast.starts[-1] + length
    for each in added:
        within = min(each.end, last) - max(each.start, first)
        if within <= timedelta(0):
            continue
        usual = _contacts_within(forecast, each.start, each.end)
        if usual <= 0:
            warning = f"{each.reason}: no contact is expected in the window, so none was added"
            forecast = forecast.model_copy(update={"warnings": (*forecast.warnings, warning)})
            continue
        change = Adjustment(
            start=each.start,
            end=each.end,
            contacts=usual + each.contacts * (within / (each.end - each.start)),
            reason=each.reason,
            author=each.author,
        )
        forecast = adjust(forecast, (change,))
    return forecast


def _contacts_within(forecast: Forecast, start: datetime, end: datetime) -> float:
    length = timedelta(minutes=forecast.interval_minutes)
    return sum(
        volume * max(min(begin + length, end) - max(begin, start), timedelta(0)) / length
        for begin, volume in zip(forecast.starts, forecast.volume, strict=True)
    )
