"""Small living rosters: a team around the clock, and rosters of it drawn at random."""

import random
from collections.abc import Sequence
from datetime import date

from solver.domain.people import Agent, Carried, TimeOff
from solver.domain.problem import Problem
from solver.domain.roster import Assignment, Roster
from solver.domain.shift import possible_shifts
from solver.domain.time import TimeAxis
from solver.model.assigned import assigned
from solver.presets import traditional_24x7
from solver.rule import Scope
from solver.rules import RuleSet
from solver.rules.agents_used import AgentsUsed
from solver.rules.contract_hours import ContractHours
from solver.rules.idle_hours import IdleHours
from solver.rules.people_on_shift import PeopleOnShift
from solver.rules.work_together import WorkTogether
from tests.solver.builders import (
    MONDAY,
    a_break,
    a_contract,
    a_problem,
    a_queue,
    a_span,
    a_template,
    an_agent,
)

ZONES = ("Europe/Dublin", "Asia/Kolkata", "America/Denver")


def a_team(
    *, agents: int = 8, first_date: date = MONDAY, zone: str = "Europe/Dublin", days: int = 7
) -> Problem:
    """People in three zones on early, late, night and short shifts; two queues, one lead in four."""
    people = [_person(number, first_date) for number in range(agents)]
    meal = a_break(30, 180, 240, paid=False, activity="meal", name="meal")
    return a_problem(
        agents=people,
        queues=[a_queue("support", priority=5), a_queue("billing", priority=8)],
        templates=[
            a_template("early", "06:00", breaks=[meal]),
            a_template("late", "14:00", breaks=[meal]),
            a_template("night", "22:00", breaks=[meal], keep="wall_time"),
            a_template("short", "10:00", "12:00", hours=4, step_minutes=60, sites=("home",)),
        ],
        need={"support": agents / 6, "billing": agents / 10},
        minimum={"support": 1},
        first_date=first_date,
        days=days,
        zone=zone,
        lead_in_minutes=480,
    )


def _person(number: int, first_date: date) -> Agent:
    monday = first_date.isoformat()
    return an_agent(
        f"agent-{number}",
        skills=("support", "billing") if number % 3 == 0 else ("support",),
        zone=ZONES[number % 3],
        site="home" if number % 2 else "away",
        role="lead" if number % 4 == 0 else "associate",
        tags=frozenset({"learner"} if number == 1 else {"mentor"} if number in (0, 3) else ()),
        contract=a_contract(
            "full" if number % 2 else "part",
            min_weekly_minutes=900,
            max_weekly_minutes=2_400 if number % 2 else 1_500,
            night_work=number % 5 != 2,
        ),
        time_off=(TimeOff(span=a_span(f"{monday} 00:00", f"{monday} 12:00")),) if number == 2 else (),
        carried=Carried(burdens={"nights": number % 3, "weekends": number % 2}),
    )


def the_rules() -> RuleSet:
    """Around the clock, with rules of every sight besides."""
    preset = traditional_24x7("Europe/Dublin", template_tags=())
    return preset.model_copy(
        update={
            "rules": (
                *preset.rules,
                ContractHours(limits="min"),
                IdleHours(weight=1),
                WorkTogether(
                    scope=Scope(tags=frozenset({"learner"})), company=Scope(tags=frozenset({"mentor"}))
                ),
                PeopleOnShift(most=1, scope=Scope(agents=("agent-4", "agent-5"))),
                AgentsUsed(most=4, weight=1),
            )
        }
    )


def a_random_roster(problem: Problem, rng: random.Random, share: float = 0.5) -> Roster:
    """Shifts that do not overlap, lawful or not."""
    given = [shift for agent in problem.agents for shift in _some(problem, agent, rng, share)]
    return Roster(assignments=tuple(given))


def _some(problem: Problem, agent: Agent, rng: random.Random, share: float) -> list[Assignment]:
    axis = TimeAxis.of(problem.period, problem.interval_minutes)
    offered = list(possible_shifts(problem, agent))
    rng.shuffle(offered)
    taken: list[Assignment] = []
    for shift in offered[: round(problem.period.days * 4 * share)]:
        if not any(other.start < shift.end and shift.start < other.end for other in taken):
            taken.append(assigned(shift, axis, {}))
    return sorted(taken, key=lambda shift: shift.start)


def shifts_of(roster: Roster, agent: str) -> Sequence[Assignment]:
    return roster.by_agent().get(agent, ())
