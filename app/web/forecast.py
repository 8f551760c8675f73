"""The forecast: all queues in brief, and the chosen one interval by interval."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from app.database import TenantSession
from app.forecasts.schemas import ForecastQueueSummary
from app.forecasts.service import document, summary
from app.web.charts import Chart, band_chart
from app.web.choice import Choice, Link, Period
from app.web.figures import number, words
from app.web.planners_hand import HandLine, planners_hand
from forecasting.forecast import BacktestReport
from forecasting.forecast import Forecast as ForecastDocument

BASELINE = "seasonal_naive"
LOW, HIGH = 0.1, 0.9


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One queue in brief."""

    queue: str
    address: str
    chosen: bool
    contacts: float
    handle_seconds: float | None
    method: str
    reason: str
    wape: float | None
    naive: float | None
    floor: float | None
    daily: float | None
    inside: float | None
    how: str


@dataclass(frozen=True, slots=True)
class MethodLine:
    """One method of the backtest; ``share`` of the forecast at hand, None for the mixture itself."""

    name: str
    answers: bool
    share: float | None
    wape: float | None
    daily: float | None
    loss: float | None
    bias: float | None
    inside: float | None
    ratio: float | None


@dataclass(frozen=True, slots=True)
class ForecastRow:
    """One interval of the chart."""

    start: datetime
    mean: float
    low: float
    high: float
    handle_seconds: float | None


@dataclass(frozen=True, slots=True)
class ForecastPart:
    """The forecast on the page."""

    lede: str
    summary: tuple[QueueLine, ...]
    queue: str
    queues: tuple[Link, ...]
    zone: str
    interval_minutes: int
    chart: Chart
    described: str
    rows: tuple[ForecastRow, ...]
    provenance: tuple[tuple[str, str], ...]
    chosen: str
    methods: tuple[MethodLine, ...]
    origins: int
    horizon_days: int
    noise_floor: float | None
    hand: tuple[HandLine, ...]


def forecast_part(
    session: TenantSession, forecast_id: uuid.UUID, period: Period | None, choice: Choice
) -> ForecastPart | None:
    """What the page shows of a forecast that is ready; None when it has no queue.

    Of a forecast of more days than ``period`` only those are shown, on the clock of each queue.
    """
    queues = summary(session, forecast_id).queues
    if not queues:
        return None
    chosen = next((each for each in queues if each.queue_id == choice.queue), queues[0])
    whole = document(session, forecast_id, chosen.queue_id)
    if period is not None:
        whole = _within(whole, period)
    low, high = whole.quantiles[LOW], whole.quantiles[HIGH]
    report = whole.backtest
    return ForecastPart(
        lede=_lede(queues, period),
        summary=tuple(_line(each, period, choice, chosen) for each in queues),
        queue=chosen.queue,
        queues=tuple(
            Link(each.queue, choice.address("forecast", queue=each.queue_id), each is chosen)
            for each in queues
        ),
        zone=whole.zone,
        interval_minutes=whole.interval_minutes,
        chart=band_chart(whole.starts, whole.interval_minutes, whole.zone, low, whole.volume, high),
        described=_described(whole),
        rows=_rows(whole, low, high),
        provenance=_provenance(whole, forecast_id, chosen.queue_id),
        chosen=f"{words(whole.method).capitalize()}: {whole.method_reason}.",
        methods=_methods(report, whole.weights) if report else (),
        origins=len(report.origins) if report else 0,
        horizon_days=report.horizon_days if report else 0,
        noise_floor=report.noise_floor if report else None,
        hand=planners_hand(session, whole, chosen.queue_id),
    )


def _within(whole: ForecastDocument, period: Period) -> ForecastDocument:
    """The part of a forecast that lies in the period; all of it if none does."""
    zone = ZoneInfo(whole.zone)
    kept = [row for row, start in enumerate(whole.starts) if period.holds(start.astimezone(zone).date())]
    if not kept:
        return whole
    part = slice(kept[0], kept[-1] + 1)
    seconds = whole.handle_seconds
    return whole.model_copy(
        update={
            "starts": whole.starts[part],
            "volume": whole.volume[part],
            "quantiles": {level: values[part] for level, values in whole.quantiles.items()},
            "handle_seconds": None if seconds is None else seconds[part],
            "daily": tuple(each for each in whole.daily if period.holds(each.date)),
        }
    )


def _lede(queues: Sequence[ForecastQueueSummary], period: Period | None) -> str:
    contacts = number(sum(_contacts(each, period) for each in queues))
    return (
        f"{contacts} contacts are expected in all. An interval holds few of them, so most of its error is "
        "chance: compare it with the least possible, and with repeating last week (seasonal naive)."
    )


def _contacts(each: ForecastQueueSummary, period: Period | None) -> float:
    if period is None:
        return each.contacts
    return sum(day.mean for day in each.daily if period.holds(day.date))


def _line(
    each: ForecastQueueSummary, period: Period | None, choice: Choice, chosen: ForecastQueueSummary
) -> QueueLine:
    methods = {score.method: score for score in each.backtest.methods} if each.backtest else {}
    # What was selected at each origin comes first.
    selected = each.backtest.methods[0] if each.backtest else None
    naive = methods.get(BASELINE)
    how = "No backtest: the history is too short."
    if each.backtest and selected:
        cells = sum(origin.cells for origin in selected.by_origin)
        how = (
            f"{len(each.backtest.origins)} origins, each seeing only what lay before it, "
            f"{each.backtest.horizon_days} days ahead: {number(cells)} intervals"
        )
    return QueueLine(
        queue=each.queue,
        address=choice.address("forecast", queue=each.queue_id),
        chosen=each is chosen,
        contacts=_contacts(each, period),
        handle_seconds=each.mean_handle_seconds,
        method=each.method,
        reason=each.method_reason,
        wape=each.wape,
        naive=naive.wape if naive else None,
        floor=each.backtest.noise_floor if each.backtest else None,
        daily=selected.daily_wape if selected else None,
        inside=selected.coverage if selected else None,
        how=how,
    )


def _methods(report: BacktestReport, weights: dict[str, float]) -> tuple[MethodLine, ...]:
    """What was selected first, then every method on the same intervals, the least wrong first."""
    return tuple(
        MethodLine(
            name="what was selected" if place == 0 else words(each.method),
            answers=place == 0,
            share=None if place == 0 else weights.get(each.method, 0.0),
            wape=each.wape,
            daily=each.daily_wape,
            loss=each.wql,
            bias=each.bias,
            inside=each.coverage,
            ratio=each.ratio,
        )
        for place, each in enumerate(report.methods)
    )


def _rows(whole: ForecastDocument, low: Sequence[float], high: Sequence[float]) -> tuple[ForecastRow, ...]:
    zone = ZoneInfo(whole.zone)
    seconds: Sequence[float | None] = whole.handle_seconds or (None,) * len(whole.starts)
    table = zip(whole.starts, whole.volume, low, high, seconds, strict=True)
    return tuple(
        ForecastRow(start.astimezone(zone), mean, least, most, handle)
        for start, mean, least, most, handle in table
    )


def _described(whole: ForecastDocument) -> str:
    busiest = max(whole.daily, key=lambda each: each.mean)
    return (
        f"{number(sum(whole.volume))} contacts in {len(whole.daily)} days; most on {busiest.date:%A}, "
        f"{number(busiest.mean)}, between {number(busiest.quantiles[LOW])} and "
        f"{number(busiest.quantiles[HIGH])} with a chance of 80 %"
    )


def _provenance(
    whole: ForecastDocument, forecast_id: uuid.UUID, queue_id: uuid.UUID
) -> tuple[tuple[str, str], ...]:
    told = [(words(name).capitalize(), formula) for name, formula in whole.formulas.items()]
    told += [("Warning", warning) for warning in whole.warnings]
    return (*told, ("The same as data", f"/v1/forecasts/{forecast_id}/queues/{queue_id}"))
