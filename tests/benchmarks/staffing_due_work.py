"""One desk, telephone and mail, rostered for mail interval by interval and for mail by its due time."""

from collections.abc import Iterator
from datetime import date, time, timedelta

import numpy as np

from forecasting.simulation.request import (
    AgentSkill,
    SimulatedAgent,
    SimulatedQueue,
    SimulationRequest,
    Stretch,
)
from forecasting.simulation.simulate import simulate
from forecasting.staffing.due_work import due_parts
from forecasting.staffing.requirement import Requirement, StaffingRequest
from forecasting.staffing.staff import staff_requirements
from solver.domain.due_work import DueWork
from solver.domain.options import SolveOptions
from solver.domain.people import Agent, Contract
from solver.domain.people import AgentSkill as Skill
from solver.domain.problem import Problem
from solver.domain.result import Result, Tier
from solver.domain.time import PlanningPeriod
from solver.domain.work import Channel, Queue, ShiftLength, ShiftTemplate
from solver.domain.work import Requirement as Needed
from solver.rules import RuleSet
from solver.solve import solve
from tests.benchmarks.staffing_rows import Row, at_least, at_most

FIRST, DAYS, PEOPLE = date(2026, 3, 2), 3, 20
PERIOD = PlanningPeriod(first_date=FIRST, days=DAYS, zone="UTC")
STARTS = tuple(PERIOD.start + timedelta(minutes=30 * row) for row in range(48 * DAYS))
HOURS = np.arange(48 * DAYS) / 2 % 24
OPEN = tuple(((HOURS >= 8) & (HOURS < 18)).astype(float).tolist())
KEPT_IDLE = 1
"""Nobody begins a mail unless so many others stay free for callers: a mail in hand is not put down."""
LEVEL = {"goal": "service_level", "share": 0.8, "within_seconds": 30.0}
RESPONSE = {"goal": "response", "within_open_seconds": 4 * 3600.0, "share": 0.95}


def due_work(seconds: float, replications: int) -> Iterator[Row]:
    """Paid hours of both rosters, the second's share of late mail and what its callers get."""
    calls, mail = _calls(), _mail()
    rostered = {}
    for name, works in (("heads", ()), ("due", _works(mail))):
        problem = _problem(calls, mail, works)
        rostered[name] = _solved(problem, seconds)
    heads, due = rostered["heads"], rostered["due"]
    late, answered = _simulated(calls, mail, due, replications)
    late_before, answered_before = _simulated(calls, mail, heads, replications)
    yield Row("desk with mail, agents per interval: paid hours", heads.measures.paid_hours, "h")
    yield Row("the same: late", 100 * late_before, "%")
    yield Row("the same: calls answered in time", answered_before, "share")
    yield at_most(
        "mail by its due time: paid hours over those",
        due.measures.paid_hours / heads.measures.paid_hours,
        1.0,
        "times",
    )
    for name, result in (("per interval", heads), ("by due time", due)):
        missing = sum(tier.value for tier in result.tiers if tier.tier is Tier.SERVICE)
        yield at_most(f"service missing, {name}", missing, 0, "tenths of an agent")
    yield at_most("mail by its due time: late", 100 * late, 1.0, "%")
    yield at_least("mail by its due time: calls answered in time", answered, 0.79, "share")


def _calls() -> Requirement:
    """From 8 to 18, two waves a day."""
    wave = np.exp(-(((HOURS - 10) / 1.2) ** 2)) + 0.8 * np.exp(-(((HOURS - 15) / 1.2) ** 2))
    return _staffed("calls", "voice", 6 + 24 * wave, 300.0, LEVEL, 180.0)


def _mail() -> Requirement:
    """Most of it in the morning, some by night."""
    volume = 3 + 22 * np.exp(-(((HOURS - 11) / 3) ** 2))
    return _staffed("mail", "email", volume, 360.0, RESPONSE, None)


def _staffed(
    queue: str,
    channel: str,
    volume: np.ndarray,
    handle: float,
    goal: dict[str, object],
    patience: float | None,
) -> Requirement:
    return staff_requirements(
        StaffingRequest(
            queue=queue,
            channel=channel,
            interval_minutes=30,
            starts=STARTS,
            open=OPEN,
            volume=tuple((volume if channel != "voice" else volume * np.array(OPEN)).tolist()),
            handle_seconds=handle,
            goals=(goal,),
            patience_seconds=patience,
        )
    )


def _works(mail: Requirement) -> tuple[DueWork, ...]:
    return tuple(
        DueWork(queue="mail", released=part.released, due=part.due, minutes=part.agent_seconds / 60)
        for part in due_parts(mail, PERIOD.start, PERIOD.end)
    )


def _problem(calls: Requirement, mail: Requirement, works: tuple[DueWork, ...]) -> Problem:
    skills = (Skill(skill="calls"), Skill(skill="mail"))
    return Problem(
        period=PERIOD,
        interval_minutes=30,
        agents=tuple(
            Agent(
                id=f"agent {number}",
                name=f"Agent {number}",
                zone="UTC",
                contract=Contract(name="hourly"),
                skills=skills,
            )
            for number in range(PEOPLE)
        ),
        queues=(
            Queue(id="calls", name="Calls", channel=Channel.VOICE, skills=("calls",)),
            Queue(id="mail", name="Mail", channel=Channel.EMAIL, skills=("mail",)),
        ),
        requirements=(Needed(queue="calls", agents=calls.agents), Needed(queue="mail", agents=mail.agents)),
        due_work=works,
        templates=tuple(
            ShiftTemplate(
                name=f"{hours} hours",
                earliest_start=time(8),
                latest_start=time(18 - hours),
                lengths=(ShiftLength(minutes=60 * hours),),
            )
            for hours in (4, 5, 6, 7, 8)
        ),
    )


def _solved(problem: Problem, seconds: float) -> Result:
    rules = [
        {"rule": "max_shifts_per_day"},
        {"rule": "service_coverage", "weight": 1},
        {"rule": "work_in_time", "weight": 1},
        {"rule": "paid_hours", "priced": False, "weight": 1},
    ]
    rule_set = RuleSet.model_validate({"name": "desk", "rules": rules})
    return solve(problem, rule_set, SolveOptions(seconds=seconds, workers=2))


def _simulated(
    calls: Requirement, mail: Requirement, result: Result, replications: int
) -> tuple[float, float]:
    """Late share of mail, and share of calls answered in time."""
    queues = tuple(
        SimulatedQueue(
            name=each.queue,
            channel=each.channel,
            open=each.inputs.open,
            volume=each.inputs.volume,
            handle_seconds=each.inputs.handle_seconds,
            goal=each.inputs.goals[0],
            patience_seconds=each.inputs.patience_seconds,
            priority=10 if each is calls else 1,
            keep_idle=0 if each is calls else KEPT_IDLE,
        )
        for each in (calls, mail)
    )
    agents = tuple(
        SimulatedAgent(
            name=agent,
            skills=(AgentSkill(queue="calls"), AgentSkill(queue="mail")),
            on_duty=tuple(Stretch(start=shift.start, end=shift.end) for shift in shifts),
        )
        for agent, shifts in sorted(result.roster.by_agent().items())
    )
    seen = simulate(
        SimulationRequest(
            interval_minutes=30, starts=STARTS, queues=queues, agents=agents, replications=replications
        )
    )
    in_time = seen.of("mail").total.service_level.value or 0.0
    return 1.0 - in_time, seen.of("calls").total.service_level.value or 0.0
