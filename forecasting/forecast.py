"""The forecast of one queue as a document: intervals, days, findings and the backtest behind it."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, Field

from forecasting.documents import Document
from forecasting.irregularity import Verdict

Count = Annotated[float, Field(ge=0)]
Level = Annotated[float, Field(gt=0, lt=1)]


class FindingKind(StrEnum):
    """What was found in the history."""

    OUTAGE = "outage"
    OUTLIER_DAY = "outlier_day"
    LEVEL_BREAK = "level_break"
    GAP = "gap"
    DUPLICATE = "duplicate"
    CLOSED_CONTACTS = "closed_contacts"


class Finding(Document):
    """Something in the history a planner should know, from ``start`` to ``end`` (UTC, end not included).

    ``size``: factor on the ordinary volume (outlier day, level break), contacts expected (outage), days
    (gap), rows (duplicate) or contacts (closed contacts). ``action``: what was done before learning.
    ``verdict``: what a planner decided about it, None while open.
    """

    kind: FindingKind
    start: AwareDatetime
    end: AwareDatetime
    size: float
    action: str
    reason: str
    verdict: Verdict | None = None


class OriginScore(Document):
    """One method's errors over the forecast made from the history before ``origin`` (a local date).

    ``answered_by``: the method whose forecast it is: the chosen one, or the fallback of one that failed.
    """

    origin: date
    cells: int
    contacts: Count
    wape: float | None
    daily_wape: float | None
    bias: float | None
    mase: float | None
    wql: float | None
    coverage: float | None
    answered_by: str


class MethodScore(Document):
    """One method over all origins, on the same cells as every other method.

    ``wape``: Σ|y − μ|/Σy, per interval and per day. ``mase``: error ÷ mean weekly difference of the history,
    averaged over origins. ``wql``: weighted quantile loss of P10 P50 P80 P90 P95. ``coverage``: share inside
    P10–P90. ``ratio``: WAPE ÷ WAPE of the seasonal naive. None where nothing came or nothing was seen.
    """

    method: str
    wape: float | None
    daily_wape: float | None
    bias: float | None
    mase: float | None
    wql: float | None
    coverage: float | None
    ratio: float | None
    by_origin: tuple[OriginScore, ...]


class BacktestReport(Document):
    """Rolling origins, each forecast seeing only what lay before it; ``selected``: what was chosen each time.

    ``noise_floor``: the WAPE a perfect forecast of Poisson counts of this size would still have.
    """

    horizon_days: int
    origins: tuple[date, ...]
    noise_floor: float | None
    methods: tuple[MethodScore, ...]


class DayForecast(Document):
    """One local day: expected contacts and their quantiles (of the day, not sums of interval quantiles)."""

    date: date
    holiday: str | None
    mean: Count
    quantiles: dict[Level, Count]


class Forecast(Document):
    """Volume and handle time per interval of one queue; all interval columns have the same length.

    ``starts``: UTC start of each interval, in order; a local day has as many as its clock runs through, the
    repeated hour of autumn appearing twice and the skipped one of spring not at all. ``open``: share of the
    interval the queue is open, 0 to 1. ``volume``: expected contacts, 0 where closed. ``quantiles``: contacts
    by level. ``handle_seconds``: mean seconds per contact, None without any handle time in the history.
    ``weights``: share of each method in the volume, adding up to 1. ``adjustments``: what was changed since
    it was made, by whom and why.
    """

    queue: str
    zone: str
    interval_minutes: int
    first_date: date
    days: int
    starts: tuple[AwareDatetime, ...]
    open: tuple[float, ...]
    volume: tuple[Count, ...]
    quantiles: dict[Level, tuple[Count, ...]]
    handle_seconds: tuple[Count, ...] | None
    daily: tuple[DayForecast, ...]
    method: str
    method_reason: str
    weights: Annotated[dict[str, float], Field(default_factory=dict)]
    dispersion: float
    day_dispersion: float
    findings: tuple[Finding, ...]
    warnings: tuple[str, ...]
    backtest: BacktestReport | None
    formulas: dict[str, str]
    adjustments: tuple[str, ...] = ()
