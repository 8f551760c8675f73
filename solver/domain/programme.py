"""Programmes: training, coaching and meetings as a planner asks for them, and the sessions of a period.

A programme says what is held, for whom (cohorts that each share one start), how often, on which weekdays and
between which clock times of a zone. The sessions of a period follow from it alone: one for each cohort and
occurrence, with every candidate start. Which start is taken is chosen in the solve, among the shifts of those
who attend.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from solver.domain.days import DAY, exists, local_day
from solver.domain.document import Document
from solver.domain.people import Agent
from solver.domain.session import MOST_STARTS, Session, SessionActivity
from solver.domain.time import MINUTE, ClockWindow, Instant, PlanningPeriod, ZoneName

WEEK = 7


class Favour(StrEnum):
    """What goes first: for ``service`` somebody may miss a session that would cost coverage, for
    ``attendance`` coverage may be lost so that all attend.
    """

    SERVICE = "service"
    ATTENDANCE = "attendance"


class Cohort(Document):
    """People who attend together: those named, and everybody with one of the tags."""

    name: str = Field(min_length=1, max_length=36)
    agents: tuple[str, ...] = ()
    tags: frozenset[str] = frozenset()

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if not self.agents and not self.tags:
            raise ValueError(f"cohort {self.name} must name agents or tags")
        if len(set(self.agents)) < len(self.agents):
            raise ValueError(f"cohort {self.name} names an agent twice")
        return self

    def members(self, agents: Iterable[Agent]) -> tuple[str, ...]:
        """The ids of those of ``agents`` who belong to it, in their order."""
        named = frozenset(self.agents)
        return tuple(agent.id for agent in agents if agent.id in named or agent.tags & self.tags)


class Programme(Document):
    """Sessions for cohorts, once each or ``times_a_week`` in every calendar week from Monday on.

    A session lies inside ``window`` on a clock of ``zone``, on the weekdays given (those on which the window
    opens), from ``first_date`` to ``deadline``, both included (None: without end). It may begin every
    ``step_minutes`` of elapsed time from the opening on. One of the ``facilitators`` leads it; ``least`` are
    the fewest attendees worth holding it for: with more than the cohort has it is held with everybody only.
    """

    id: str = Field(min_length=1, max_length=100)
    name: str = Field(min_length=1, max_length=80)
    activity: SessionActivity = "training"
    minutes: int = Field(ge=5, le=1_440)
    paid: bool = True
    cohorts: tuple[Cohort, ...] = Field(min_length=1, max_length=200)
    facilitators: tuple[str, ...] = ()
    times_a_week: int | None = Field(default=None, ge=1, le=7)
    weekdays: frozenset[int] = Field(default=frozenset(range(5)), min_length=1)
    window: ClockWindow = ClockWindow(start=time(9), end=time(17))
    zone: ZoneName
    step_minutes: int = Field(default=30, ge=5, le=1_440)
    first_date: date
    deadline: date | None = None
    favour: Favour = Favour.SERVICE
    least: int = Field(default=1, ge=1, le=10_000)

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if not all(0 <= weekday <= 6 for weekday in self.weekdays):
            raise ValueError("weekdays are 0 (Monday) to 6 (Sunday)")
        if self.deadline is not None and self.deadline < self.first_date:
            raise ValueError("deadline must not be before first_date")
        if self.times_a_week is not None and self.times_a_week > len(self.weekdays):
            raise ValueError("times_a_week must not exceed the number of weekdays: one session a day")
        if self.minutes > open_minutes(self.window):
            raise ValueError("minutes must fit between the start and the end of the window")
        names = [cohort.name for cohort in self.cohorts]
        if len(set(names)) < len(names):
            raise ValueError("every cohort must have a name of its own")
        if len(set(self.facilitators)) < len(self.facilitators):
            raise ValueError("facilitators must not name an agent twice")
        return self

    def moments(self, day: date) -> Iterator[datetime]:
        """The candidate starts of the window that opens on the local date ``day``, whatever the clocks do."""
        if day.weekday() not in self.weekdays or not exists(day, self.zone):
            return
        for opens, closes in self.window.spans(day, day, self.zone):
            start = opens
            while start + self.minutes * MINUTE <= closes:
                yield start
                start += self.step_minutes * MINUTE


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that every cohort meets; ``starts`` are its candidates within the period."""

    key: str
    starts: tuple[datetime, ...]


def open_minutes(window: ClockWindow) -> int:
    """Minutes that the window is open on a day without a clock change."""
    first, last = (each.hour * 60 + each.minute for each in (window.start, window.end))
    return (last - first - 1) % (24 * 60) + 1


def sessions(
    programme: Programme,
    period: PlanningPeriod,
    agents: Sequence[Agent],
    announced: Mapping[str, Instant] | None = None,
) -> tuple[Session, ...]:
    """The sessions the period asks for, by occurrence and cohort; ids are the same whatever the period.

    ``announced`` tells when sessions are held that people know of already: one outside the period is not
    asked for again, one inside keeps its moment while that is still a candidate. Facilitators do not count as
    attendees, nor do those who are on time off at every moment. A cohort of which nobody is among ``agents``
    has no session, nor has a programme that wants a facilitator none of whom is.
    """
    told = announced or {}
    leading = tuple(agent.id for agent in agents if agent.id in programme.facilitators)
    if programme.facilitators and not leading:
        return ()
    found = []
    for occurrence in occurrences(programme, period):
        for cohort in programme.cohorts:
            attending = _there(programme, occurrence, cohort, agents)
            key = f"{programme.id}/{cohort.name}{occurrence.key}"
            moment = told.get(key)
            if not attending or (moment is not None and not period.start <= moment < period.end):
                continue
            found.append(
                Session(
                    id=key,
                    name=_called(programme, cohort),
                    activity=programme.activity,
                    minutes=programme.minutes,
                    starts=occurrence.starts,
                    attendees=attending,
                    facilitators=leading,
                    paid=programme.paid,
                    least=min(programme.least, len(attending)),
                    placed=moment if moment in occurrence.starts else None,
                )
            )
    return tuple(found)


def occurrences(programme: Programme, period: PlanningPeriod) -> tuple[Occurrence, ...]:
    """What of the programme falls to the period, at most the earliest ``MOST_STARTS`` candidates each.

    What is held once falls to every period with a candidate, until it has been announced. The dates of a week
    are shared out evenly among its occurrences, in order; periods may cut a week in two, so an occurrence
    falls to the one that holds the middle of its candidates.
    """
    first = local_day(period.start, programme.zone) - DAY
    last = local_day(period.end, programme.zone)
    if programme.times_a_week is None:
        starts = _within(period, _moments(programme, first, last))
        return (Occurrence("", starts),) if starts else ()
    found = []
    monday = first - first.weekday() * DAY
    while monday <= last:
        dates = [
            day
            for day in (monday + number * DAY for number in range(WEEK))
            if any(_moments(programme, day, day))
        ]
        times = min(programme.times_a_week, len(dates))
        for number in range(times):
            part = dates[number * len(dates) // times : (number + 1) * len(dates) // times]
            moments = [moment for day in part for moment in _moments(programme, day, day)]
            if period.start <= moments[(len(moments) - 1) // 2] < period.end:
                key = f"/{monday.isoformat()}.{number + 1}"
                found.append(Occurrence(key, _within(period, moments)))
        monday += WEEK * DAY
    return tuple(found)


def _there(
    programme: Programme, occurrence: Occurrence, cohort: Cohort, agents: Sequence[Agent]
) -> tuple[str, ...]:
    """The members who do not lead, and are not away whenever it may begin."""
    members = frozenset(cohort.members(agents)).difference(programme.facilitators)
    long = programme.minutes * MINUTE
    return tuple(
        agent.id
        for agent in agents
        if agent.id in members
        and not all(agent.is_absent(start, start + long) for start in occurrence.starts)
    )


def _moments(programme: Programme, first: date, last: date) -> Iterator[datetime]:
    """The candidates on the dates given that the programme runs on."""
    first = max(first, programme.first_date)
    last = last if programme.deadline is None else min(last, programme.deadline)
    for number in range((last - first).days + 1):
        yield from programme.moments(first + number * DAY)


def _within(period: PlanningPeriod, moments: Iterable[datetime]) -> tuple[datetime, ...]:
    inside = (moment for moment in moments if period.start <= moment < period.end)
    return tuple(moment for _, moment in zip(range(MOST_STARTS), inside, strict=False))


def _called(programme: Programme, cohort: Cohort) -> str:
    return programme.name if len(programme.cohorts) == 1 else f"{programme.name} ({cohort.name})"
