"""Problems of queues in turn: found by what they ask for, and their shifts judged by the ordinary rules."""

from datetime import time

import numpy as np
import pytest

from solver.domain.options import SolveOptions
from solver.domain.problem import Problem
from solver.domain.result import Result, Status
from solver.domain.selection import ShiftFilter
from solver.domain.time import ClockWindow, Span
from solver.rule import Rule, Scope
from solver.rules import RuleSet
from solver.rules.availability import Availability
from solver.rules.barred_shifts import BarredShifts
from solver.rules.max_consecutive_days import MaxConsecutiveDays
from solver.rules.max_shifts_per_day import MaxShiftsPerDay
from solver.rules.min_rest import MinRest
from solver.rules.minutes_per_stretch import MinutesPerStretch
from solver.rules.paid_hours import PaidHours
from solver.rules.queues_in_turn import HeadsNeeded, QueuesInTurn, Turns
from solver.search.turn_problem import turn_problem
from solver.solve import solve
from tests.solver.builders import a_problem, a_template, an_agent

DAYS = 3
TURNS = (
    Turns(template="voice", queues=("voice",)),
    Turns(template="mail", queues=("mail",)),
    Turns(template="both", queues=("voice", "mail"), minutes=(180,)),
)


def a_team(zone: str = "UTC", people: int = 4) -> Problem:
    """Shifts of four to eight hours, begun on the hour from six to two, in a period they do not leave."""
    alone = a_problem(days=DAYS, zone=zone).period
    inside = (Span(start=alone.start, end=alone.end),)
    return a_problem(
        agents=[an_agent(f"agent {number}", zone=zone, available=inside) for number in range(people)],
        templates=[
            a_template(turns.template, "06:00", "14:00", hours=(4, 5, 6, 7, 8)).model_copy(
                update={"step_minutes": 60}
            )
            for turns in TURNS
        ],
        days=DAYS,
        zone=zone,
    )


def the_rules(least: int = 900) -> tuple[Rule, ...]:
    """Two queues from eight to eighteen, one head each."""
    day = [0] * 8 + [1] * 10 + [0] * 6
    needs = tuple(HeadsNeeded(queue=queue, heads=tuple(day * DAYS)) for queue in ("voice", "mail"))
    barred = ClockWindow(start=time(7), end=time(8))
    return (
        MaxShiftsPerDay(),
        MinRest(hours=12),
        MaxConsecutiveDays(days=3),
        Availability(),
        BarredShifts(shifts=ShiftFilter(starts=barred)),
        MinutesPerStretch(least=least, most=1_440, per="period"),
        QueuesInTurn(turns=TURNS, needs=needs),
        QueuesInTurn(turns=TURNS, needs=needs, of="surplus", weight=2),
    )


def solved(problem: Problem, rules: tuple[Rule, ...], **options: object) -> Result:
    chosen = {"deterministic": True, "deterministic_budget": 0.2, **options}
    return solve(problem, RuleSet(name="turns", rules=rules), SolveOptions.model_validate(chosen))


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kathmandu"])
def test_every_queue_has_its_heads_and_no_more_than_people_must_work(zone: str) -> None:
    result = solved(a_team(zone), the_rules())
    assert not [found for found in result.violations if found.required]
    # Sixty hours are owed and sixty needed: nobody needs to be too many.
    assert [(tier.value, tier.proved) for tier in result.tiers] == [(0, True)]
    assert result.status is Status.OPTIMAL


def test_what_is_too_much_is_spread_evenly_and_bounded_from_below() -> None:
    result = solved(a_team(), the_rules(least=1_080))
    (tier,) = result.tiers
    # Twelve hours too many, each alone in its hour, cost twice one square.
    assert 0 < tier.bound <= tier.value
    assert tier.value >= 24
    assert not [found for found in result.violations if found.required]


def test_the_same_seed_and_budget_give_the_same_roster() -> None:
    first, second = (solved(a_team(), the_rules(least=1_080)) for _ in range(2))
    assert first.roster == second.roster


def test_patterns_tell_when_a_shift_changes_queues() -> None:
    problem = a_team()
    many = tuple(Turns(template=f"after {n}", queues=("voice", "mail"), minutes=(n,)) for n in (60, 120, 180))
    rules = tuple(
        rule.model_copy(update={"turns": many}) if isinstance(rule, QueuesInTurn) else rule
        for rule in the_rules(0)
    )
    templates = [
        a_template(turns.template, "06:00", "14:00", hours=(4, 5), step_minutes=60) for turns in many
    ]
    wide = problem.model_copy(update={"templates": tuple(templates)})
    found = turn_problem(wide, RuleSet(name="turns", rules=rules))
    assert found is not None
    assert found.offered.shape == (3, 9, 2)
    assert np.array_equal(found.bounds[:, 0], [1, 2, 3])


def test_what_turns_cannot_say_is_left_to_the_ordinary_search() -> None:
    problem, rules = a_team(), the_rules()

    def understood(problem: Problem, rules: tuple[Rule, ...]) -> bool:
        return turn_problem(problem, RuleSet(name="turns", rules=rules)) is not None

    assert understood(problem, rules)
    assert not understood(problem, (*rules, PaidHours()))
    assert not understood(problem, (*rules, MinRest(hours=12, scope=Scope(agents=("agent 0",)))))
    assert not understood(problem, rules[1:])
    elsewhere = problem.agents[0].model_copy(update={"zone": "Asia/Tokyo"})
    assert not understood(problem.model_copy(update={"agents": (elsewhere, *problem.agents[1:])}), rules)
    spring = a_problem(
        first_date=a_problem().period.first_date.replace(day=28), days=DAYS, zone="Europe/Dublin"
    )
    assert not understood(problem.model_copy(update={"period": spring.period}), rules)


def test_turns_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="give the length of every turn but the last"):
        Turns(template="early", queues=("voice", "mail"))
    with pytest.raises(ValueError, match="the template early appears more than once"):
        QueuesInTurn(
            turns=(Turns(template="early", queues=("voice",)),) * 2,
            needs=(HeadsNeeded(queue="voice", heads=(1,)),),
        )
