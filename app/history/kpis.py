"""What tickets tell about the service given: answers, resolutions, and what customers thought of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import text

from app.database import TenantSession
from app.history.schemas import (
    CustomerEffort,
    CustomerSatisfaction,
    Duration,
    NetPromoter,
    TicketKpiReport,
    TicketKpis,
)
from app.queues.tables import Queue
from solver.domain.work import Channel

_FIGURES = """
WITH chosen AS (
    SELECT ticket.*, extract(epoch FROM first_response - created)::float8 AS response,
           extract(epoch FROM resolved - created)::float8 AS resolution
    FROM ticket
    WHERE (CAST(:queue AS uuid) IS NULL OR queue_id = :queue)
      AND (CAST(:channel AS text) IS NULL OR channel = :channel)
      AND created >= coalesce(CAST(:since AS timestamptz), '-infinity')
      AND created < coalesce(CAST(:until AS timestamptz), 'infinity')
)
SELECT chosen.queue_id, queue.name, count(*) AS tickets,
    count(response) AS answered, avg(response) AS response_mean,
    percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY response) AS response_shares,
    min(created) FILTER (WHERE response IS NULL) AS oldest_unanswered,
    count(resolution) AS resolved, avg(resolution) AS resolution_mean,
    percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY resolution) AS resolution_shares,
    count(handle_seconds) AS handled, avg(handle_seconds) AS handle_mean,
    percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY handle_seconds) AS handle_shares,
    count(csat) AS csat_n, count(*) FILTER (WHERE csat >= 4) AS satisfied,
    count(nps) AS nps_n, count(*) FILTER (WHERE nps >= 9) AS promoters,
    count(*) FILTER (WHERE nps <= 6) AS detractors,
    count(ces) AS ces_n, avg(ces)::float8 AS ces_mean
FROM chosen LEFT JOIN queue ON queue.id = chosen.queue_id
GROUP BY GROUPING SETS ((), (chosen.queue_id, queue.name))
ORDER BY grouping(chosen.queue_id) DESC, queue.name
"""


def ticket_kpis(
    session: TenantSession,
    *,
    queue: Queue | None = None,
    channel: Channel | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> TicketKpiReport:
    """The KPIs of the tickets created from ``since`` until before ``until``."""
    values = {"queue": queue and queue.id, "channel": channel, "since": since, "until": until}
    found = session.execute(text(_FIGURES), values).mappings()
    return TicketKpiReport(since=since, until=until, items=tuple(_kpis(row) for row in found))


def _kpis(row: Any) -> TicketKpis:
    return TicketKpis(
        queue_id=row["queue_id"],
        queue=row["name"],
        tickets=row["tickets"],
        first_response=_duration(row["answered"], row["response_mean"], row["response_shares"]),
        unanswered=row["tickets"] - row["answered"],
        oldest_unanswered=row["oldest_unanswered"],
        resolution=_duration(row["resolved"], row["resolution_mean"], row["resolution_shares"]),
        unresolved=row["tickets"] - row["resolved"],
        handle=_duration(row["handled"], row["handle_mean"], row["handle_shares"]),
        csat=CustomerSatisfaction(
            n=row["csat_n"], satisfied=row["satisfied"], share=_ratio(row["satisfied"], row["csat_n"])
        ),
        nps=NetPromoter(
            n=row["nps_n"],
            promoters=row["promoters"],
            detractors=row["detractors"],
            score=_ratio(100 * (row["promoters"] - row["detractors"]), row["nps_n"]),
        ),
        ces=CustomerEffort(n=row["ces_n"], mean=row["ces_mean"]),
    )


def _duration(n: int, mean: float | None, shares: list[float] | None) -> Duration:
    median, p90 = shares or (None, None)
    return Duration(n=n, mean_seconds=mean, median_seconds=median, p90_seconds=p90)


def _ratio(numerator: int, n: int) -> float | None:
    return numerator / n if n else None
