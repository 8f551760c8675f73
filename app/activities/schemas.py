"""What callers write and read of a programme."""

import uuid
from datetime import time
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StrictBool, StrictInt, ValidationError, model_validator

from app.fields import ClockTime, Day, Document, Name, Stored, Tag, Weekday, ZoneName
from solver.domain.programme import Cohort, Favour, Programme
from solver.domain.time import ClockWindow

__all__ = ["Activity", "CohortBody", "Favour", "ProgrammeBody", "ProgrammeView"]

AgentIds = Annotated[tuple[uuid.UUID, ...], Field(max_length=1000)]


class Activity(StrEnum):
    """What its sessions are."""

    TRAINING = "training"
    COACHING = "coaching"
    MEETING = "meeting"


class CohortBody(Document):
    """People who attend together: the agents named, and everybody with one of the tags."""

    name: Annotated[Name, Field(max_length=36)]
    agent_ids: AgentIds = ()
    tags: Annotated[tuple[Tag, ...], Field(max_length=50)] = ()


class ProgrammeBody(Document):
    """Training, coaching or a meeting whose moment is chosen together with the shifts of those who attend.

    Every cohort has its sessions, once or ``times_a_week``, on the weekdays given between ``opens`` and
    ``closes`` of the clock in ``zone`` (``closes`` at or before ``opens``: of the next day). A session may
    begin every ``step_minutes`` from ``opens`` on, from ``first_date`` to ``deadline``, both included. One of
    the facilitators leads it and is off the queues, too. For ``service`` people may miss it where that would
    cost coverage, for ``attendance`` coverage gives way. With fewer than ``least`` attendees, or fewer than
    all of a smaller cohort, it is not held.
    """

    name: Annotated[Name, Field(max_length=80)]
    activity: Activity = Activity.TRAINING
    minutes: Annotated[StrictInt, Field(ge=5, le=1440)]
    paid: StrictBool = True
    cohorts: Annotated[tuple[CohortBody, ...], Field(min_length=1, max_length=200)]
    facilitator_ids: AgentIds = ()
    times_a_week: Annotated[StrictInt, Field(ge=1, le=7)] | None = None
    weekdays: Annotated[tuple[Weekday, ...], Field(min_length=1, max_length=7)] = (0, 1, 2, 3, 4)
    opens: ClockTime = time(9)
    closes: ClockTime = time(17)
    zone: ZoneName
    step_minutes: Annotated[StrictInt, Field(ge=5, le=1440)] = 30
    first_date: Day
    deadline: Day | None = None
    favour: Favour = Favour.SERVICE
    least: Annotated[StrictInt, Field(ge=1, le=10_000)] = 1

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if len(set(self.weekdays)) < len(self.weekdays):
            raise ValueError("expected nothing twice in weekdays")
        try:
            self.programme(uuid.UUID(int=0))
        except ValidationError as error:
            # Its own words say what is wrong: without them the caller would read a report about our insides.
            raise ValueError(error.errors()[0]["msg"].removeprefix("Value error, ")) from None
        return self

    def programme(self, programme_id: uuid.UUID) -> Programme:
        """The programme as the solver's vocabulary has it."""
        return Programme(
            id=str(programme_id),
            name=self.name,
            activity=self.activity.value,
            minutes=self.minutes,
            paid=self.paid,
            cohorts=tuple(
                Cohort(
                    name=cohort.name,
                    agents=tuple(str(agent_id) for agent_id in cohort.agent_ids),
                    tags=frozenset(cohort.tags),
                )
                for cohort in self.cohorts
            ),
            facilitators=tuple(str(agent_id) for agent_id in self.facilitator_ids),
            times_a_week=self.times_a_week,
            weekdays=frozenset(self.weekdays),
            window=ClockWindow(start=self.opens, end=self.closes),
            zone=self.zone,
            step_minutes=self.step_minutes,
            first_date=self.first_date,
            deadline=self.deadline,
            favour=self.favour,
            least=self.least,
        )


class ProgrammeView(ProgrammeBody, Stored):
    """A programme as it is kept."""
