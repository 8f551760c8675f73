"""A calendar feed as the bytes of RFC 5545 and RFC 7986."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard
from icalendar.prop import vCategory, vDuration

from app.calendars.feed import ActivityDetail, CalendarActivity, CalendarEvent, CalendarFeed, EventStatus
from app.calendars.text import EscapedText, printable
from app.calendars.vtimezone import Observance, observances

PRODUCT = "-//Sundial//Workforce scheduling//EN"


@dataclass(frozen=True, slots=True)
class _Zones:
    """The zones a feed describes for its years; all others are written as UTC."""

    described: dict[str, tuple[Observance, ...]]

    def written(self, *instants: datetime, zone: str) -> Iterator[datetime]:
        """The instants of one event in its zone, or all in UTC where the zone cannot tell one of them."""
        local = [instant.astimezone(ZoneInfo(zone)) for instant in instants]
        # A repeated hour's second pass has no local form: RFC 5545 §3.3.5 reads it as the first pass.
        plain = zone in self.described and not any(moment.fold for moment in local)
        for moment in local:
            yield moment if plain else moment.astimezone(UTC)


def render(feed: CalendarFeed) -> bytes:
    """The feed as ``text/calendar`` bytes; the same feed gives the same bytes, in whatever order it came.

    Shifts stand in local time with a VTIMEZONE where the zone follows a rule every reader can follow, else in
    UTC. Raises ``ZoneInfoNotFoundError`` for an unknown zone name.
    """
    calendar = Calendar()
    name = printable(feed.name)
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", EscapedText(name))
    calendar.add("x-wr-calname", EscapedText(name))
    calendar.add("refresh-interval", vDuration(feed.refresh), parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", vDuration(feed.refresh))
    zones = _describe(feed.events)
    for zone, stretches in sorted(zones.described.items()):
        calendar.add_component(_timezone(zone, stretches))
    for event in sorted(feed.events, key=lambda event: (event.start.timestamp(), event.uid)):
        for component in _components(event, feed.detail, zones):
            calendar.add_component(component)
    written: bytes = calendar.to_ical(sorted=False)
    return written


def _describe(events: tuple[CalendarEvent, ...]) -> _Zones:
    if not events:
        return _Zones({})
    first = min(event.start.astimezone(UTC).year for event in events)
    last = max(event.end.astimezone(UTC).year for event in events)
    found = {zone: observances(zone, first, last) for zone in {event.zone for event in events}}
    return _Zones({zone: stretches for zone, stretches in found.items() if stretches is not None})


def _timezone(zone: str, stretches: tuple[Observance, ...]) -> Timezone:
    component = Timezone()
    component.add("tzid", zone)
    for stretch in stretches:
        part = TimezoneDaylight() if stretch.daylight else TimezoneStandard()
        # The one place where the format wants a wall clock without a zone: an onset inside its own VTIMEZONE.
        part.add("dtstart", stretch.onset.replace(tzinfo=None))
        if stretch.rule is not None:
            part.add("rrule", {"freq": "yearly", "bymonth": stretch.rule.month, "byday": stretch.rule.byday})
        part.add("tzoffsetfrom", stretch.offset_from)
        part.add("tzoffsetto", stretch.offset_to)
        part.add("tzname", stretch.name)
        component.add_component(part)
    return component


def _components(event: CalendarEvent, detail: ActivityDetail, zones: _Zones) -> Iterator[Event]:
    shift = _event(event, event.uid, event.summary, zones.written(event.start, event.end, zone=event.zone))
    if event.location:
        shift.add("location", EscapedText(printable(event.location)))
    _categorize(shift, event.categories)
    if detail is ActivityDetail.DESCRIPTION and event.activities:
        shift.add(
            "description",
            EscapedText("\n".join(_line(activity, event.zone) for activity in event.activities)),
        )
    shift.add("transp", "OPAQUE")
    yield shift
    for activity in event.activities:
        if not activity.title and detail is not ActivityDetail.EVENTS:
            continue
        span = zones.written(activity.start, activity.end, zone=event.zone)
        part = _event(event, f"{activity.key}.{event.uid}", activity.title or activity.name, span)
        _categorize(part, activity.categories)
        # The shift already blocks the time; a break on top must not count as a clash.
        part.add("transp", "TRANSPARENT")
        yield part


def _categorize(component: Event, names: tuple[str, ...]) -> None:
    if names:
        categories = vCategory([])
        categories.cats = [EscapedText(printable(name)) for name in names]
        component.add("categories", categories)


def _event(event: CalendarEvent, uid: str, title: str, span: Iterator[datetime]) -> Event:
    """A component with what shift and activity share; an activity changes and is cancelled with its shift."""
    start, end = span
    cancelled = event.status is EventStatus.CANCELLED
    component = Event()
    component.add("uid", uid)
    component.add("dtstamp", event.updated.astimezone(UTC))
    component.add("created", event.created.astimezone(UTC))
    component.add("last-modified", event.updated.astimezone(UTC))
    component.add("sequence", event.sequence)
    component.add("status", event.status.value.upper())
    component.add("dtstart", start)
    component.add("dtend", end)
    component.add("summary", EscapedText(f"Cancelled: {printable(title)}" if cancelled else printable(title)))
    return component


def _line(activity: CalendarActivity, zone: str) -> str:
    start, end = (moment.astimezone(ZoneInfo(zone)) for moment in (activity.start, activity.end))
    return f"{start:%H:%M}–{end:%H:%M} {printable(activity.name)}"
