"""What a forecast is asked for, checked field by field."""

from dataclasses import dataclass, field, replace
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from forecasting.documents import Holiday, OpeningHours, PlannedEvent
from forecasting.errors import BadFieldError
from forecasting.history import History
from forecasting.rolling import Cleaning
from forecasting.series import AbsentMeans, Series, build_series

GRAINS = (15, 30, 60)
LEVELS = (0.1, 0.5, 0.8, 0.9, 0.95)
LONGEST_HORIZON = 400


@dataclass(frozen=True, slots=True)
class QueueHistory:
    """One queue as it was: its contacts, its clock and its calendar.

    ``holidays`` cover history and horizon. ``absent_means``: what an interval without a row stands for.
    Raises BadFieldError.
    """

    queue: str
    zone: str
    interval_minutes: int
    history: History
    absent_means: AbsentMeans
    opening: OpeningHours
    holidays: tuple[Holiday, ...] = ()
    events: tuple[PlannedEvent, ...] = ()
    cleaning: Cleaning = field(default_factory=Cleaning)

    def __post_init__(self) -> None:
        require_zone(self.zone)
        _require(self.interval_minutes in GRAINS, "interval_minutes", "15, 30 or 60", self.interval_minutes)
        _require(
            self.absent_means in ("zero", "missing"), "absent_means", "zero or missing", self.absent_means
        )

    def series(self) -> Series:
        """The history laid onto the queue's calendar, past events undone."""
        return build_series(
            self.history,
            zone=self.zone,
            interval_minutes=self.interval_minutes,
            opening=self.opening,
            absent_means=self.absent_means,
            events=self.events,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastRequest(QueueHistory):
    """One queue to forecast for ``days`` local days from ``first_date`` on; later history is not used.

    ``levels``: the quantiles wanted. ``backtest_origins``: most origins in the report, 0 for no report.
    ``similar``: contacts of similar queues together, on the same grid and in the same hours, without those of
    this one; a queue of few contacts leans on them.
    """

    first_date: date
    days: int
    levels: tuple[float, ...] = LEVELS
    backtest_origins: int = 8
    similar: History | None = None

    def __post_init__(self) -> None:
        QueueHistory.__post_init__(self)
        _require(1 <= self.days <= LONGEST_HORIZON, "days", f"1 to {LONGEST_HORIZON}", self.days)
        require_levels(self.levels)
        _require(0 <= self.backtest_origins <= 100, "backtest_origins", "0 to 100", self.backtest_origins)

    def similar_series(self) -> Series | None:
        """The similar queues on this one's calendar; a planner's word on this queue says nothing of them."""
        if self.similar is None:
            return None
        return replace(self, history=self.similar, events=()).series()


def require_zone(zone: str) -> None:
    """Raises BadFieldError unless ``zone`` names an IANA time zone."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadFieldError(field="zone", expected="an IANA time zone", got=zone) from None


def require_levels(levels: tuple[float, ...]) -> None:
    """Raises BadFieldError unless there are levels and all lie between 0 and 1."""
    _require(bool(levels) and all(0 < q < 1 for q in levels), "levels", "levels between 0 and 1", levels)


def _require(holds: bool, field: str, expected: str, got: object) -> None:  # noqa: FBT001 - a condition
    if not holds:
        raise BadFieldError(field=field, expected=expected, got=got)
