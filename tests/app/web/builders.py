"""Builders of small problems, rosters and results, as the page reads them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5

from solver.domain.people import Agent, AgentSkill, Contract
from solver.domain.problem import Problem
from solver.domain.roster import Activity, Assignment, Segment
from solver.domain.time import PlanningPeriod
from solver.domain.work import Channel, Queue, Requirement, ShiftLength, ShiftTemplate

MONDAY = date(2026, 11, 30)
NAMES = UUID(int=7)


def id_of(name: str) -> str:
    return str(uuid5(NAMES, name))


def an_agent(name: str = "Ada Byrne", zone: str = "Europe/Dublin", **fields: Any) -> Agent:
    return Agent(
        **{
            "id": id_of(name),
            "name": name,
            "site": "Dublin",
            "zone": zone,
            "skills": (AgentSkill(skill="English"),),
            "contract": Contract(name="full time"),
            **fields,
        }
    )


def a_queue(name: str = "Voice English") -> Queue:
    return Queue(id=id_of(name), name=name, channel=Channel.VOICE, skills=("English",))


def a_problem(
    agents: Sequence[Agent] = (), first: date = MONDAY, days: int = 7, need: float = 1.0
) -> Problem:
    period = PlanningPeriod(first_date=first, days=days, zone="Europe/Dublin")
    queue = a_queue()
    return Problem(
        period=period,
        interval_minutes=60,
        agents=tuple(agents) or (an_agent(),),
        queues=(queue,),
        requirements=(Requirement(queue=queue.id, agents=(need,) * (period.minutes // 60)),),
        templates=(
            ShiftTemplate(
                name="day",
                earliest_start=time(0),
                latest_start=time(23),
                step_minutes=60,
                lengths=(ShiftLength(minutes=480),),
            ),
        ),
    )


def a_shift(agent: Agent, start: datetime, hours: float = 8, pause_after: float | None = None) -> Assignment:
    start = start.astimezone(UTC)
    breaks: tuple[Segment, ...] = ()
    if pause_after is not None:
        begins = start + timedelta(hours=pause_after)
        breaks = (
            Segment(
                activity=Activity.MEAL,
                start=begins,
                end=begins + timedelta(minutes=30),
                paid=False,
                name="lunch",
            ),
        )
    return Assignment(
        agent=agent.id, template="day", start=start, end=start + timedelta(hours=hours), breaks=breaks
    )
