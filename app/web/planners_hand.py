"""What planners did to a forecast: events they planned, changes they made, findings they decided about."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from app.database import TenantSession
from app.planned_events.schemas import EventEffect
from app.planned_events.service import events_of
from app.planned_events.tables import PlannedEvent
from app.web.figures import full_date, number, words
from forecasting.forecast import Finding, FindingKind, Forecast
from forecasting.irregularity import Verdict

SIZED_BY_FACTOR = (FindingKind.LEVEL_BREAK, FindingKind.OUTLIER_DAY)
DECIDED = {
    None: "not decided yet",
    Verdict.ACCEPT: "accepted",
    Verdict.EDIT: "stated by a planner",
    Verdict.DISMISS: "dismissed",
}


@dataclass(frozen=True, slots=True)
class HandLine:
    """One thing: ``when`` by the queue's clock, ``what`` happened or was found, ``word``: what came of it."""

    when: str
    what: str
    word: str
    why: str


def planners_hand(session: TenantSession, whole: Forecast, queue_id: uuid.UUID) -> tuple[HandLine, ...]:
    """Events that had begun by the end of the forecast, then changes, then findings with their verdicts."""
    zone = ZoneInfo(whole.zone)
    events = [each for each in events_of(session, queue_id) if each.starts_at <= whole.starts[-1]]
    return (
        *(_event(each, zone) for each in events),
        *(HandLine("", "Change", told, "") for told in whole.adjustments),
        *_found(whole.findings, zone),
    )


def _event(event: PlannedEvent, zone: ZoneInfo) -> HandLine:
    effects = {
        EventEffect.FACTOR: f"volume × {number(event.factor, 2)}",
        EventEffect.ADD: f"{number(event.contacts)} contacts more",
    }
    return HandLine(
        _span(event.starts_at, event.ends_at, zone),
        f"Event: {event.name}",
        effects.get(event.effect, "left out of learning"),
        f"{event.reason} ({event.author})",
    )


def _found(findings: Iterable[Finding], zone: ZoneInfo) -> Iterable[HandLine]:
    for each in findings:
        size = f" × {number(each.size, 2)}" if each.kind in SIZED_BY_FACTOR else ""
        yield HandLine(
            _span(each.start, each.end, zone),
            f"Found: {words(each.kind)}{size}",
            f"{each.action} ({DECIDED[each.verdict]})",
            each.reason,
        )


def _span(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    first, last = start.astimezone(zone), end.astimezone(zone)
    return f"{full_date(first)} {first:%H:%M} to {full_date(last)} {last:%H:%M}"
