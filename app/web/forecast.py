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
from app.web.choice import Choice, Link
from app.web.figures import full_date, number, words
from forecasting.forecast import Finding, MethodScore
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
    inside: float | None
    how: str


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

    summary: tuple[QueueLine, ...]
    queue: str
    queues: tuple[Link, ...]
    zone: str
    interval_minutes: int
    chart: Chart
    described: str
    rows: tuple[ForecastRow, ...]
    provenance: tuple[tuple[str, str], ...]
    methods: tuple[MethodScore, ...]
    origins: int
    horizon_days: int
    noise_floor: float | None
    findings: tuple[str, ...]


def forecast_part(session: TenantSession, forecast_id: uuid.UUID, choice: Choice) -> ForecastPart | None:
    """What the page shows of a forecast that is ready; None when it has no queue."""
    queues = summary(session, forecast_id).queues
    if not queues:
        return None
    chosen = next((each for each in queues if each.queue_id == choice.queue), queues[0])
    whole = document(session, forecast_id, chosen.queue_id)
    low, high = whole.quantiles[LOW], whole.quantiles[HIGH]
    report = whole.backtest
    return ForecastPart(
        summary=tuple(_line(each, choice, chosen) for each in queues),
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
        methods=report.methods if report else (),
        origins=len(report.origins) if report else 0,
        horizon_days=report.horizon_days if report else 0,
        noise_floor=report.noise_floor if report else None,
        findings=tuple(_told(each, ZoneInfo(whole.zone)) for each in whole.findings),
    )


def _line(each: ForecastQueueSummary, choice: Choice, chosen: ForecastQueueSummary) -> QueueLine:
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
        contacts=each.contacts,
        handle_seconds=each.mean_handle_seconds,
        method=each.method,
        reason=each.method_reason,
        wape=each.wape,
        naive=naive.wape if naive else None,
        inside=selected.coverage if selected else None,
        how=how,
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
        f"{number(sum(whole.volume))} contacts in {whole.days} days; the busiest is {busiest.date:%A} with "
        f"{number(busiest.mean)}, between {number(busiest.quantiles[LOW])} and "
        f"{number(busiest.quantiles[HIGH])} with a chance of 80 %"
    )


def _provenance(
    whole: ForecastDocument, forecast_id: uuid.UUID, queue_id: uuid.UUID
) -> tuple[tuple[str, str], ...]:
    told = [("Method", f"{words(whole.method)}: {whole.method_reason}")]
    told += [(words(name).capitalize(), formula) for name, formula in whole.formulas.items()]
    told += [("Warning", warning) for warning in whole.warnings]
    return (*told, ("The same as data", f"/v1/forecasts/{forecast_id}/queues/{queue_id}"))


def _told(finding: Finding, zone: ZoneInfo) -> str:
    start, end = finding.start.astimezone(zone), finding.end.astimezone(zone)
    when = f"{full_date(start)} {start:%H:%M} to {full_date(end)} {end:%H:%M}"
    return f"{words(finding.kind)}, {when}: {finding.reason}; {finding.action}"
