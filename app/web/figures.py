"""How figures are written on the page: every number in one way, and the one sign for what is not known."""

from datetime import date, datetime

UNKNOWN = "–"


def number(value: float | None, places: int = 0) -> str:
    """Grouped by thousands, such as 1,234.5."""
    return UNKNOWN if value is None else f"{value:,.{places}f}"


def percent(share: float | None, places: int = 1) -> str:
    """A share as per cent, such as 97.3 %; what is not whole is never written as 100 %."""
    if share is None:
        return UNKNOWN
    whole = 100.0
    shown = round(100 * share, places)
    if share < 1 and shown >= whole:
        shown = whole - 10**-places
    return f"{shown:.{places}f} %"


def minutes_and_seconds(seconds: float | None) -> str:
    """A length such as 6 min 05 s."""
    if seconds is None:
        return UNKNOWN
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"


def words(name: str) -> str:
    """A value of the API as people say it: follow_the_sun becomes follow the sun."""
    return name.replace("_", " ")


def day(value: date | None) -> str:
    """A date such as Mon 30 Nov."""
    return UNKNOWN if value is None else f"{value:%a} {value.day} {value:%b}"


def full_date(value: date | None) -> str:
    """A date such as 30 Nov 2026."""
    return UNKNOWN if value is None else f"{value.day} {value:%b %Y}"


def month(value: date) -> str:
    """A month such as Jan 2027."""
    return f"{value:%b %Y}"


def moment(value: datetime) -> str:
    """A moment with its date and clock, such as Mon 30 Nov 08:15."""
    return f"{day(value)} {value:%H:%M}"


FILTERS = {
    each.__name__: each
    for each in (number, percent, minutes_and_seconds, words, day, full_date, month, moment)
}
"""By these names templates know them."""
