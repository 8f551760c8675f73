"""What days look alike to people who live by one calendar: rules need not be asked about each of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from solver.domain.people import Agent
from solver.domain.shift import Shift


@dataclass(frozen=True, slots=True)
class Calendar:
    """The shifts there are on each day, with the number of their kind, and how each day looks: a number that
    days of the same kinds, clock times, weekday and holiday share.
    """

    shifts: list[list[tuple[int, Shift]]]
    looks: list[int]


def lives_by(agent: Agent) -> tuple[object, ...]:
    """Those of whom this is the same find the same pairs of shifts too near each other."""
    return agent.zone, agent.holidays, agent.contract.min_rest_minutes


def calendar_of(
    group: Iterable[Mapping[tuple[int, int], Shift]], agent: Agent, dates: Sequence[date]
) -> Calendar:
    """The calendar of people who live as ``agent`` does; each one's shifts are told by day and kind."""
    shifts: list[dict[int, Shift]] = [{} for _ in dates]
    for offered in group:
        for (number, kind), shift in offered.items():
            shifts[number][kind] = shift
    known: dict[tuple[object, ...], int] = {}
    looks = []
    for day, found in zip(dates, shifts, strict=True):
        midnight = datetime.combine(day, time(), UTC)
        times = sorted((kind, shift.start - midnight, shift.end - midnight) for kind, shift in found.items())
        look = (day.weekday(), day in agent.holidays, *times)
        looks.append(known.setdefault(look, len(known)))
    return Calendar([list(found.items()) for found in shifts], looks)


def mentions_dates(value: object) -> bool:
    """Whether a date stands anywhere in what a rule says."""
    if isinstance(value, dict):
        return any(map(mentions_dates, value.values()))
    if isinstance(value, (list, tuple, set, frozenset)):
        return any(map(mentions_dates, value))
    return isinstance(value, date)
