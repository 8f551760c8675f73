"""A second reading of RFC 5545 that forgives nothing and shares no code with the writer."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

PROPERTY = re.compile(r'(?P<name>[A-Z-]+)(?P<params>(?:;[A-Z-]+=(?:"[^"]*"|[^";:,]*))*):(?P<value>.*)')
ALLOWED = {
    "VCALENDAR": "PRODID VERSION CALSCALE METHOD NAME X-WR-CALNAME REFRESH-INTERVAL X-PUBLISHED-TTL",
    "VTIMEZONE": "TZID",
    "STANDARD": "DTSTART RRULE TZOFFSETFROM TZOFFSETTO TZNAME",
    "DAYLIGHT": "DTSTART RRULE TZOFFSETFROM TZOFFSETTO TZNAME",
    "VEVENT": "UID DTSTAMP CREATED LAST-MODIFIED SEQUENCE STATUS DTSTART DTEND SUMMARY LOCATION CATEGORIES"
    " DESCRIPTION TRANSP",
}


@dataclass
class Component:
    kind: str
    properties: dict[str, str] = field(default_factory=dict)
    params: dict[str, str] = field(default_factory=dict)
    parts: list["Component"] = field(default_factory=list)

    def of(self, kind: str) -> list["Component"]:
        return [part for part in self.parts if part.kind == kind]

    def text(self, name: str) -> str:
        escapes = {"\\n": "\n", "\\N": "\n"}
        return re.sub(r"\\(.)", lambda m: escapes.get(m[0], m[1]), self.properties[name])


def read(content: bytes) -> Component:
    """The calendar in the bytes; fails on any octet, line, nesting or property that has no business there."""
    assert content.endswith(b"\r\n")
    physical = content[:-2].split(b"\r\n")
    lines: list[str] = []
    for raw in physical:
        assert 0 < len(raw) <= 75
        line = raw.decode("utf-8")
        assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", line)
        if line.startswith(" "):
            lines[-1] += line[1:]
        else:
            lines.append(line)
    stack = [Component("")]
    for line in lines:
        match = PROPERTY.fullmatch(line)
        assert match, line
        name, value = match["name"], match["value"]
        if name == "BEGIN":
            assert value in ALLOWED
            stack[-1].parts.append(Component(value))
            stack.append(stack[-1].parts[-1])
        elif name == "END":
            assert stack.pop().kind == value
        else:
            assert name in ALLOWED[stack[-1].kind].split(), line
            assert name not in stack[-1].properties, line
            stack[-1].properties[name] = value
            stack[-1].params[name] = match["params"]
    assert [part.kind for part in stack[0].parts] == ["VCALENDAR"]
    assert len(stack) == 1
    return stack[0].parts[0]


def offset_at(zone: Component, instant: datetime) -> timedelta | None:
    """The UTC offset a VTIMEZONE gives at an instant: that of the latest onset; None before the first."""
    past = [change for change in _changes(zone, instant.year) if change[0] <= instant]
    return max(past)[1] if past else None


def _changes(zone: Component, year: int) -> Iterator[tuple[datetime, timedelta]]:
    for part in zone.parts:
        before = _offset(part.properties["TZOFFSETFROM"])
        after = _offset(part.properties["TZOFFSETTO"])
        first = datetime.strptime(part.properties["DTSTART"] + "+0000", "%Y%m%dT%H%M%S%z")
        yield first - before, after
        if "RRULE" not in part.properties:
            continue
        rule = dict(pair.split("=") for pair in part.properties["RRULE"].split(";"))
        assert rule.pop("FREQ") == "YEARLY"
        month, (ordinal, weekday) = int(rule.pop("BYMONTH")), _byday(rule.pop("BYDAY"))
        assert not rule
        for repeated in range(max(first.year, year - 1), year + 1):
            days = [first.replace(year=repeated, month=month, day=day) for day in range(1, 29)]
            days += [d for d in (days[-1] + timedelta(days=n) for n in (1, 2, 3)) if d.month == month]
            found = [day for day in days if day.weekday() == weekday]
            yield found[ordinal - 1 if ordinal > 0 else ordinal] - before, after


def _byday(value: str) -> tuple[int, int]:
    return int(value[:-2]), ["MO", "TU", "WE", "TH", "FR", "SA", "SU"].index(value[-2:])


def _offset(value: str) -> timedelta:
    sign = -1 if value[0] == "-" else 1
    return sign * timedelta(hours=int(value[1:3]), minutes=int(value[3:5]))


def instant_of(calendar: Component, event: Component, name: str) -> datetime:
    """The UTC instant of DTSTART or DTEND, by the feed's own VTIMEZONE; first pass when repeated."""
    value, params = event.properties[name], event.params[name]
    if value.endswith("Z"):
        assert not params
        return datetime.strptime(value, "%Y%m%dT%H%M%S%z")
    (zone,) = (z for z in calendar.of("VTIMEZONE") if params == f";TZID={z.properties['TZID']}")
    local = datetime.strptime(value + "+0000", "%Y%m%dT%H%M%S%z")
    offsets = {_offset(part.properties["TZOFFSETTO"]) for part in zone.parts}
    fits = [local - offset for offset in offsets if offset_at(zone, local - offset) == offset]
    return min(fits).astimezone(UTC)
