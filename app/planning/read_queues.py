"""Reads what a forecast of a queue needs: hours, history, holidays of its sites, the planner's own word."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func
from sqlmodel import col, select

from app.database import TenantSession
from app.finding_decisions.service import decisions_of
from app.forecasts.added import AddedContacts
from app.forecasts.in_child import QueueOrder
from app.forecasts.problems import NeverOpen
from app.history.service import read_history
from app.history.tables import HistoryInterval
from app.planned_events.schemas import EventEffect
from app.planned_events.service import events_of
from app.planned_events.tables import PlannedEvent
from app.queues.service import SITES
from app.queues.tables import Queue
from app.sites.tables import Site
from forecasting.calendar import country_holidays
from forecasting.documents import Holiday
from forecasting.documents import PlannedEvent as PlannedEventDocument
from forecasting.errors import BadFieldError

_NAME_LENGTH = 200


@dataclass(frozen=True, slots=True)
class ReadQueue:
    """An order and where its history ends (UTC, None for an empty one), and what should be said about it."""

    order: QueueOrder
    last_start: datetime | None
    notes: tuple[str, ...]


def read_queue(
    session: TenantSession, queue: Queue, *, since: date, until: date, interval_minutes: int | None
) -> ReadQueue:
    """``queue`` with its history from ``since`` on and the holidays from then until ``until``.

    ``interval_minutes`` None is that of the history. Raises HistoryMissing and NeverOpen.
    """
    require_open(queue)
    history = read_history(session, queue.id, since=datetime(since.year, since.month, since.day, tzinfo=UTC))
    last = history.start_minutes[-1:].tolist()
    holidays, notes = _holidays(_calendar_sites(session, queue), since, until)
    events, added = planned_events(session, queue.id)
    order = QueueOrder(
        queue=queue.name,
        zone=queue.zone,
        interval_minutes=interval_minutes or history.interval_minutes,
        opening=queue.opening_hours,
        holidays=holidays,
        events=events,
        added=added,
        decisions=decisions_of(session, queue.id),
        absent_means=history.absent_means,
        start_minutes=history.start_minutes.tobytes(),
        volume=history.volume.tobytes(),
        handled=history.handled.tobytes(),
        handle_seconds=history.handle_seconds.tobytes(),
    )
    return ReadQueue(order, datetime.fromtimestamp(60 * last[0], UTC) if last else None, notes)


def require_open(queue: Queue) -> None:
    """Raises NeverOpen."""
    hours = queue.opening_hours
    if not hours.weekly and not any(exception.windows for exception in hours.exceptions):
        raise NeverOpen(queue.name)


def planned_events(
    session: TenantSession, queue_id: uuid.UUID
) -> tuple[tuple[PlannedEventDocument, ...], tuple[AddedContacts, ...]]:
    """The events of a queue in the words of forecasting, and what those to come add."""
    events = events_of(session, queue_id)
    return (
        tuple(_to_learn_by(event) for event in events),
        tuple(_added(event) for event in events if event.effect is EventEffect.ADD),
    )


def contacts_seen(session: TenantSession, queue_id: uuid.UUID, before: datetime) -> tuple[float, int]:
    """Contacts of a queue's own history before a moment, and the days from its first to its last."""
    contacts, first, last = session.exec(
        select(
            func.sum(HistoryInterval.volume),
            func.min(HistoryInterval.start_at),
            func.max(HistoryInterval.start_at),
        ).where(
            HistoryInterval.queue_id == queue_id,
            HistoryInterval.start_at < before,
        )
    ).one()
    return (float(contacts), (last.date() - first.date()).days + 1) if first else (0.0, 0)


def days_covering(queues: Iterable[Queue], start: datetime, end: datetime) -> tuple[date, int]:
    """First date and number of days that hold [start, end) by the clock of every queue."""
    zones = {ZoneInfo(queue.zone) for queue in queues}
    first = min(start.astimezone(zone).date() for zone in zones)
    last = max((end.astimezone(UTC) - timedelta(microseconds=1)).astimezone(zone).date() for zone in zones)
    return first, (last - first).days + 1


def _to_learn_by(event: PlannedEvent) -> PlannedEventDocument:
    """An event in the words of forecasting; what was added cannot be told apart later, so it is left out."""
    return PlannedEventDocument(
        name=event.name,
        start=event.starts_at,
        end=event.ends_at,
        factor=event.factor,
        excluded=event.effect is not EventEffect.FACTOR,
        reason=event.reason,
    )


def _added(event: PlannedEvent) -> AddedContacts:
    return AddedContacts(
        start=event.starts_at,
        end=event.ends_at,
        contacts=event.contacts or 0.0,
        reason=f"{event.name}: {event.reason}"[:_NAME_LENGTH],
        author=event.author,
    )


def _calendar_sites(session: TenantSession, queue: Queue) -> Sequence[Site]:
    """The serving sites on the queue's own clock, because its contacts come from there; else all of them."""
    serving = SITES.read(session, [queue.id])[queue.id]
    sites = session.exec(select(Site).order_by(col(Site.name))).all()
    chosen = [site for site in sites if not serving or site.id in serving]
    return [site for site in chosen if site.zone == queue.zone] or chosen


def _holidays(sites: Sequence[Site], first: date, last: date) -> tuple[tuple[Holiday, ...], tuple[str, ...]]:
    """Public holidays of the countries of ``sites``; those that not all of them keep name who does.

    A name is an identity over the years, and two countries may give one name to different days.
    """
    notes: list[str] = []
    kept: defaultdict[date, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    places = sorted({(site.country, site.subdivision or "") for site in sites if site.country})
    for country, subdivision in places:
        place = f"{country}-{subdivision}" if subdivision else country
        try:
            found = country_holidays(country, subdivision or None, first, last)
        except BadFieldError as unknown:
            notes.append(f"no public holidays of {place} are taken into account: {unknown}")
            continue
        for holiday in found:
            kept[holiday.date][holiday.name].append(place)
    named = []
    for day in sorted(kept):
        names = [
            name if len(who) == len(places) else f"{name} ({', '.join(who)})"
            for name, who in sorted(kept[day].items())
        ]
        named.append(Holiday(date=day, name="; ".join(names)[:_NAME_LENGTH]))
    return tuple(named), tuple(notes)
