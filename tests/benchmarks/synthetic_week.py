"""A synthetic support week of any size: four skills, eight groups, twelve shifts, breaks in the solve."""

import random
from collections.abc import Iterator
from datetime import date, time

import numpy as np
import numpy.typing as npt

from solver.domain.people import Agent, AgentSkill, Contract
from solver.domain.problem import Problem
from solver.domain.time import MINUTE, PlanningPeriod, Span, at_clock
from solver.domain.work import BreakPlan, Channel, Queue, Requirement, ShiftLength, ShiftTemplate
from solver.rules import RuleSet
from solver.rules.availability import Availability
from solver.rules.contract_hours import ContractHours
from solver.rules.idle_hours import IdleHours
from solver.rules.max_days_per_week import MaxDaysPerWeek
from solver.rules.max_shifts_per_day import MaxShiftsPerDay
from solver.rules.min_rest import MinRest
from solver.rules.qualified_work import QualifiedWork
from solver.rules.service_coverage import ServiceCoverage

MONDAY = date(2026, 3, 2)
ZONE = "UTC"
OPEN, CLOSE = 7, 23
SKILLS = ("billing", "orders", "technical", "returns")
SKILL_SHARES = (0.34, 0.27, 0.22, 0.17)
GROUPS = ((0,), (1,), (2,), (3,), (0, 1), (1, 2), (2, 3), (0, 1, 2, 3))
GROUP_SHARES = (0.16, 0.14, 0.12, 0.10, 0.16, 0.12, 0.10, 0.10)
HUMPS = ((10.5, 1.0, 2.0), (15.5, 0.9, 2.0), (20.0, 0.4, 1.5))
"""Hour of the peak, height, standard deviation in hours."""

WEEKDAYS = (1.2, 1.1, 1.05, 1.0, 1.0, 0.7, 0.6)
STARTS = {8: (7, 8, 9, 11, 13, 15), 6: (7, 10, 14, 17), 4: (9, 19)}
BREAK_WINDOWS = {8: (180, 270), 6: (120, 210)}
TOLERATED = 3 * 60
CONTRACTS = (
    (Contract(name="full", min_weekly_minutes=2_160 - TOLERATED, max_weekly_minutes=2_400), 0.6),
    (Contract(name="most", min_weekly_minutes=1_680 - TOLERATED, max_weekly_minutes=1_920), 0.2),
    (Contract(name="half", min_weekly_minutes=960 - TOLERATED, max_weekly_minutes=1_440), 0.2),
)
MOST_DAYS = 5


def the_rules() -> RuleSet:
    """The week's rules; ten for an agent-interval short and one for an idle one, in one tier."""
    return RuleSet(
        name="Synthetic week",
        rules=(
            MaxShiftsPerDay(most=1),
            QualifiedWork(),
            Availability(),
            MinRest(hours=11),
            MaxDaysPerWeek(days=MOST_DAYS),
            ContractHours(weight=None),
            ServiceCoverage(weight=10),
            IdleHours(weight=1),
        ),
    )


def a_week(*, agents: int, seed: int = 1, grain: int = 30) -> Problem:
    """A week of so many agents at a grain of 30 or 15 minutes."""
    rng = random.Random(f"{seed} {agents}")
    people = tuple(_agent(index, rng) for index in range(agents))
    need = _need(people, np.random.default_rng([seed, agents]), grain)
    return Problem(
        period=PlanningPeriod(first_date=MONDAY, days=7, zone=ZONE),
        interval_minutes=grain,
        agents=people,
        queues=tuple(
            Queue(id=skill, name=skill.title(), channel=Channel.VOICE, skills=(skill,), priority=1)
            for skill in SKILLS
        ),
        requirements=tuple(
            Requirement(queue=skill, agents=tuple(map(float, row)))
            for skill, row in zip(SKILLS, need, strict=True)
        ),
        templates=tuple(_templates()),
    )


def _templates() -> Iterator[ShiftTemplate]:
    for hours, starts in STARTS.items():
        for start in starts:
            yield ShiftTemplate(
                name=f"{start:02}:00 for {hours} h",
                earliest_start=time(start),
                latest_start=time(start),
                lengths=(_length(hours),),
            )


def _length(hours: int) -> ShiftLength:
    if hours not in BREAK_WINDOWS:
        return ShiftLength(minutes=hours * 60)
    earliest, latest = BREAK_WINDOWS[hours]
    meal = BreakPlan(
        name="meal", activity="meal", minutes=30, paid=False, earliest_offset=earliest, latest_offset=latest
    )
    return ShiftLength(minutes=hours * 60, breaks=(meal,))


def _agent(index: int, rng: random.Random) -> Agent:
    group = rng.choices(GROUPS, GROUP_SHARES)[0]
    contract = rng.choices([contract for contract, _ in CONTRACTS], [share for _, share in CONTRACTS])[0]
    unavailable: tuple[Span, ...] = ()
    if rng.random() < 0.3:
        day = date.fromordinal(MONDAY.toordinal() + rng.randrange(7))
        start = at_clock(day, time(0), ZONE)
        unavailable = (Span(start=start, end=start + 24 * 60 * MINUTE),)
    return Agent(
        id=f"agent-{index:05}",
        name=f"Agent {index}",
        zone=ZONE,
        skills=tuple(AgentSkill(skill=SKILLS[skill]) for skill in group),
        contract=contract,
        unavailable=unavailable,
    )


def _need(people: tuple[Agent, ...], rng: np.random.Generator, grain: int) -> npt.NDArray[np.int64]:
    """Whole agents per skill and interval: 92 % of the middle of the contracts, rounded at random."""
    hours = np.arange(0, 24, grain / 60)
    # Bells two hours wide leave the optimum of the fractional week with about 0.1 % uncovered; much steeper
    # ones ask for more people at the peaks than eight-hour days can bring together.
    shape = sum(height * np.exp(-0.5 * ((hours - middle) / width) ** 2) for middle, height, width in HUMPS)
    shape = np.where((hours >= OPEN) & (hours < CLOSE), np.maximum(shape / shape.max(), 0.12), 0.0)
    week = np.concatenate([shape * factor for factor in WEEKDAYS])
    capacity = sum(
        (agent.contract.min_weekly_minutes + TOLERATED + agent.contract.max_weekly_minutes) / 2
        for agent in people
    )
    total = 0.92 * capacity / grain
    need = np.array(SKILL_SHARES)[:, None] * week[None, :] / week.sum() * total
    need *= 1 + 0.07 * rng.standard_normal(need.shape)
    rounded: npt.NDArray[np.int64] = np.floor(np.maximum(need, 0) + rng.random(need.shape)).astype(np.int64)
    return rounded
